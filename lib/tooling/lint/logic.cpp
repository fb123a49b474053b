#include "tooling/lint/logic/logic.h"

#include "tooling/lint/lint.h"

namespace rulec::tooling {
std::int64_t instant_within(std::int64_t from_ms, std::int64_t until_ms, std::int64_t now_ms) {
  bool is_inside = now_ms >= from_ms && now_ms < until_ms;
  return is_inside ? now_ms : from_ms != INT64_MIN ? from_ms : until_ms - 1;
}

void lint_logic(const LintInput& input, diag::Emitter& emitter) {
  ProjectFacts facts(input.build);
  LogicInput logic{.lint = input, .facts = facts};
  lint_conditions(logic, emitter);
  lint_rule_pairs(logic, emitter);
  lint_enums(logic, emitter);
}

}  // namespace rulec::tooling
