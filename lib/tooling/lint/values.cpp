#include "tooling/lint/values/values.h"

#include "tooling/lint/lint.h"

namespace rulec::tooling {

void lint_values(const LintInput& input, diag::Emitter& emitter) {
  bool wants_comparisons = input.is_wanted(diag::Code::kLooseComparison) ||
                           input.is_wanted(diag::Code::kStringNumberCompare);
  bool wants_money = input.is_wanted(diag::Code::kFloatMoney);
  if (!wants_comparisons && !wants_money) {
    return;
  }
  compiler::Input rules = input.build.compiler_input();
  EntryFactsTable entry_points(input.build);
  for_each_definition(*input.build.model, [&](const LintedDefinition& definition) {
    compiler::RuleReport report(rules, emitter, definition.definition);
    std::set<std::pair<diag::Code, std::size_t>> reported;
    for (std::string_view name : definition.entry_points) {
      ValuesPlace place{.input = input,
                        .rules = rules,
                        .definition = definition,
                        .entry_point = entry_points.at(name),
                        .report = report,
                        .reported = reported};
      if (wants_comparisons) {
        lint_comparisons(place);
      }
      if (wants_money) {
        lint_money(place);
      }
    }
  });
}

}  // namespace rulec::tooling
