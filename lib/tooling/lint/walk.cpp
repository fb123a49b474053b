#include "tooling/lint/walk.h"

#include <algorithm>

#include "parser/parser.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using compiler::FieldScope;
using parser::Expr;
using parser::ExprKind;

constexpr std::size_t kMaxShownBytes = 60;

bool is_iterator(const Expr& expr) {
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  return row != nullptr && row->has(value::kIterator) && !expr.is_bare;
}

// Recursion ends at the depth that the reader allows.
void visit_below(const Expr& expr, const FieldScope& scope, const ExpressionVisit& visit) {
  bool is_inner = expr.kind == ExprKind::kCall || expr.kind == ExprKind::kList;
  if (!visit(expr, scope) || !is_inner || expr.operator_name == "preserve") {
    return;
  }
  bool iterates = expr.kind == ExprKind::kCall && is_iterator(expr);
  bool attempts = expr.kind == ExprKind::kCall && expr.operator_name == "try";
  for (std::size_t i = 0; i < expr.operands.size(); ++i) {
    if (iterates && i == 1) {
      FieldScope body = compiler::scope_of_body(expr.operator_name, *expr.operands[0], scope);
      visit_below(*expr.operands[1], body, visit);
    } else if (attempts && i > 0) {
      FieldScope error{.kind = FieldScope::Kind::kUnknown, .outer = &scope};
      visit_below(*expr.operands[i], error, visit);
    } else {
      visit_below(*expr.operands[i], scope, visit);
    }
  }
}

void add_argument(const parser::ArgumentValue& value, const LintedExpression& place,
                  std::vector<LintedExpression>& to) {
  if (value.expression != nullptr) {
    to.push_back(place);
    to.back().root = value.expression;
    to.back().is_whole_argument = &value == place.argument->value;
  }
  for (const parser::ArgumentValue* child : value.children) {
    add_argument(*child, place, to);
  }
}

}  // namespace

void walk(const Expr& expr, const ExpressionVisit& visit) {
  visit_below(expr, FieldScope{}, visit);
}

std::optional<compiler::ReadField> field_read_by(const Expr& expr, const FieldScope& scope) {
  if (expr.kind != ExprKind::kCall) {
    return std::nullopt;
  }
  if (expr.operator_name == "exists") {
    return scope.read(compiler::path_of_keys(expr));
  }
  return scope.read(compiler::path_of(expr));
}

std::vector<LintedExpression> expressions_of(const compiler::CheckedRule& rule) {
  std::vector<LintedExpression> made;
  if (rule.node->condition != nullptr) {
    made.push_back({.root = rule.node->condition});
  }
  for (const compiler::CheckedAction& action : rule.actions) {
    if (action.step.test != nullptr) {
      made.push_back({.root = action.step.test, .action = &action});
    }
    for (const parser::ActionArgument& argument : action.node->arguments) {
      if (argument.value != nullptr) {
        add_argument(*argument.value, {.action = &action, .argument = &argument}, made);
      }
    }
  }
  return made;
}

void for_each_definition(const compiler::Model& model,
                         const std::function<void(const LintedDefinition&)>& visit) {
  for (const compiler::CheckedRule& rule : model.rules) {
    if (is_linted(rule)) {
      LintedDefinition linted{.definition = rule.node, .expressions = expressions_of(rule)};
      for (const parser::TextAt& entry : rule.node->entry_points) {
        linted.entry_points.push_back(entry.text);
      }
      visit(linted);
    }
  }
  for (const compiler::CheckedScorecard& scorecard : model.scorecards) {
    if (scorecard.is_bad) {
      continue;
    }
    LintedDefinition linted{.definition = scorecard.node,
                            .entry_points = {scorecard.node->entry_point.text}};
    for (const parser::ScorecardItemNode& item : scorecard.node->items) {
      if (item.condition != nullptr) {
        linted.expressions.push_back({.root = item.condition});
      }
    }
    visit(linted);
  }
}

bool is_linted(const compiler::CheckedRule& rule) {
  return !rule.is_bad && rule.node->is_active;
}

std::string shown(const Expr& expr) {
  std::string text = parser::infix(expr);
  bool is_long = text.size() > kMaxShownBytes && expr.kind == ExprKind::kCall;
  return "`" + (is_long ? std::string(expr.operator_name) : text) + "`";
}

std::string dotted(std::span<const std::string_view> path) {
  std::string text;
  for (std::string_view segment : path) {
    text.append(text.empty() ? "" : ".").append(segment);
  }
  return text;
}

}  // namespace rulec::tooling
