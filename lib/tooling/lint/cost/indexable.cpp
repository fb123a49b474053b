// RC3203: conditions of which no conjunct compares one field with constants: an index over fields
// has nothing to find the rule by, and it is evaluated in every decision.
#include <algorithm>
#include <array>

#include "compiler/check/comparisons.h"
#include "compiler/check/report.h"
#include "tooling/lint/cost/cost.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

bool is_field(const Expr& expr) {
  return compiler::path_of(expr).has_value();
}

bool is_constant(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral ||
         (expr.kind == ExprKind::kList && std::ranges::all_of(expr.operands, [](const Expr* item) {
            return item->kind == ExprKind::kLiteral;
          }));
}

// One field, and constants beside it.
bool compares_field(const Expr& call) {
  auto fields =
      std::ranges::count_if(call.operands, [](const Expr* each) { return is_field(*each); });
  auto constants =
      std::ranges::count_if(call.operands, [](const Expr* each) { return is_constant(*each); });
  return fields == 1 && fields + constants == std::ssize(call.operands);
}

// Whether a field is truthy, or there.
bool asks_for_field(const Expr& expr) {
  bool is_presence = expr.kind == ExprKind::kCall &&
                     (expr.operator_name == "missing" || expr.operator_name == "exists");
  return is_field(expr) || is_presence;
}

bool is_indexable(const Expr& expr) {
  if (asks_for_field(expr)) {
    return true;
  }
  if (expr.kind != ExprKind::kCall || expr.operands.empty()) {
    return false;
  }
  std::string_view name = expr.operator_name;
  if (name == "!" || name == "!!") {
    return asks_for_field(*expr.operands[0]);
  }
  if (expr.is_bare) {
    return false;
  }
  if (name == "and") {
    return std::ranges::any_of(expr.operands, [](const Expr* each) { return is_indexable(*each); });
  }
  if (name == "or") {
    return std::ranges::all_of(expr.operands, [](const Expr* each) { return is_indexable(*each); });
  }
  bool compares = compiler::comparison_named(name).has_value() || name == "in" ||
                  name == "between" || name == "starts_with";
  return compares && compares_field(expr);
}

// One that reads nothing is the same in every decision, as a rule without a condition is.
bool reads_context(const Expr& condition) {
  bool reads = false;
  walk(condition, [&](const Expr& expr, const compiler::FieldScope& /*scope*/) {
    static constexpr std::array<std::string_view, 5> kReads = {"var", "val", "exists", "missing",
                                                               "missing_some"};
    reads = reads || (expr.kind == ExprKind::kCall &&
                      std::ranges::find(kReads, expr.operator_name) != kReads.end());
    return !reads;
  });
  return reads;
}

}  // namespace

void lint_indexable(const LintInput& input, diag::Emitter& emitter) {
  compiler::Input rules = input.build.compiler_input();
  for (const compiler::CheckedRule& rule : input.build.model->rules) {
    const Expr* condition = rule.node->condition;
    if (!is_linted(rule) || condition == nullptr || !reads_context(*condition) ||
        is_indexable(*condition)) {
      continue;
    }
    compiler::RuleReport report(rules, emitter, rule.node);
    report.emit(
        diag::make(diag::Code::kNotIndexable, report.span(condition->node),
                   "evaluated in every decision", {{"rule", std::string(rule.node->id.text)}})
            .help("a conjunct that compares a field with a constant, such as "
                  "`user.country == \"DE\"`, finds the rule quickly"),
        condition->node);
  }
}

}  // namespace rulec::tooling
