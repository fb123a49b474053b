#include "compiler/ir/extent.h"

#include <algorithm>

namespace rulec::compiler {
namespace {

// Recursions end at the depth that the reader allows.
class Measure {
 public:
  void value(const Value& value) {
    ++extent.nodes;
    if (value.is_string()) {
      text(value.as_string());
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) {
        this->value(item);
      }
    } else if (value.is_object()) {
      for (const Member& member : value.members()) {
        text(member.key);
        this->value(member.value);
      }
    }
  }

  void expression(const parser::Expr& expr) {
    if (expr.kind == parser::ExprKind::kLiteral) {
      return value(expr.literal);
    }
    ++extent.nodes;
    if (!expr.raw.is_null()) {
      value(expr.raw);
    }
    for (const parser::Expr* operand : expr.operands) {
      expression(*operand);
    }
  }

  void argument(const parser::ArgumentValue& argument) {
    if (argument.is_constant()) {
      return value(argument.literal);
    }
    ++extent.nodes;
    for (std::string_view key : argument.keys) {
      text(key);
    }
    if (argument.expression != nullptr) {
      expression(*argument.expression);
    }
    for (const parser::ArgumentValue* child : argument.children) {
      this->argument(*child);
    }
  }

  Extent extent;

 private:
  void text(std::string_view text) {
    extent.longest_text = std::max(extent.longest_text, text.size());
  }
};

}  // namespace

Extent extent_of(const parser::Expr& expr) {
  Measure measure;
  measure.expression(expr);
  return measure.extent;
}

Extent extent_of(const parser::ArgumentValue& value) {
  Measure measure;
  measure.argument(value);
  return measure.extent;
}

}  // namespace rulec::compiler
