// An artifact as it lies on the disk: a package, or a loose bundle with its envelopes beside it in
// `F.rbx.dsse.jsonl`. Which of them a file is says its content, never its name. Nothing is verified
// here: lib/trust does that with the bytes that this hands out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "bundle/bundle.h"
#include "package/artifact.h"

namespace rulec::tooling {

struct ArtifactFile {
  std::string path;
  bool is_package = false;
  std::shared_ptr<const bundle::SealedBytes> bundle;
  package::Artifact artifact;  // all of it but the bundle's bytes

  // The artifact with the bundle, to be written as a package.
  [[nodiscard]] package::Artifact whole() const;
};

// Links are refused. Failures carry RC5001 and RC5002, those of read_package and those of
// read_envelope_lines; the bundle itself is looked at by bundle::open_container.
[[nodiscard]] Result<ArtifactFile> open_artifact(FileSystem& files, const std::string& path);

// "F.rbx.dsse.jsonl" for "F.rbx".
[[nodiscard]] std::string envelopes_path(const std::string& bundle_path);

}  // namespace rulec::tooling
