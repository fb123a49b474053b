#include "compiler/check/expressions.h"

#include "compiler/check/operators.h"
#include "compiler/check/steps.h"

namespace rulec::compiler {

// Recursion ends at the depth that the reader allows. An unreadable part is silent, the reader has
// spoken, but nothing can be made of it.
void check_expression(const parser::Expr& expr, RuleReport& report) {
  switch (expr.kind) {
    case parser::ExprKind::kBad:
    case parser::ExprKind::kLiteral:
      return;
    case parser::ExprKind::kNoCall:
      if (!report_reference_as_expression(expr, report)) {
        report_no_call(expr, report);
      }
      return;
    case parser::ExprKind::kCall:
      if (report_reference_as_expression(expr, report)) {
        return;
      }
      check_call(expr, report);
      break;
    case parser::ExprKind::kList:
      break;
  }
  for (const parser::Expr* operand : expr.operands) {
    check_expression(*operand, report);
  }
}

}  // namespace rulec::compiler
