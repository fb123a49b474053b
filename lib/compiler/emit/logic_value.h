// An expression as data: canonical JSONLogic (language.md sections 2 and 3.3).
#pragma once

#include "base/arena.h"
#include "parser/ast.h"
#include "value/value.h"

namespace rulec::compiler {

// Lists and objects lie in `arena`, texts in the Ast.
[[nodiscard]] Value logic_value(const parser::Expr& expr, Arena& arena);

}  // namespace rulec::compiler
