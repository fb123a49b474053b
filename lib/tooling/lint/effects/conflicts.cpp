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
    for (auto& [target, of_target] : writes) {
      of_target.resize(std::min(of_target.size(), kMaxWriters));
      for (std::size_t i = 0; i < of_target.size(); ++i) {
        for (std::size_t k = i + 1; k < of_target.size(); ++k) {
          judge(entry, of_target[i], of_target[k]);
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

  void judge(const compiler::CheckedEntryPoint& entry, const Write& first, const Write& last) {
    const Value* a = literal_of(first);
    const Value* b = literal_of(last);
    bool are_same = a != nullptr && b != nullptr && value::strict_equal(*a, *b);
    bool is_told = reported_.contains({first.rule, last.rule});
    if (are_same || is_told || first.rule->node->stops ||
        !share_a_moment(*first.rule, *last.rule)) {
      return;
    }
    if (always_fires(*last.rule) && is_lost(entry, first, last)) {
      report(first, last, "`" + id_of(last) + "` always fires after it and sets another value", {});
      return;
    }
    bool is_tie = first.rule->node->priority == last.rule->node->priority;
    if (!is_tie || a == nullptr || b == nullptr || asked_ >= kMaxPairsAsked) {
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

  // Nothing between the two reads the field, and no rule stops before the later one. A test of the
  // project may still look at the first write: both stand in the decision's list of updates.
  [[nodiscard]] bool is_lost(const compiler::CheckedEntryPoint& entry, const Write& first,
                             const Write& last) {
    if (first.action->target != last.action->target) {
      return false;
    }
    PathSet reads;
    for (const compiler::CheckedTemplate& shown : model_.templates) {
      if (shown.node->values != nullptr) {
        add_reads(*shown.node->values, reads);
      }
    }
    for (std::size_t turn = first.turn; turn <= last.turn; ++turn) {
      const compiler::CheckedRule& rule = model_.rules[entry.rules[turn]];
      if (rule.is_bad || (rule.node->is_active && rule.node->stops && turn < last.turn)) {
        return false;
      }
      for (const LintedExpression& expression : expressions_of(rule)) {
        bool is_before = turn == first.turn && expression.action == nullptr;
        if (!is_before) {
          add_reads(*expression.root, reads);
        }
      }
    }
    return !reads.meets(first.action->target);
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
