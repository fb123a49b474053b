// `rulec verify FILE --rebuild`: whether the sources that the provenance of an artifact names give
// the same bytes once more.
#pragma once

#include <string>

#include "bundle/bundle.h"
#include "env.h"
#include "failure.h"
#include "trust/verify.h"

namespace rulec::app {

struct Rebuilt {
  std::string commit;
  std::string digest;  // that of the artifact
};

// Compiles the commit that the provenance names, with the options that it names: read from the
// clone around the working folder into memory, nothing is fetched and the work tree is not touched.
// Believed is only the provenance that `admission`, the verifier's answer about this artifact,
// holds.
//
// Refusals: RC5119 (exit 1) without a signed provenance; RC5121 and those of read_provenance for
// one that cannot be used; RC5022 (exit 1) when other bytes come out or the sources were never
// committed, and with exit 3 when another version of rulec built it; RC0043 (exit 3) when the clone
// does not have the commit.
[[nodiscard]] Outcome<Rebuilt> rebuild(const std::string& path, const trust::Admission& admission,
                                       const bundle::Container& container,
                                       std::size_t max_source_bytes, Env& env);

}  // namespace rulec::app
