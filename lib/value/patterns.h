// Regular expressions of `matches`: RE2, UTF-8, found anywhere. Compiled once for each thread and
// pattern, so that a call asks nothing of the heap after the first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rulec::value {

// Nothing when the pattern is refused.
[[nodiscard]] std::optional<bool> pattern_matches(std::string_view pattern, std::string_view text);
// Why the pattern is refused, in RE2's words; "" when it is not.
[[nodiscard]] std::string pattern_problem(std::string_view pattern);
// Instructions of the program that RE2 makes of it: what a character of a text costs at most. 0 for
// a pattern that is refused.
[[nodiscard]] std::size_t pattern_size(std::string_view pattern);

}  // namespace rulec::value
