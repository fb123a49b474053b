// Mistakes of one byte in typical texts: what a slip of the finger or a bad merge makes of a rule
// file, a test file and a schema, each in three layouts. For tests that count what is said of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

// Layout of a text that is written here with an indentation of two.
enum class Layout : std::uint8_t {
  kPretty,
  kOneLine,  // blanks between tokens
  kPacked    // none
};

[[nodiscard]] std::string laid_out(std::string_view pretty, Layout layout);

struct TypicalText {
  std::string_view name;
  std::string_view path;  // where it lies in a project
  std::string_view pretty;
};
[[nodiscard]] const std::vector<TypicalText>& typical_texts();

// Each is one edit of a good text.
enum class MistakeKind : std::uint8_t {
  kLostByte,
  kExtraByte,     // one of `"{}[],:` where it was not
  kOtherBracket,  // a bracket for the one of the other shape, or of the other direction
};

struct Mistake {
  std::string text;
  std::size_t offset = 0;
  std::string about;  // "lost `{`"
};
// At every `step`th byte.
[[nodiscard]] std::vector<Mistake> mistakes_in(const std::string& good, MistakeKind kind,
                                               std::size_t step = 1);

}  // namespace rulec::testing
