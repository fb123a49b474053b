// Limits on the time of decisions: `performance_budget` of the environments in rulec.yaml, and the
// `--budget` of `rulec bench`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "project/project.h"

namespace rulec::tooling {

enum class Percentile : std::uint8_t { kP50, kP95, kP99 };
[[nodiscard]] std::string_view percentile_name(Percentile percentile);  // "p95"
[[nodiscard]] double percent_of(Percentile percentile);                 // 95

struct TimeBudget {
  Percentile percentile = Percentile::kP95;
  double limit_ns = 0;
  std::string limit;        // as it was written: "100ms"
  std::string environment;  // of rulec.yaml, "" of a flag
  std::string origin;       // "rulec.yaml:12", "" of a flag

  [[nodiscard]] bool is_kept(double found_ns) const { return found_ns < limit_ns; }
};

// Nanoseconds of "250ns", "1.5us", "100ms", "3s", "2m"; "h" and "d" too, as rulec.yaml knows them.
[[nodiscard]] std::optional<double> parse_duration_ns(std::string_view text);

// "p95<100us", or several with commas between: `p50`, `p95` or `p99`, `<`, a duration. The error
// says what was expected where.
[[nodiscard]] Result<std::vector<TimeBudget>> parse_budgets(std::string_view text);

// Those of one environment, or of all of them for "", in the order of the file; a single duration
// is that of p95.
[[nodiscard]] std::vector<TimeBudget> configured_budgets(const project::Config& config,
                                                         std::string_view environment);

// "950 ns", "1.23 us", "45.6 ms", "2.5 s": three digits.
[[nodiscard]] std::string duration_text(double nanoseconds);

}  // namespace rulec::tooling
