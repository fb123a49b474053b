#include "coverage_minimums.h"

#include <string_view>

#include "project_settings.h"

namespace rulec::app {

std::vector<tooling::Minimum> coverage_minimums(std::optional<std::uint64_t> conditions,
                                                const project::Config& config,
                                                const tooling::Coverage& coverage,
                                                const tooling::Run& run) {
  std::vector<tooling::Minimum> minimums;
  tooling::CoverageTotals totals = tooling::totals_of(coverage);
  bool is_measured = run.passed + run.failed > 0;
  auto add = [&](std::string_view what, const tooling::Share& share,
                 std::optional<double> percent) {
    if (percent) {
      minimums.push_back(
          {.what = what, .share = share, .percent = *percent, .is_measured = is_measured});
    }
  };
  add("conditions", totals.conditions,
      conditions ? std::optional(static_cast<double>(*conditions))
                 : configured_percent(config, "test.coverage.conditions"));
  add("rules", totals.fired, configured_percent(config, "test.coverage.rules"));
  add("actions", totals.actions, configured_percent(config, "test.coverage.actions"));
  add("templates", totals.templates, configured_percent(config, "test.coverage.templates"));
  return minimums;
}

}  // namespace rulec::app
