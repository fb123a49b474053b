// The parts of the group `values`. Internal to the lints.
#pragma once

#include <set>
#include <utility>

#include "tooling/lint/entry_facts.h"
#include "tooling/lint/lint.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {

// One definition at one of its entry points. A place is reported once: `reported` is of the
// definition.
struct ValuesPlace {
  const LintInput& input;
  const compiler::Input& rules;
  const LintedDefinition& definition;
  EntryFacts& entry_point;
  compiler::RuleReport& report;
  std::set<std::pair<diag::Code, std::size_t>>& reported;

  [[nodiscard]] bool is_new(diag::Code code, parser::NodeId node) const {
    return reported.emplace(code, node.index()).second;
  }
};

// RC3007, RC3018.
void lint_comparisons(const ValuesPlace& place);
// RC3019.
void lint_money(const ValuesPlace& place);

}  // namespace rulec::tooling
