// Artifact: a bundle with what travels beside it. As a package (`.rpack`, a tar of one OCI image
// layout) or as loose files (`F.rbx` and `F.rbx.dsse.jsonl`, one envelope a line). Nothing is ever
// extracted, and nothing here reads the sections of the bundle. The formats are those of POSIX
// ustar, of the OCI image specification 1.1 and of DSSE 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::package {

struct Artifact {
  std::string bundle_name;  // file name, "shop-rules-1.3.0.rbx"
  std::string version;      // of a package: its reference name; else ""
  std::string bundle;
  std::string sbom;                    // "" when there is none
  std::vector<std::string> envelopes;  // as received
  // "sha256:…" of the manifest of a package that was read: what a registry calls its digest.
  // Another signature changes it, the bundle's stays. Not written.
  std::string manifest_digest;
};

// Whether bytes begin as a tar file does: what a file is, is never read off its name.
[[nodiscard]] bool is_package(std::string_view bytes);
// Strict: RC5030 to RC5033; RC5002 and RC5101 for what is too large. Also what other tools write of
// the same layout is taken (skopeo: folder entries, real owners and times, an index of its own),
// and gives the same artifact. What is signed is not looked at.
[[nodiscard]] Result<Artifact> read_package(std::string_view bytes);
// Same artifact, same bytes. The name and the version are those of read_package, or of a bundle.
[[nodiscard]] std::string write_package(const Artifact& artifact);

// The predicate type that an envelope states, for annotations and for people: nothing is verified.
// "" when it states none.
[[nodiscard]] std::string stated_predicate_type(std::string_view envelope);

// Envelopes of loose files: lines of a `.dsse.jsonl` file, as they are (RC5101; an empty line is
// RC5102).
[[nodiscard]] Result<std::vector<std::string>> read_envelope_lines(std::string_view text);

}  // namespace rulec::package
