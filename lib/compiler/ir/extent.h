// How large an expression or argument is, the data in it included, for the limits of
// base/limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "parser/ast.h"

namespace rulec::compiler {

struct Extent {
  std::uint64_t nodes = 0;
  std::size_t longest_text = 0;  // bytes, keys included
};
[[nodiscard]] Extent extent_of(const parser::Expr& expr);
[[nodiscard]] Extent extent_of(const parser::ArgumentValue& value);

}  // namespace rulec::compiler
