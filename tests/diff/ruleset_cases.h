// Small random rulesets for property tests: a few rules over two entry points, with stops, hit
// policies, windows, constant conditions, updates that change what later rules read; flows with
// results; and scorecards.
#pragma once

#include <string>
#include <vector>

#include "generate.h"

namespace rulec::compiler::testing {
class Project;
}

namespace rulec::difftest {

struct RulesetCase {
  std::vector<Json> rules;       // as a rule file has them
  std::vector<Json> scorecards;  // as scorecard files have them, at most one for an entry point
  bool stops_at_first = false;
  bool fails_on_error = false;
  bool is_light = false;  // validation, with a schema
  std::uint64_t expr_cost = reference::kExprCost;
};

// Same generator state, same case. Rules are well-formed one by one.
[[nodiscard]] RulesetCase random_ruleset(Generator& generator);

// Entry points, their schema and the settings of a case, for a project that gets its rules
// otherwise.
void set_entry_points(compiler::testing::Project& project, const RulesetCase& ruleset, int level);

// What one optimisation level makes of a case: for every context and entry point the decision, or
// the problem, and what an observer is told. A ruleset that does not compile says why instead.
[[nodiscard]] std::string answers_of(const RulesetCase& ruleset, int level);

// "" or what is wrong: a result that is not that of section 9, reckoned by the reference from the
// context that the rules left.
[[nodiscard]] std::string wrong_result(const RulesetCase& ruleset);

// "" or what is wrong: effects of a flow that are not those of section 10, made by the reference
// from the context of the flow's turn.
[[nodiscard]] std::string wrong_effects(const RulesetCase& ruleset);
// Steps of flows that were compared so far, those with a carried test and those with results.
struct ComparedSteps {
  long all = 0;
  long carried = 0;
  long after = 0;
};
[[nodiscard]] const ComparedSteps& compared_steps();

// "" or what is wrong: eight threads that share one loaded ruleset and do not answer as one does.
[[nodiscard]] std::string wrong_on_threads(const RulesetCase& ruleset);

// "" or what is wrong: a rule whose condition answers otherwise on the context where its stratum
// opens than at its own turn.
[[nodiscard]] std::string wrong_stratum(const RulesetCase& ruleset);

// The case with rules and scorecards left out as long as it still fails.
template <class Fails>
RulesetCase without_needless_rules(RulesetCase ruleset, Fails fails) {
  for (std::size_t i = 0; i < ruleset.rules.size();) {
    RulesetCase smaller = ruleset;
    smaller.rules.erase(smaller.rules.begin() + static_cast<std::ptrdiff_t>(i));
    if (fails(smaller)) {
      ruleset = std::move(smaller);
    } else {
      ++i;
    }
  }
  for (std::size_t i = 0; i < ruleset.scorecards.size();) {
    RulesetCase smaller = ruleset;
    smaller.scorecards.erase(smaller.scorecards.begin() + static_cast<std::ptrdiff_t>(i));
    if (fails(smaller)) {
      ruleset = std::move(smaller);
    } else {
      ++i;
    }
  }
  return ruleset;
}

}  // namespace rulec::difftest
