// Whether edits changed the values that they stand in and nothing else. Internal to
// lib/tooling/fix.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tooling/fix/candidate.h"

namespace rulec::tooling {

// Two states of one JSON file, the second one made of the first by `edits`, in order. True where
// the first one has faults, since then nothing says what was meant.
[[nodiscard]] bool change_only_their_nodes(std::string_view before, std::string_view after,
                                           const std::vector<const PathEdit*>& edits);

// The same for a text file, whose twins these are, definition by definition. False where a
// definition changed that no edit touches.
[[nodiscard]] bool change_only_their_definitions(const json::Document& before,
                                                 const json::Document& after,
                                                 const std::vector<const PathEdit*>& edits);

}  // namespace rulec::tooling
