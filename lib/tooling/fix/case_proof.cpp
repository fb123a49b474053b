#include "tooling/fix/case_proof.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "parser/parser.h"
#include "tooling/diff/proof.h"
#include "tooling/lint/logic/logic.h"
#include "tooling/lint/logic/walk.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

template <class Node>
const Node* find(const std::vector<Node>& nodes, const std::string& id) {
  auto found = std::ranges::find_if(nodes, [&](const Node& node) { return node.id.text == id; });
  return found == nodes.end() || found->is_bad ? nullptr : &*found;
}

bool is_condition(std::string_view pointer, std::string_view place) {
  return pointer == place || (pointer.starts_with(place) && pointer[place.size()] == '/');
}

// "/items/3/condition" and what lies in it.
bool is_item_condition(std::string_view pointer) {
  constexpr std::string_view kItems = "/items/";
  if (!pointer.starts_with(kItems)) {
    return false;
  }
  pointer.remove_prefix(kItems.size());
  std::size_t slash = pointer.find('/');
  return slash != std::string_view::npos && is_condition(pointer.substr(slash), "/condition");
}

// Operators of whose operands in truth position only the truth is used.
bool is_gate(const Expr& expr) {
  constexpr std::array<std::string_view, 6> kGates = {"and", "or", "!", "!!", "if", "?:"};
  return expr.kind == ExprKind::kCall && !expr.is_bare &&
         std::ranges::find(kGates, expr.operator_name) != kGates.end();
}

// Down to the smallest part in truth position that holds all that differs: the rest gives the same
// on both sides, and would only make more cases.
void descend(const Expr*& a, const Expr*& b) {
  while (a != nullptr && b != nullptr && is_gate(*a) && is_gate(*b) &&
         a->operator_name == b->operator_name && a->operands.size() == b->operands.size()) {
    std::size_t other = a->operands.size();
    for (std::size_t i = 0; i < a->operands.size(); ++i) {
      if (parser::infix(*a->operands[i]) != parser::infix(*b->operands[i])) {
        if (other < a->operands.size()) {
          return;  // several
        }
        other = i;
      }
    }
    if (other == a->operands.size()) {
      return;
    }
    const Expr* left = a->operands[other];
    b = b->operands[other];
    a = left;
  }
}

// How often each subject is asked.
void count_asked(const Formula& formula, FormulaId id, std::map<std::size_t, std::size_t>& to) {
  const FormulaNode& node = formula.at(id);
  if (node.kind == FormulaNode::Kind::kTest) {
    ++to[formula.tests()[node.test].subject];
  }
  for (FormulaId operand : node.operands) {
    count_asked(formula, operand, to);
  }
}

// The same fields, since a schema may be checked for those alone that are read; and expressions as
// often, since evaluating one may be charged.
bool ask_alike(const Formula& formula, FormulaId a, FormulaId b) {
  std::map<std::size_t, std::size_t> of_a;
  std::map<std::size_t, std::size_t> of_b;
  count_asked(formula, a, of_a);
  count_asked(formula, b, of_b);
  return std::ranges::equal(of_a, of_b, [&](const auto& left, const auto& right) {
    bool is_field = formula.subjects()[left.first].path.has_value();
    return left.first == right.first && (is_field || left.second == right.second);
  });
}

}  // namespace

bool CaseProof::agree(const Expr* a, const Expr* b,
                      const std::vector<parser::TextAt>& entry_points) {
  if (is_same_condition(a, b, Reads::kSame)) {
    return true;
  }
  if (facts_ == nullptr) {
    facts_ = std::make_unique<ProjectFacts>(before_);
  }
  std::vector<EntryFacts*> entries;
  entries.reserve(entry_points.size());
  for (const parser::TextAt& name : entry_points) {
    entries.push_back(&facts_->of(name.text));
  }
  descend(a, b);
  Formula formula(entries.empty() ? ProjectFacts::no_bounds()
                                  : facts_->bounds_at(std::move(entries)));
  std::array<FormulaId, 2> roots{formula.add(a), formula.add(b)};
  if (!ask_alike(formula, roots[0], roots[1])) {
    return false;
  }
  Arena arena;
  Walk walk(formula, arena, kMaxSteps);
  return walk.run(roots, [](std::span<const Outcome> outcomes) {
    return outcomes.size() < 2          ? Walk::Onward::kNext
           : outcomes[0] == outcomes[1] ? Walk::Onward::kDone
                                        : Walk::Onward::kStop;
  }) == Walk::End::kAll;
}

bool CaseProof::is_same_rule(const DefinitionChange& change) {
  const parser::RuleNode* a = find(before_.ast.rules, change.id);
  const parser::RuleNode* b = find(after_.ast.rules, change.id);
  bool is_of_condition = std::ranges::all_of(change.fields, [](const FieldChange& field) {
    return is_condition(field.path, "/condition");
  });
  return a != nullptr && b != nullptr && is_of_condition && !change.fields.empty() &&
         agree(a->condition, b->condition, a->entry_points);
}

bool CaseProof::is_same_scorecard(const DefinitionChange& change) {
  const parser::ScorecardNode* a = find(before_.ast.scorecards, change.id);
  const parser::ScorecardNode* b = find(after_.ast.scorecards, change.id);
  bool is_of_conditions = std::ranges::all_of(
      change.fields, [](const FieldChange& field) { return is_item_condition(field.path); });
  return a != nullptr && b != nullptr && is_of_conditions && !change.fields.empty() &&
         std::ranges::equal(a->items, b->items, [&](const auto& left, const auto& right) {
           return left.id.text == right.id.text &&
                  agree(left.condition, right.condition, {a->entry_point});
         });
}

}  // namespace rulec::tooling
