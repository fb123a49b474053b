// Whether decisions keep within the time budgets of rulec.yaml, said so that a busy machine does
// not fail rules that are fast enough. Every context is decided several times and its fastest time
// counts: other work of the machine only ever adds. A budget is exceeded only when the percentile
// of these fastest times still is after kMostRounds rounds, or after kMostTime of them; the first
// few rounds that keep it end the measurement, since more could only make the times smaller.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "tooling/bench/budgets.h"
#include "tooling/bench/contexts.h"

namespace rulec::tooling {

inline constexpr std::size_t kFirstRounds = 5;
inline constexpr std::size_t kMostRounds = 60;
inline constexpr std::int64_t kMostTimeNs = 3'000'000'000;  // of one entry point

struct BudgetTime {
  std::string entry_point;
  std::size_t contexts = 0;
  TimeBudget budget;
  double found_ns = 0;
};

// One for each budget, in their order. `contexts` are not empty.
[[nodiscard]] std::vector<BudgetTime> time_budgets(const runtime::LoadedRuleset& ruleset,
                                                   const ContextSet& contexts,
                                                   const std::vector<TimeBudget>& budgets,
                                                   Clock& clock);

}  // namespace rulec::tooling
