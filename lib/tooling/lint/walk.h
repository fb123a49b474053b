// Walking over what rules say, for lints: the definitions of a model that are used, their
// expressions, and everything inside of one with the scope in which its paths are read.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/field_scope.h"
#include "compiler/model.h"
#include "parser/ast.h"

namespace rulec::tooling {

// False: what lies inside is passed over.
using ExpressionVisit =
    std::function<bool(const parser::Expr& expr, const compiler::FieldScope& scope)>;
// `expr` and all below it, parents first, as it is read at the root context. What `preserve` holds
// is data and no expression.
void walk(const parser::Expr& expr, const ExpressionVisit& visit);

// What a path that is written here reads, from the root context: `var`, `val`, `exists` alone or an
// operand of `missing`; nothing for other expressions and where it is not known.
[[nodiscard]] std::optional<compiler::ReadField> field_read_by(const parser::Expr& expr,
                                                               const compiler::FieldScope& scope);

struct LintedExpression {
  const parser::Expr* root = nullptr;
  const compiler::CheckedAction* action = nullptr;   // null: a condition
  const parser::ActionArgument* argument = nullptr;  // that holds the expression
  bool is_whole_argument = false;                    // and nothing else
};

// A rule or a scorecard.
struct LintedDefinition {
  parser::Definition definition;
  std::vector<std::string_view> entry_points;
  std::vector<LintedExpression> expressions;
};

// The active rules in the order of the model, then the scorecards; those that are bad are passed
// over. Tests of steps that read results are no expressions here.
void for_each_definition(const compiler::Model& model,
                         const std::function<void(const LintedDefinition&)>& visit);
[[nodiscard]] std::vector<LintedExpression> expressions_of(const compiler::CheckedRule& rule);

// Whether a lint looks at the rule.
[[nodiscard]] bool is_linted(const compiler::CheckedRule& rule);
// "`cart.total >= 100`", or the operator alone where that is long.
[[nodiscard]] std::string shown(const parser::Expr& expr);
// "a.b.c".
[[nodiscard]] std::string dotted(std::span<const std::string_view> path);

}  // namespace rulec::tooling
