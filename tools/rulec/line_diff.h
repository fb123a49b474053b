// The lines in which two short texts differ, for people: those that both begin and end with are
// left out, the rest is shown as `-` and `+`. Not a minimal edit script and no patch.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace rulec::app {

// As many of either side are shown, and the others counted.
inline constexpr std::size_t kFewLines = 20;
inline constexpr std::size_t kAllLines = std::numeric_limits<std::size_t>::max();
[[nodiscard]] std::string line_diff(std::string_view before, std::string_view after,
                                    std::size_t max_lines = kFewLines);

}  // namespace rulec::app
