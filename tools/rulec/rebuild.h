// `rulec verify FILE --rebuild`: whether the sources that the provenance of an artifact names give
// the same bytes once more.
#pragma once

#include <string>

#include "bundle/bundle.h"
#include "env.h"
#include "failure.h"
#include "tooling/decide/artifact_file.h"

namespace rulec::app {

struct Rebuilt {
  std::string commit;
  std::string digest;  // that of the artifact
};

// Compiles the commit that the provenance names, with the options that it names: read from the
// clone around the working folder into memory, nothing is fetched and the work tree is not touched.
// Whether the provenance is signed by anybody is not asked here: the digest is the proof.
//
// Refusals: RC5119 without a provenance; RC5121 and those of read_provenance for one that cannot be
// used; RC5022 (exit 1) when other bytes come out or the sources were never committed, and with
// exit 3 when another version of rulec built it; RC0043 (exit 3) when the clone does not have the
// commit.
[[nodiscard]] Outcome<Rebuilt> rebuild(const tooling::ArtifactFile& file,
                                       const bundle::Container& container,
                                       std::size_t max_source_bytes, Env& env);

}  // namespace rulec::app
