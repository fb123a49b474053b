// RC3106: two rules that set one field to different values. Only what is certain is told: either
// both were seen to fire in one decision of the engine, and nothing but their ids says which comes
// last; or the later one always fires, and nothing reads the field between the two.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "compiler/check/report.h"
#include "tooling/lint/effects/effects.h"
#include "tooling/lint/effects/joint_firing.h"
#include "tooling/lint/effects/path_set.h"
#include "tooling/lint/walk.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

// Rules compared with each other for one field: the first of those that set it.
constexpr std::size_t kMaxWriters = 16;
// Pairs for which the engine is asked, in one run: each takes a millisecond or two.
constexpr std::size_t kMaxPairsAsked = 100;

struct Write {
  const compiler::CheckedRule* rule = nullptr;
  const compiler::CheckedAction* action = nullptr;
  std::size_t turn = 0;
};

// A literal: what an expression gives is not known.
const Value* literal_of(const Write& write) {
  const parser::ActionArgument* value = write.action->node->find("value");
  bool is_literal = value != nullptr && value->value->kind == parser::ArgumentKind::kLiteral &&
                    !value->value->is_unread;
  return is_literal ? &value->value->literal : nullptr;
}

bool always_fires(const compiler::CheckedRule& rule) {
  const parser::Expr* condition = rule.node->condition;
  bool has_window = rule.active_from_ms != INT64_MIN || rule.active_until_ms != INT64_MAX;
  return !has_window && (condition == nullptr || (condition->kind == parser::ExprKind::kLiteral &&
                                                  value::is_truthy(condition->literal)));
}

bool share_a_moment(const compiler::CheckedRule& a, const compiler::CheckedRule& b) {
  return std::max(a.active_from_ms, b.active_from_ms) <
         std::min(a.active_until_ms, b.active_until_ms);
}

// What the rules of an entry point read and where they stop, by turn. A turn is two steps: the
// condition, then the actions.
class Course {
 public:
  Course(const compiler::Model& model, const compiler::CheckedEntryPoint& entry) {
    for (const compiler::CheckedTemplate& shown : model.templates) {
      if (shown.node->values != nullptr) {
        add_reads(*shown.node->values, of_templates_);
      }
    }
    for (std::size_t turn = 0; turn < entry.rules.size(); ++turn) {
      const compiler::CheckedRule& rule = model.rules[entry.rules[turn]];
      if (rule.is_bad || (rule.node->is_active && rule.node->stops)) {
        stops_.push_back(turn);
      }
      for (const LintedExpression& expression : expressions_of(rule)) {
        reads_.add(*expression.root, 2 * turn + (expression.action == nullptr ? 0 : 1));
      }
    }
  }

  // Nothing between the two reads the field, and no rule stops before the later one. A test of the
  // project may still look at the first write: both stand in the decision's list of updates.
  [[nodiscard]] bool is_lost(const Write& first, const Write& last) const {
    auto stop = std::ranges::lower_bound(stops_, first.turn);
    bool may_stop = stop != stops_.end() && *stop < last.turn;
    return first.action->target == last.action->target && !may_stop &&
           !of_templates_.meets(first.action->target) &&
           !reads_.meets(first.action->target, 2 * first.turn + 1, 2 * last.turn + 1);
  }

 private:
  PathSet of_templates_;
  PathSteps reads_;
  std::vector<std::size_t> stops_;  // turns, bad rules too
};

class Conflicts {
 public:
  Conflicts(const LintInput& input, diag::Emitter& emitter)
      : input_(input),
        emitter_(emitter),
        model_(*input.build.model),
        rules_(input.build.compiler_input()) {}

  void run() {
    for (const compiler::CheckedEntryPoint& entry : model_.entry_points) {
      bool is_first_only =
          entry.settings != nullptr && entry.settings->hit_policy == bytecode::HitPolicy::kFirst;
      if (!is_first_only) {
        look_at(entry);
      }
    }
  }

 private:
  using WritesByTarget = std::map<std::string, std::vector<Write>>;

  void look_at(const compiler::CheckedEntryPoint& entry) {
    WritesByTarget writes;
    for (std::size_t turn = 0; turn < entry.rules.size(); ++turn) {
      const compiler::CheckedRule& rule = model_.rules[entry.rules[turn]];
      if (is_linted(rule)) {
        add_writes(rule, turn, writes);
      }
    }
    bool is_conflict = std::ranges::any_of(
        writes, [](const auto& of_target) { return of_target.second.size() > 1; });
    if (!is_conflict) {
      return;
    }
    Course course(model_, entry);
    for (auto& [target, of_target] : writes) {
      look_at(entry, course, of_target);
    }
  }

  void look_at(const compiler::CheckedEntryPoint& entry, const Course& course,
               const std::vector<Write>& writes) {
    std::vector<const Write*> defaults;
    for (const Write& write : writes) {
      if (always_fires(*write.rule) && defaults.size() < kMaxWriters) {
        defaults.push_back(&write);
      }
    }
    std::size_t count = std::min(writes.size(), kMaxWriters);
    std::vector<bool> are_lost(count);
    for (std::size_t i = 0; i < count; ++i) {
      are_lost[i] = tell_lost(course, writes[i], defaults);
    }
    // Which of two comes last is no matter where a third makes them lost.
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t k = i + 1; k < count; ++k) {
        if (!are_lost[i] && !are_lost[k]) {
          judge_tie(entry, writes[i], writes[k]);
        }
      }
    }
  }

  // The last one of each rule: what a rule sets twice is its own affair.
  static void add_writes(const compiler::CheckedRule& rule, std::size_t turn,
                         WritesByTarget& writes) {
    for (const compiler::CheckedAction& action : rule.actions) {
      if (action.kind != bytecode::ActionKind::kUpdate ||
          action.operation != value::UpdateOperation::kSet) {
        continue;
      }
      std::vector<Write>& of_target = writes[dotted(action.target)];
      if (!of_target.empty() && of_target.back().rule == &rule) {
        of_target.pop_back();
      }
      of_target.push_back({.rule = &rule, .action = &action, .turn = turn});
    }
  }

  static bool are_same(const Write& first, const Write& last) {
    const Value* a = literal_of(first);
    const Value* b = literal_of(last);
    return a != nullptr && b != nullptr && value::strict_equal(*a, *b);
  }

  // Whether one of the rules that always fire makes it lost; told of the first that does.
  bool tell_lost(const Course& course, const Write& first,
                 const std::vector<const Write*>& defaults) {
    for (const Write* last : defaults) {
      if (last->turn <= first.turn || !course.is_lost(first, *last)) {
        continue;
      }
      if (!are_same(first, *last) && !reported_.contains({first.rule, last->rule})) {
        report(first, *last, "`" + id_of(*last) + "` always fires after it and sets another value",
               {});
      }
      return true;
    }
    return false;
  }

  void judge_tie(const compiler::CheckedEntryPoint& entry, const Write& first, const Write& last) {
    bool is_tie = first.rule->node->priority == last.rule->node->priority &&
                  literal_of(first) != nullptr && literal_of(last) != nullptr &&
                  !are_same(first, last);
    if (!is_tie || first.rule->node->stops || asked_ >= kMaxPairsAsked ||
        reported_.contains({first.rule, last.rule}) || !share_a_moment(*first.rule, *last.rule)) {
      return;
    }
    ++asked_;
    if (!joint_) {
      joint_.emplace(input_);
    }
    if (auto witness = joint_->find(entry, *first.rule, *last.rule)) {
      report(first, last,
             "both can fire, their priorities are equal, and `" + id_of(last) +
                 "` wins by its id alone",
             std::move(witness));
    }
  }

  static std::string id_of(const Write& write) { return std::string(write.rule->node->id.text); }

  void report(const Write& first, const Write& last, const std::string& reason,
              std::optional<diag::Witness> witness) {
    reported_.insert({first.rule, last.rule});
    compiler::RuleReport report(rules_, emitter_, first.rule->node);
    parser::NodeId at = first.action->node->find("target")->value->node;
    auto finding = diag::make(diag::Code::kConflictingUpdates, report.span(at), "written here",
                              {{"rule", id_of(first)},
                               {"other", id_of(last)},
                               {"path", dotted(first.action->target)},
                               {"reason", reason}});
    finding.label(report.span(last.action->node->find("target")->value->node), "and here");
    finding.help(
        "let their conditions exclude each other, or say by `priority` and `stop_processing` which "
        "of them decides");
    finding.witness = std::move(witness);
    report.emit(std::move(finding), at);
  }

  const LintInput& input_;
  diag::Emitter& emitter_;
  const compiler::Model& model_;
  compiler::Input rules_;
  std::optional<JointFiring> joint_;
  std::size_t asked_ = 0;
  std::set<std::pair<const compiler::CheckedRule*, const compiler::CheckedRule*>> reported_;
};

}  // namespace

void lint_conflicting_updates(const LintInput& input, diag::Emitter& emitter) {
  Conflicts(input, emitter).run();
}

}  // namespace rulec::tooling
