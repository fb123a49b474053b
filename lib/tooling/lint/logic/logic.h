// The lints of logic. Internal to lint/logic.
#pragma once

#include "diag/emitter.h"
#include "tooling/lint/lint.h"
#include "tooling/lint/logic/facts.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {

// What the parts of this group share.
struct LogicInput {
  const LintInput& lint;
  ProjectFacts& facts;

  [[nodiscard]] bool wants(diag::Code code) const {
    return !lint.is_wanted || lint.is_wanted(code);
  }
};

// Steps that one question may take: reasoning ends there and nothing is said.
inline constexpr std::size_t kMaxSteps = 20'000;
// Contexts that a finding is tried on.
inline constexpr std::size_t kTrialContexts = 48;

// Rules that may get a turn and have no faults.
[[nodiscard]] inline bool is_looked_at(const compiler::CheckedRule& rule) {
  return !rule.is_bad && rule.node->is_active;
}
// An instant at which the rule gets its turn, `now_ms` where that is one.
[[nodiscard]] std::int64_t instant_within(std::int64_t from_ms, std::int64_t until_ms,
                                          std::int64_t now_ms);

// RC3001, RC3002, RC3005, RC3009: conditions one by one.
void lint_conditions(const LogicInput& input, diag::Emitter& emitter);
// RC3003, RC3004, RC3006: rules of one entry point beside each other.
void lint_rule_pairs(const LogicInput& input, diag::Emitter& emitter);
// RC3015.
void lint_enums(const LogicInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
