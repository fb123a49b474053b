// Watches a decision rule by rule, item by item, and evaluates the parts of each condition once
// more, one small program a part, in the working context that the rule saw.
#include "tooling/explain/explain.h"

#include <map>

#include "base/calendar.h"
#include "bytecode/bytecode.h"
#include "compiler/step_test.h"
#include "parser/json/reader.h"
#include "tooling/explain/parts.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

class Watcher final : public runtime::RuleObserver {
 public:
  Watcher(const compiler::Input& rules, const runtime::LoadedRuleset& ruleset, std::int64_t now_ms)
      : rules_(rules), program_(runtime::program_of(ruleset)), parts_(rules, now_ms) {
    for (const parser::RuleNode& rule : rules.ast.rules) {
      by_id_.emplace(rule.id.text, &rule);
    }
    for (const parser::ScorecardNode& scorecard : rules.ast.scorecards) {
      scorecards_by_id_.emplace(scorecard.id.text, &scorecard);
    }
  }

  // Items of this scorecard are told next.
  void watch(const bytecode::Scorecard& scorecard) {
    row_ = &scorecard;
    auto source = scorecards_by_id_.find(text(scorecard.id));
    for (std::size_t i = 0; source != scorecards_by_id_.end() && i < source->second->items.size();
         ++i) {
      const parser::ScorecardItemNode& item = source->second->items[i];
      items_by_id_.emplace(item.id.text, &item);
    }
  }

  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& context,
               const Value& error) override {
    RuleWhy why = described(rule);
    switch (outcome) {
      case runtime::RuleOutcome::kFired:
        why.turn = RuleTurn::kFired;
        break;
      case runtime::RuleOutcome::kNotFired:
        why.turn = RuleTurn::kNotFired;
        break;
      case runtime::RuleOutcome::kSkipped:
        why.turn = RuleTurn::kSkipped;
        why.reason = "its condition threw " + std::string(value::error_type(error));
        break;
      case runtime::RuleOutcome::kNotReached:
        why.turn = RuleTurn::kNotReached;
        break;
    }
    auto source = by_id_.find(why.rule_id);
    if (why.turn != RuleTurn::kNotReached && source != by_id_.end() &&
        source->second->condition != nullptr) {
      why.tree = node(*source->second->condition, context);
    }
    seen_.emplace(rule, std::move(why));
  }

  void on_step(std::uint32_t rule, std::uint32_t action, const Value& test,
               const Value& context) override {
    const bytecode::Action& row = program_.actions[program_.rules[rule].first_action + action];
    StepWhy why{.number = action + std::size_t{1},
                .type = std::string(text(row.type)),
                .result = row.result.is_valid() ? std::string(text(row.result)) : std::string(),
                .is_taken = !test.is_error() && value::is_truthy(test)};
    if (test.is_error()) {
      why.reason = "its test threw " + std::string(value::error_type(test));
    }
    auto source = by_id_.find(text(program_.rules[rule].id));
    if (source != by_id_.end() && action < source->second->actions.size()) {
      why.tree = step_tree(*source->second, action, test, context);
    }
    seen_.at(rule).steps.push_back(std::move(why));
  }

  void on_item(std::uint32_t item, runtime::RuleOutcome outcome, const Value& context,
               const Value& error) override {
    if (row_ == nullptr) {
      return;
    }
    const bytecode::ScorecardItem& row = row_->items[item];
    ItemWhy why{.item_id = std::string(text(row.id)), .symbol = "-"};
    if (outcome == runtime::RuleOutcome::kFired) {
      why.turn = RuleTurn::kFired;
      why.symbol = text(row.symbol);
      why.points = bytecode::constant_text(program_, row.points);
    } else if (outcome == runtime::RuleOutcome::kSkipped) {
      why.turn = RuleTurn::kSkipped;
      why.reason = "its condition threw " + std::string(value::error_type(error));
    }
    auto source = items_by_id_.find(why.item_id);
    if (source != items_by_id_.end() && source->second->condition != nullptr) {
      why.tree = node(*source->second->condition, context);
    }
    items_.push_back(std::move(why));
  }

  [[nodiscard]] std::vector<ItemWhy> take_items() { return std::move(items_); }

  [[nodiscard]] RuleWhy described(std::uint32_t rule) const {
    const bytecode::Rule& row = program_.rules[rule];
    return {.rule = rule, .rule_id = program_.strings[row.id.index()], .priority = row.priority};
  }

  [[nodiscard]] const std::map<std::uint32_t, RuleWhy>& seen() const { return seen_; }

 private:
  [[nodiscard]] std::string_view text(bytecode::StringId id) const {
    return program_.strings[id.index()];
  }

  // Of the part of the test that reads the context; the other part is carried.
  std::optional<WhyNode> step_tree(const parser::RuleNode& rule, std::uint32_t action,
                                   const Value& test, const Value& context) {
    const Expr* written = rule.actions[action].test;
    if (written == nullptr) {
      return std::nullopt;
    }
    std::vector<std::string_view> results;
    results.reserve(action);
    for (std::uint32_t i = 0; i < action; ++i) {
      results.push_back(rule.actions[i].result.text);
    }
    auto parts = compiler::context_conjuncts(*written, results);
    if (parts.size() == 1) {
      return node(*parts[0], context);
    }
    WhyNode made{.text = "and", .span = rules_.ast.span(written->node)};
    add_operands(parts, true, context, made);
    std::string shown = shown_value(test);
    made.value = std::move(shown);
    return made;
  }

  // Recursion is bounded by the depth limit of the reader.
  WhyNode node(const Expr& expr, const Value& context) {
    bool is_call = expr.kind == ExprKind::kCall && !expr.operands.empty();
    bool is_chain =
        is_call && !expr.is_bare && (expr.operator_name == "and" || expr.operator_name == "or");
    if (is_chain) {
      return chain(expr, context);
    }
    if (is_call && expr.operator_name == "!" && expr.operands.size() == 1) {
      WhyNode made{.text = "not", .span = rules_.ast.span(expr.node)};
      made.children.push_back(node(*expr.operands[0], context));
      made.value = shown_value(parts_.value(expr, context));
      return made;
    }
    return parts_.leaf(expr, context);
  }

  WhyNode chain(const Expr& expr, const Value& context) {
    bool is_and = expr.operator_name == "and";
    WhyNode made{.text = is_and ? "and" : "or", .span = rules_.ast.span(expr.node)};
    add_operands(expr.operands, is_and, context, made);
    made.value = shown_value(parts_.value(expr, context));
    return made;
  }

  template <class Operands>
  void add_operands(const Operands& operands, bool is_and, const Value& context, WhyNode& made) {
    bool is_decided = false;
    for (const Expr* operand : operands) {
      if (is_decided) {
        made.children.push_back({.text = parser::infix(*operand),
                                 .value = "not evaluated",
                                 .span = rules_.ast.span(operand->node)});
        continue;
      }
      WhyNode child = node(*operand, context);
      Value value = parts_.value(*operand, context);
      is_decided = value.is_error() || value::is_truthy(value) != is_and;
      child.is_decisive = is_decided;
      made.children.push_back(std::move(child));
    }
  }

  const compiler::Input& rules_;
  const bytecode::Program& program_;
  std::map<std::string_view, const parser::RuleNode*> by_id_;
  std::map<std::string_view, const parser::ScorecardNode*> scorecards_by_id_;
  std::map<std::string_view, const parser::ScorecardItemNode*> items_by_id_;  // of the watched one
  const bytecode::Scorecard* row_ = nullptr;                                  // the watched one
  std::map<std::uint32_t, RuleWhy> seen_;
  std::vector<ItemWhy> items_;
  PartValues parts_;
};

// A rule that never got a turn, and why.
RuleWhy passed_over(RuleWhy why, const bytecode::Rule& row, std::int64_t now_ms) {
  if ((row.flags & bytecode::kActive) == 0) {
    why.turn = RuleTurn::kInactive;
    why.reason = "it is not active";
  } else if (now_ms < row.active_from_ms) {
    why.turn = RuleTurn::kOutOfWindow;
    why.reason = "its window begins " + calendar::format_instant(row.active_from_ms);
  } else if (now_ms >= row.active_until_ms) {
    why.turn = RuleTurn::kOutOfWindow;
    why.reason = "its window ended " + calendar::format_instant(row.active_until_ms);
  } else {
    why.turn = RuleTurn::kNotReached;
  }
  return why;
}

const bytecode::EntryPoint* find_entry_point(const bytecode::Program& program,
                                             std::string_view name) {
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    if (program.strings[entry_point.name.index()] == name) {
      return &entry_point;
    }
  }
  return nullptr;
}

const bytecode::Scorecard* find_scorecard(const bytecode::Program& program,
                                          const bytecode::EntryPoint& entry_point) {
  for (const bytecode::Scorecard& scorecard : program.scorecards) {
    if (&program.entry_points[scorecard.entry_point] == &entry_point) {
      return &scorecard;
    }
  }
  return nullptr;
}

// Who stopped: later rules that were not reached name it.
void name_stopper(std::vector<RuleWhy>& rules, const runtime::Decision& decision) {
  std::string stopper;
  for (RuleWhy& why : rules) {
    if (why.turn == RuleTurn::kNotReached && !stopper.empty()) {
      why.reason = "stopped by " + stopper;
    }
    for (const runtime::ExecutedRule& executed : decision.rules_executed) {
      if (executed.rule == why.rule && executed.stopped) {
        why.stopped = true;
        stopper = why.rule_id;
      }
    }
    if (why.turn == RuleTurn::kFired && stopper.empty()) {
      // With hit policy `first` the first fired rule ends the turn of the others.
      bool is_last =
          !decision.rules_executed.empty() && decision.rules_executed.back().rule == why.rule;
      if (is_last) {
        stopper = why.rule_id;
      }
    }
  }
}

}  // namespace

std::unique_ptr<RuleSources> rule_sources(const bytecode::Program& program) {
  if (program.rule_texts.empty() && program.scorecard_texts.empty() &&
      program.template_texts.empty()) {
    return nullptr;
  }
  auto made = std::make_unique<RuleSources>();
  diag::Collector ignored;  // the texts come from our own printer
  auto read = [&](bytecode::StringId id, const std::string& text) {
    SourceId source = made->sources.add(program.strings[id.index()], text);
    made->documents.documents.push_back(
        json::parse(made->sources, source, {.max_bytes = kHardMaxSourceBytes}, ignored));
    return static_cast<std::uint32_t>(made->documents.documents.size() - 1);
  };
  for (std::size_t i = 0; i < program.rule_texts.size(); ++i) {
    parser::parse_rules(made->documents, read(program.rules[i].id, program.rule_texts[i]),
                        made->sources, made->ast, ignored);
  }
  for (std::size_t i = 0; i < program.scorecard_texts.size(); ++i) {
    parser::parse_scorecard(made->documents,
                            read(program.scorecards[i].id, program.scorecard_texts[i]), made->ast,
                            ignored);
  }
  for (std::size_t i = 0; i < program.template_texts.size(); ++i) {
    parser::parse_template(made->documents,
                           read(program.templates[i].id, program.template_texts[i]), made->sources,
                           made->ast, ignored);
  }
  return made;
}

Explanation explain(const compiler::Input& rules, const runtime::LoadedRuleset& ruleset,
                    const runtime::Request& request) {
  const bytecode::Program& program = runtime::program_of(ruleset);
  const bytecode::EntryPoint* entry_point = find_entry_point(program, request.entry_point);
  Explanation made;
  if (entry_point == nullptr) {
    return made;
  }
  Watcher watcher(rules, ruleset, request.now_ms);
  const bytecode::Scorecard* scorecard = find_scorecard(program, *entry_point);
  if (scorecard != nullptr) {
    watcher.watch(*scorecard);
  }
  runtime::Request watched = request;
  watched.observer = &watcher;
  runtime::Workspace workspace;
  runtime::Decision decision;
  static_cast<void>(runtime::decide(ruleset, watched, workspace, decision));
  for (std::uint32_t rule : entry_point->rules) {
    auto seen = watcher.seen().find(rule);
    made.rules.push_back(
        seen != watcher.seen().end()
            ? seen->second
            : passed_over(watcher.described(rule), program.rules[rule], request.now_ms));
  }
  name_stopper(made.rules, decision);
  if (scorecard != nullptr) {
    made.scorecard = {.scorecard_id = program.strings[scorecard->id.index()],
                      .items = watcher.take_items()};
  }
  return made;
}

}  // namespace rulec::tooling
