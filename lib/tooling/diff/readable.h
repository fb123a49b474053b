// Changes of rules in words: the smallest part of a condition that changed, in its context, and
// arguments of actions.
#pragma once

#include <string>
#include <vector>

#include "parser/ast.h"

namespace rulec::tooling {

// `a` or `b` is "" where there is nothing.
struct ReadableChange {
  std::string what;  // "condition", "priority", "action ack_terms: required"
  std::string a;
  std::string b;
  bool is_proved_same = false;  // another text of the same meaning
};

// Infix text of the smallest junction or comparison that holds every change; null is `always`.
[[nodiscard]] ReadableChange condition_change(const parser::Expr* a, const parser::Expr* b);

// Actions that are added, removed, moved, and the arguments that changed. Matched by their ids,
// else by type in order.
[[nodiscard]] std::vector<ReadableChange> action_changes(const std::vector<parser::ActionNode>& a,
                                                         const std::vector<parser::ActionNode>& b);

// `display_message(template: "vat_notice", vars: { total: cart.total })`.
[[nodiscard]] std::string action_text(const parser::ActionNode& action);

}  // namespace rulec::tooling
