#include "tooling/explain/parts.h"

#include <string_view>

#include "base/check.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

constexpr std::size_t kShownValueBytes = 60;

// Infix spelling of the comparison operators (loose == is ~=).
std::string_view comparison_symbol(std::string_view name) {
  static const std::map<std::string_view, std::string_view> kSymbols = {
      {"==", "~="}, {"!=", "!~"}, {"===", "=="}, {"!==", "!="}, {"<", "<"},
      {"<=", "<="}, {">", ">"},   {">=", ">="},  {"in", "in"}};
  auto found = kSymbols.find(name);
  return found == kSymbols.end() ? std::string_view() : found->second;
}

}  // namespace

std::string shown_value(const Value& value) {
  if (value.is_error()) {
    return "error " + std::string(value::error_type(value));
  }
  std::string text;
  append_value(text, value);
  if (text.size() > kShownValueBytes) {
    std::size_t cut = kShownValueBytes;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) {
      --cut;  // never half a code point
    }
    text.resize(cut);
    text += "...";
  }
  return text;
}

Value PartValues::value(const Expr& expr, const Value& context) {
  runtime::RulesetPtr& program = programs_[&expr];
  if (program == nullptr) {
    auto loaded = runtime::load(compiler::compile_expression(rules_, expr), "");
    RULEC_CHECK(loaded.has_value());
    program = *loaded;
  }
  return runtime::evaluate(*program, context, now_ms_, workspace_);
}

WhyNode PartValues::leaf(const Expr& expr, const Value& context) {
  WhyNode made{.text = parser::infix(expr), .span = rules_.ast.span(expr.node)};
  std::string_view symbol =
      expr.kind == ExprKind::kCall ? comparison_symbol(expr.operator_name) : std::string_view();
  if (!symbol.empty() && !expr.is_bare) {
    for (const Expr* operand : expr.operands) {
      if (!made.operands.empty()) {
        made.operands += " " + std::string(symbol) + " ";
      }
      made.operands += shown_value(value(*operand, context));
    }
  }
  made.value = shown_value(value(expr, context));
  return made;
}

}  // namespace rulec::tooling
