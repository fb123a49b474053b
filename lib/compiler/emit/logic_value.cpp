#include "compiler/emit/logic_value.h"

#include <algorithm>

#include "value/operators.h"

namespace rulec::compiler {
namespace {

using parser::Expr;
using parser::ExprKind;

// Recursion ends at the depth that the reader allows.
class LogicValue {
 public:
  explicit LogicValue(Arena& arena) : arena_(arena) {}

  [[nodiscard]] Value of(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kBad:
        break;
      case ExprKind::kLiteral:
        return expr.literal;
      case ExprKind::kList:
        return list(expr.operands);
      case ExprKind::kCall:
        return call(expr);
      case ExprKind::kNoCall:
        return expr.raw;
    }
    return Value::null();
  }

 private:
  Value list(std::span<Expr* const> operands) {
    auto items = arena_.make_span<Value>(operands.size());
    std::ranges::transform(operands, items.begin(), [this](const Expr* each) { return of(*each); });
    return Value::list(items);
  }

  Value call(const Expr& expr) {
    bool is_preserved = expr.operator_name == "preserve";
    auto members = arena_.make_span<Member>(1);
    members[0] = {.key = expr.operator_name, .value = is_preserved ? expr.raw : operands(expr)};
    return make_object(arena_, members);
  }

  // A unary operator has no list around its operand unless that is an array; `var`, `val` and
  // `exists` none around one text. {"+": 1} is {"+": [1]}.
  Value operands(const Expr& expr) {
    const value::OperatorRow* row = value::find_operator(expr.operator_name);
    if (row == nullptr || expr.operands.size() != 1) {
      return expr.is_bare ? of(*expr.operands[0]) : list(expr.operands);
    }
    const Expr& only = *expr.operands[0];
    bool is_literal = only.kind == ExprKind::kLiteral;
    bool is_path = expr.operator_name == "var" || expr.operator_name == "val" ||
                   expr.operator_name == "exists";
    bool is_path_text = is_path && is_literal && only.literal.is_string();
    bool is_unary = row->form == value::OperandForm::kUnary && only.kind != ExprKind::kList;
    bool is_scalar = is_literal && !only.literal.is_object();
    bool spreads = row->form == value::OperandForm::kSpreading && is_scalar && !is_path_text;
    bool is_bare = is_path_text || is_unary || (expr.is_bare && !spreads);
    return is_bare ? of(only) : list(expr.operands);
  }

  Arena& arena_;
};

}  // namespace

Value logic_value(const Expr& expr, Arena& arena) {
  return LogicValue(arena).of(expr);
}

}  // namespace rulec::compiler
