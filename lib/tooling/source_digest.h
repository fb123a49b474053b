// The digest of what a program is made of: SHA-256 over the sorted lines "<sha256> <path>" of all
// inputs, with the settings of rulec.yaml that the compiler reads as one of them.
#pragma once

#include <string>
#include <vector>

#include "base/source.h"
#include "project/project.h"

namespace rulec::tooling {

[[nodiscard]] std::string digest_line(const Source& source);
// `lines` of all sources but rulec.yaml, in any order.
[[nodiscard]] std::string source_digest(std::vector<std::string> lines,
                                        const project::Config& config);

}  // namespace rulec::tooling
