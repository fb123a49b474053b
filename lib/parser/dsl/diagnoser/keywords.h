// The words that mean something only where one of them is expected, and what was meant by words
// that are near them.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rulec::parser {

using Words = std::span<const std::string_view>;

inline constexpr std::array<std::string_view, 5> kDeclarationWords = {"rule", "flow", "scorecard",
                                                                      "file", "entry_point"};
inline constexpr std::array<std::string_view, 5> kHeadWords = {"on", "priority", "version", "stop",
                                                               "inactive"};
// In the order in which they stand.
inline constexpr std::array<std::string_view, 4> kRuleMembers = {"active", "when", "then", "test"};
inline constexpr std::array<std::string_view, 4> kFlowMembers = {"active", "when", "steps", "test"};
inline constexpr std::array<std::string_view, 4> kScorecardMembers = {"item", "pattern", "band",
                                                                      "default"};
inline constexpr std::array<std::string_view, 5> kItemWords = {"priority", "points", "weight",
                                                               "symbol", "when"};
inline constexpr std::array<std::string_view, 4> kTestMembers = {"given", "now", "with", "expect"};
inline constexpr std::array<std::string_view, 3> kActionWords = {"update", "call", "if"};
inline constexpr std::array<std::string_view, 6> kOperations = {"=",     "+=",     "append",
                                                                "merge", "remove", "delete"};
inline constexpr std::array<std::string_view, 2> kOutcomes = {"fires", "silent"};
inline constexpr std::array<std::string_view, 2> kWindowWords = {"from", "until"};

[[nodiscard]] bool is_one_of(Words words, std::string_view text);
// The one that was probably meant by `written`, which is none of them.
[[nodiscard]] std::optional<std::string_view> nearest(Words words, std::string_view written);
// `a`, `b`, `c`
[[nodiscard]] std::string list_of(Words words);
// `a`, `b` or `c`
[[nodiscard]] std::string any_of(Words words);

}  // namespace rulec::parser
