#include "compiler/ir/node_count.h"

namespace rulec::compiler {

std::uint32_t node_count(const parser::Expr& expr) {
  bool is_preserve = expr.kind == parser::ExprKind::kCall && expr.operator_name == "preserve";
  if (is_preserve) {
    return 2;
  }
  std::uint32_t count = 1;
  for (const parser::Expr* operand : expr.operands) {
    count += node_count(*operand);
  }
  return count;
}

}  // namespace rulec::compiler
