// A small ruleset that uses every section of a bundle: rules with iterators and dates, updates, an
// effect, messages by template, a scorecard, schemas, probes. For tests of what reads bundles.
#pragma once

#include <string>
#include <vector>

#include "bytecode/program.h"

namespace rulec::testing {

[[nodiscard]] bytecode::Program small_ruleset();

// The sections' hashes and that of the head, put right after somebody changed bytes: what is then
// refused is not refused by a hash. Nothing is done to what the table does not describe.
void put_hashes_right(std::string& file);

// A few contexts for each entry point of it.
[[nodiscard]] const std::vector<std::string>& small_contexts();

}  // namespace rulec::testing
