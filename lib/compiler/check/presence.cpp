#include "compiler/check/presence.h"

#include <algorithm>
#include <ranges>

#include "compiler/check/comparisons.h"

namespace rulec::compiler {

using parser::Expr;
using parser::ExprKind;

std::string Presence::key_of(const std::optional<WrittenPath>& path, const FieldScope& scope) {
  auto field = scope.read(path);
  if (!field) {
    return {};
  }
  // An item of a walked list is not the item that a path names by its index.
  std::string key;
  for (std::size_t i = 0; i < field->path.size(); ++i) {
    key.append(1, i < field->given ? '\x1e' : '\x1f').append(field->path[i]);
  }
  return key;
}

namespace {

// Of a field that is null when it is absent: a default hides that.
std::optional<WrittenPath> plain_path(const Expr& expr) {
  bool has_default = expr.operator_name == "var" && expr.operands.size() > 1;
  return has_default ? std::nullopt : path_of(expr);
}

}  // namespace

bool Presence::knows(const std::string& key, bool needs_not_null) const {
  return !key.empty() && std::ranges::any_of(known_, [&](const Known& known) {
    return known.key == key && (known.is_not_null || !needs_not_null);
  });
}

void Presence::add(const std::string& key, bool is_not_null) {
  if (!key.empty()) {
    known_.push_back({.key = key, .is_not_null = is_not_null});
  }
}

void Presence::learn(const Expr& test, Outcome outcome, const FieldScope& scope) {
  if (test.kind != ExprKind::kCall || test.operands.empty()) {
    return;
  }
  std::string_view name = test.operator_name;
  bool holds = outcome == Outcome::kHolds;
  if (name == "!" || name == "!!") {
    Outcome inner = (name == "!!") == holds ? Outcome::kHolds : Outcome::kFails;
    return learn(*test.operands[0], inner, scope);
  }
  if ((name == "and" && holds) || (name == "or" && !holds)) {
    for (const Expr* operand : test.operands) {
      learn(*operand, outcome, scope);
    }
    return;
  }
  if (holds && (name == "var" || name == "val")) {
    add(key_of(plain_path(test), scope), true);
  } else if (holds && name == "exists") {
    add(key_of(path_of_keys(test), scope), false);
  } else if (!holds && name == "missing") {
    learn_missing(test, scope);
  } else if (comparison_named(name) || name == "in") {
    learn_comparison(test, outcome, scope);
  } else if (holds && (name == "starts_with" || name == "ends_with" || name == "matches")) {
    add(key_of(plain_path(*test.operands[0]), scope), true);  // of null they are false
  }
}

// None of the paths is missing.
void Presence::learn_missing(const Expr& call, const FieldScope& scope) {
  for (const Expr* operand : call.operands) {
    add(key_of(path_of_text(*operand), scope), true);
    if (operand->kind == ExprKind::kList) {
      for (const Expr* item : operand->operands) {
        add(key_of(path_of_text(*item), scope), true);
      }
    }
  }
}

// A field is not null where null would have given the other answer, or an error.
void Presence::learn_comparison(const Expr& call, Outcome outcome, const FieldScope& scope) {
  if (call.operands.size() != 2) {
    return;
  }
  Value answer = Value::boolean(outcome == Outcome::kHolds);
  const Expr& left = *call.operands[0];
  const Expr& right = *call.operands[1];
  if (call.operator_name == "in") {
    bool lacks_null =
        right.kind == ExprKind::kList && std::ranges::all_of(right.operands, [](const Expr* item) {
          return item->kind == ExprKind::kLiteral && !item->literal.is_null();
        });
    if (lacks_null && answer.is_true()) {
      add(key_of(plain_path(left), scope), true);
    }
    return;
  }
  auto comparison = comparison_named(call.operator_name);
  auto excludes_null = [&](const Value& a, const Value& b) {
    Value with_null = comparison ? value::compare(*comparison, a, b) : answer;
    return with_null.is_error() || with_null.is_true() != answer.is_true();
  };
  if (right.kind == ExprKind::kLiteral && excludes_null(Value::null(), right.literal)) {
    add(key_of(plain_path(left), scope), true);
  }
  if (left.kind == ExprKind::kLiteral && excludes_null(left.literal, Value::null())) {
    add(key_of(plain_path(right), scope), true);
  }
}

}  // namespace rulec::compiler
