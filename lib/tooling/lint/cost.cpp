#include "tooling/lint/cost/cost.h"

namespace rulec::tooling {

void lint_cost(const LintInput& input, diag::Emitter& emitter) {
  struct Part {
    diag::Code code;
    void (*run)(const LintInput& input, diag::Emitter& emitter);
  };
  static constexpr Part kParts[] = {
      {diag::Code::kCostlyPattern, lint_patterns},
      {diag::Code::kNestedIteration, lint_nested_iteration},
      {diag::Code::kNotIndexable, lint_indexable},
  };
  for (const Part& part : kParts) {
    if (input.is_wanted(part.code)) {
      part.run(input, emitter);
    }
  }
}

}  // namespace rulec::tooling
