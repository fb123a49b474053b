// Help for the tests that print expressions and read them again.
#pragma once

#include <string>
#include <string_view>

#include "parser/ast.h"
#include "value/operators.h"

namespace rulec::parser {

// What infix cannot spell so that it is read again: the name of it, or "".
inline std::string unreadable(const Expr& expr) {
  if (expr.kind == ExprKind::kNoCall) {
    return "an object of several members";
  }
  if (expr.kind == ExprKind::kBad) {
    return "a gap";
  }
  if (expr.kind == ExprKind::kCall && expr.operator_name == "preserve") {
    return "preserve";
  }
  for (const Expr* operand : expr.operands) {
    std::string inside = unreadable(*operand);
    if (!inside.empty()) {
      return inside;
    }
  }
  return "";
}

// The expression in the form of canonical JSON, which is all that the DSL can spell: one operand of
// a unary operator and one text of a path stand without a list, and so never that of `missing`.
inline void make_canonical(Expr& expr) {
  for (Expr* operand : expr.operands) {
    make_canonical(*operand);
  }
  bool has_one = expr.kind == ExprKind::kCall && expr.operands.size() == 1;
  if (!has_one || expr.operands[0]->kind == ExprKind::kList) {
    return;
  }
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  std::string_view name = expr.operator_name;
  bool is_path = name == "var" || name == "val" || name == "exists";
  bool is_text =
      expr.operands[0]->kind == ExprKind::kLiteral && expr.operands[0]->literal.is_string();
  bool is_unary = row != nullptr && row->form == value::OperandForm::kUnary;
  expr.is_bare =
      (expr.is_bare || is_unary || (is_path && is_text)) && !(name == "missing" && is_text);
}

}  // namespace rulec::parser
