// Nodes of an expression as written: what a rule's limit counts and what an iterator charges for
// its body. A literal is one node however large it is; a list and a call are one more than their
// operands; `preserve` has one operand, unevaluated.
#pragma once

#include <cstdint>

#include "parser/ast.h"

namespace rulec::compiler {

[[nodiscard]] std::uint32_t node_count(const parser::Expr& expr);

}  // namespace rulec::compiler
