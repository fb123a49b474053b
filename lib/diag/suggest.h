// Did you mean: one engine for commands, flags, members, operators, fields, entry points, codes.
// Equal but for case wins; else edit distance (with transpositions) at most max(1, length / 3),
// with substrings counted as near. At most three, best first, ties in the order given.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::diag {

[[nodiscard]] std::vector<std::string> suggest(std::string_view written,
                                               std::span<const std::string> candidates);
[[nodiscard]] std::vector<std::string> suggest(std::string_view written,
                                               std::span<const std::string_view> candidates);
// "did you mean `a`?" · "did you mean `a` or `b`?" · "" for none.
[[nodiscard]] std::string did_you_mean(std::span<const std::string> suggestions);

}  // namespace rulec::diag
