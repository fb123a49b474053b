// How other languages spell operators. A spelling with `ours` is a plain renaming; the others need
// other operands, and the hint says which. Internal to the checker.
#pragma once

#include <string_view>

namespace rulec::compiler {

struct ForeignSpelling {
  std::string_view theirs;
  std::string_view ours;  // "" when there is no operator with the same operands
  std::string_view hint;
};
// Null when the name is not among those we know.
[[nodiscard]] const ForeignSpelling* find_foreign(std::string_view name);

}  // namespace rulec::compiler
