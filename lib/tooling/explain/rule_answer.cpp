#include "tooling/explain/rule_answer.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "schema/schema.h"
#include "tooling/coverage/atoms.h"
#include "tooling/explain/parts.h"

namespace rulec::tooling {
namespace {

using runtime::RuleOutcome;

// What became of one rule, and nothing else.
class OutcomeWatcher : public runtime::RuleObserver {
 public:
  explicit OutcomeWatcher(std::uint32_t rule) : rule_(rule) {}
  void on_rule(std::uint32_t rule, RuleOutcome outcome, const Value& context,
               const Value& /*error*/) override {
    if (rule == rule_) {
      outcome_ = outcome;
      look(outcome, context);
    }
  }
  [[nodiscard]] std::optional<RuleOutcome> outcome() const { return outcome_; }
  void forget() { outcome_.reset(); }

 protected:
  virtual void look(RuleOutcome /*outcome*/, const Value& /*context*/) {}

 private:
  std::uint32_t rule_;
  std::optional<RuleOutcome> outcome_;
};

Truth truth_of(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kFired:
      return Truth::kTrue;
    case RuleOutcome::kNotFired:
    case RuleOutcome::kNotReached:
      return Truth::kFalse;
    case RuleOutcome::kSkipped:
      return Truth::kError;
  }
  return Truth::kError;
}

// Also finds the atoms that decided, in the working context of the rule's turn.
class AtomWatcher final : public OutcomeWatcher {
 public:
  AtomWatcher(const compiler::Input& rules, std::uint32_t rule, const parser::Expr* condition,
              std::int64_t now_ms)
      : OutcomeWatcher(rule),
        rules_(rules),
        condition_(condition),
        now_ms_(now_ms),
        parts_(rules, now_ms) {}

  [[nodiscard]] std::vector<DecidingAtom> take() { return std::move(deciding_); }

 private:
  void look(RuleOutcome outcome, const Value& context) override {
    if (outcome == RuleOutcome::kNotReached || condition_ == nullptr) {
      return;
    }
    DividedCondition divided(rules_, condition_);
    const std::vector<AtomSeen>& seen =
        divided.evaluate(context, now_ms_, truth_of(outcome), workspace_);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const Atom& atom = divided.atoms()[i];
      std::uint64_t shown = std::uint64_t{seen[i].shown_true} + seen[i].shown_false;
      if (shown == 0) {
        continue;
      }
      if (!atom.lists.empty()) {
        deciding_.push_back({.why = {.text = parser::infix(*atom.expr),
                                     .value = seen[i].shown_true > 0 ? "true" : "false",
                                     .operands = {},
                                     .span = rules_.ast.span(atom.expr->node),
                                     .children = {}},
                             .elements = shown});
      } else {
        deciding_.push_back({.why = parts_.leaf(*atom.expr, context)});
      }
    }
  }

  const compiler::Input& rules_;
  const parser::Expr* condition_;
  std::int64_t now_ms_;
  PartValues parts_;
  runtime::Workspace workspace_;
  std::vector<DecidingAtom> deciding_;
};

// The leaf of the tree whose error is the outcome.
void add_thrower(const WhyNode& tree, std::vector<DecidingAtom>& deciding) {
  if (!tree.value.starts_with("error ")) {
    return;
  }
  if (tree.children.empty()) {
    deciding.push_back({.why = tree});
  }
  for (const WhyNode& child : tree.children) {
    add_thrower(child, deciding);
  }
}

std::optional<std::uint32_t> number_of(const bytecode::Program& program, std::string_view id) {
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    if (program.strings[program.rules[i].id.index()] == id) {
      return i;
    }
  }
  return std::nullopt;
}

// Its own condition, and that of the rule that stopped before it.
std::vector<const parser::Expr*> conditions_of(const compiler::Input& rules,
                                               const parser::RuleNode& rule, const Explanation& all,
                                               const RuleWhy& why) {
  std::vector<const parser::Expr*> conditions;
  auto add = [&](const parser::RuleNode& each) {
    if (each.condition != nullptr) {
      conditions.push_back(each.condition);
    }
  };
  add(rule);
  for (const RuleWhy& other : all.rules) {
    bool is_stopper =
        why.turn == RuleTurn::kNotReached && why.reason == "stopped by " + other.rule_id;
    for (const parser::RuleNode& each : rules.ast.rules) {
      if (is_stopper && each.id.text == other.rule_id) {
        add(each);
      }
    }
  }
  return conditions;
}

FlipSearch search(const compiler::Input& rules, const runtime::LoadedRuleset& ruleset,
                  const runtime::Request& request, const RuleQuestion& question,
                  std::span<const parser::Expr* const> conditions, std::uint32_t number,
                  bool has_fired) {
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value context;
  RULEC_CHECK(json::read_value(request.context, {}, arena, scratch, context, fault));
  FlipPlace place{
      .rules = rules, .schema = question.schema, .context = context, .now_ms = request.now_ms};
  std::vector<FieldValues> fields = flip_values(conditions, place, arena);
  std::shared_ptr<const schema::CompiledSchema> compiled;
  if (question.schema != nullptr) {
    if (auto made = schema::compile(question.schema->text())) {
      compiled = *made;
    }
  }
  OutcomeWatcher watcher(number);
  runtime::Workspace workspace;
  Arena checked;
  auto flips = [&](const std::string& text) {
    // Whatever the entry point checks of it: what is proposed fits the whole schema.
    checked.reset();
    Value changed;
    std::size_t errors = 0;
    if (!json::read_value(text, {}, checked, scratch, changed, fault) ||
        (compiled != nullptr && !schema::validate(*compiled, changed, checked, {}, errors))) {
      return false;
    }
    watcher.forget();
    runtime::Request again = request;
    again.context = text;
    again.observer = &watcher;
    runtime::Decision decision;
    static_cast<void>(runtime::decide(ruleset, again, workspace, decision));
    return watcher.outcome() == (has_fired ? RuleOutcome::kNotFired : RuleOutcome::kFired);
  };
  return find_flips(fields, context, question.flips, flips);
}

}  // namespace

RuleAnswer answer_for(const compiler::Input& rules, const runtime::LoadedRuleset& ruleset,
                      const runtime::Request& request, const RuleQuestion& question) {
  std::optional<std::uint32_t> number =
      number_of(runtime::program_of(ruleset), question.rule.id.text);
  RULEC_CHECK(number.has_value());
  Explanation all = explain(rules, ruleset, request);
  RuleAnswer answer;
  for (const RuleWhy& why : all.rules) {
    if (why.rule == *number) {
      answer.why = why;
    }
  }
  AtomWatcher watcher(rules, *number, question.rule.condition, request.now_ms);
  runtime::Request watched = request;
  watched.observer = &watcher;
  runtime::Workspace workspace;
  runtime::Decision decision;
  const runtime::Problem* problem = runtime::decide(ruleset, watched, workspace, decision);
  if (!watcher.outcome() && problem != nullptr && answer.why.turn == RuleTurn::kNotReached) {
    answer.why.reason = "the decision ended before: " + std::string(problem->detail);
  }
  answer.deciding = watcher.take();
  RuleTurn turn = answer.why.turn;
  answer.is_evaluated =
      turn == RuleTurn::kFired || turn == RuleTurn::kNotFired || turn == RuleTurn::kSkipped;
  if (turn == RuleTurn::kSkipped && answer.why.tree) {
    add_thrower(*answer.why.tree, answer.deciding);
  }
  bool is_always_true = turn == RuleTurn::kFired && question.rule.condition == nullptr;
  answer.is_searched = question.flips > 0 && turn != RuleTurn::kInactive &&
                       turn != RuleTurn::kOutOfWindow && !is_always_true;
  if (answer.is_searched) {
    answer.search = search(rules, ruleset, request, question,
                           conditions_of(rules, question.rule, all, answer.why), *number,
                           turn == RuleTurn::kFired);
  }
  return answer;
}

}  // namespace rulec::tooling
