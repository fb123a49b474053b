// Carrying a change over: a text of the DSL is printed before and after a change, and somebody
// wrote the same in another way, with comments and line breaks of their own. Which bytes of theirs
// are to be replaced, so that the change is made there and all else stays? A merge of three sides
// by tokens: what differs between `before` and `written` is theirs, what differs between `before`
// and `after` is the change.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::tooling {

struct ByteEdit {
  std::size_t begin = 0;  // of `written`
  std::size_t end = 0;
  std::string new_text;
};

// In order, not overlapping. Nothing where a comment stands in the midst of what changes, or where
// the texts are too far apart. Whoever asks reads the result again: where tokens repeat, a merge
// can be wrong.
[[nodiscard]] std::optional<std::vector<ByteEdit>> carry_over(std::string_view before,
                                                              std::string_view after,
                                                              std::string_view written);

// `text` with the edits.
[[nodiscard]] std::string applied(std::string_view text, const std::vector<ByteEdit>& edits);

}  // namespace rulec::tooling
