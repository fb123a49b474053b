#include "tooling/bench/budget_times.h"

#include <algorithm>

namespace rulec::tooling {

std::vector<BudgetTime> time_budgets(const runtime::LoadedRuleset& ruleset,
                                     const ContextSet& contexts,
                                     const std::vector<TimeBudget>& budgets, Clock& clock) {
  BenchSubject subject{
      .ruleset = ruleset, .entry_point = contexts.entry_point, .contexts = contexts.contexts};
  std::vector<BudgetTime> times;
  times.reserve(budgets.size());
  for (const TimeBudget& budget : budgets) {
    times.push_back({.entry_point = contexts.entry_point,
                     .contexts = contexts.contexts.size(),
                     .budget = budget});
  }
  std::vector<double> best;
  const std::int64_t begin = clock.ticks_ns();
  bool is_kept = false;
  for (std::size_t rounds = 0; !is_kept && rounds < kMostRounds; rounds += kFirstRounds) {
    find_fastest(subject, kFirstRounds, clock, best);
    is_kept = true;
    for (BudgetTime& time : times) {
      time.found_ns = percentile_of(best, percent_of(time.budget.percentile));
      is_kept = is_kept && time.budget.is_kept(time.found_ns);
    }
    if (clock.ticks_ns() - begin > kMostTimeNs) {
      break;
    }
  }
  return times;
}

}  // namespace rulec::tooling
