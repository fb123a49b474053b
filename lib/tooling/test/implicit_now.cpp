#include "tooling/test/implicit_now.h"

#include <algorithm>

#include "base/calendar.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

// The first call of `now` or `today`; null when there is none. Depth is the reader's.
const Expr* find_clock(const Expr* expr) {
  if (expr == nullptr || expr->operator_name == "preserve") {
    return nullptr;
  }
  if (expr->kind == ExprKind::kCall) {
    const value::OperatorRow* row = value::find_operator(expr->operator_name);
    if (row != nullptr && row->has(value::kReadsNow)) {
      return expr;
    }
  }
  for (const Expr* operand : expr->operands) {
    if (const Expr* found = find_clock(operand)) {
      return found;
    }
  }
  return nullptr;
}

const Expr* find_clock_of_steps(const parser::RuleNode& rule) {
  for (const parser::ActionNode& action : rule.actions) {
    if (const Expr* clock = find_clock(action.test)) {
      return clock;
    }
  }
  return nullptr;
}

std::string quoted(std::string_view id) {
  return "`" + std::string(id) + "`";
}

}  // namespace

ImplicitNow::ImplicitNow(const parser::Ast& ast) : ast_(ast) {
  std::ranges::for_each(ast.rules, [this](const parser::RuleNode& rule) { add_rule(rule); });
  std::ranges::for_each(
      ast.scorecards, [this](const parser::ScorecardNode& scorecard) { add_scorecard(scorecard); });
}

void ImplicitNow::add_rule(const parser::RuleNode& rule) {
  if (rule.is_bad || !rule.is_active) {
    return;
  }
  if (const Expr* clock = find_clock(rule.condition)) {
    by_rule_.emplace(rule.id.text, Dependence{.what = "the condition of " + quoted(rule.id.text),
                                              .node = clock->node});
  } else if (const Expr* step_clock = find_clock_of_steps(rule)) {
    by_rule_.emplace(rule.id.text, Dependence{.what = "a step of " + quoted(rule.id.text),
                                              .node = step_clock->node});
  } else if (rule.active_from || rule.active_until) {
    by_rule_.emplace(rule.id.text, Dependence{.what = "the window of " + quoted(rule.id.text),
                                              .node = rule.active_from ? rule.active_from->node
                                                                       : rule.active_until->node,
                                              .has_own_instant = rule.active_from.has_value()});
  }
}

void ImplicitNow::add_scorecard(const parser::ScorecardNode& scorecard) {
  for (const parser::ScorecardItemNode& item : scorecard.items) {
    const Expr* clock = scorecard.is_bad ? nullptr : find_clock(item.condition);
    if (clock != nullptr) {
      by_entry_point_.emplace(
          scorecard.entry_point.text,
          Dependence{.what = "the item " + quoted(item.id.text) + " of the scorecard",
                     .node = clock->node});
    }
  }
}

const ImplicitNow::Dependence* ImplicitNow::find_rule(std::string_view id) const {
  auto found = by_rule_.find(id);
  return found == by_rule_.end() ? nullptr : &found->second;
}

const ImplicitNow::Dependence* ImplicitNow::find(const TestCase& test) const {
  const Dependence* own = find_rule(test.rule_id);
  if (own != nullptr && !own->has_own_instant) {
    return own;
  }
  for (std::string_view member : {"fires", "not_fires", "fires_exactly"}) {
    Value list = test.expect.member(member);
    for (std::uint32_t i = 0; list.is_list() && i < list.length(); ++i) {
      const Dependence* named =
          list.item(i).is_string() ? find_rule(list.item(i).as_string()) : nullptr;
      if (named != nullptr && named != own) {
        return named;
      }
    }
  }
  auto scorecard = by_entry_point_.find(test.entry_point);
  bool is_meant = scorecard != by_entry_point_.end() && !test.expect.member("result").is_absent();
  return is_meant ? &scorecard->second : nullptr;
}

std::optional<diag::Diagnostic> ImplicitNow::finding(const TestCase& test) const {
  const Dependence* dependence = test.skip_reason ? nullptr : find(test);
  if (dependence == nullptr) {
    return std::nullopt;
  }
  return diag::make(diag::Code::kImplicitNow, test.span,
                    "runs at " + calendar::format_instant(test.now_ms),
                    {{"test", test.name}, {"what", dependence->what}})
      .label(ast_.span(dependence->node), "depends on the instant")
      .help(R"(say when: "now": "2026-03-01T09:00:00Z", in the case or for the whole file)");
}

}  // namespace rulec::tooling
