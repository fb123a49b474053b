#include "measure.h"

#include <algorithm>
#include <ctime>
#include <vector>

namespace rulec::bench {
namespace {

std::int64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

constexpr std::size_t kMaxRunsPerPass = std::size_t{1} << 22;

// Runs once over the inputs, or as long as an eighth of the budget; returns ns of one run.
double warm_up(const std::function<void(std::size_t)>& run, std::size_t inputs,
               const Budget& budget) {
  const std::int64_t limit = budget.budget_ms * 1'000'000 / 8;
  const std::int64_t start = wall_ns();
  std::size_t done = 0;
  while (done < inputs && (done < 3 || wall_ns() - start < limit)) {
    run(done++);
  }
  return static_cast<double>(wall_ns() - start) / static_cast<double>(done);
}

}  // namespace

std::int64_t wall_ns() {
  return clock_ns(CLOCK_MONOTONIC);
}

Timing measure(const std::function<void(std::size_t)>& run, std::size_t inputs,
               const Budget& budget) {
  const double estimate = std::max(1.0, warm_up(run, inputs, budget));
  const double wished = static_cast<double>(budget.pass_ms) * 1e6 / estimate;
  const std::size_t runs =
      std::clamp(static_cast<std::size_t>(wished), std::size_t{1}, kMaxRunsPerPass);
  std::vector<double> wall;
  std::vector<double> cpu;
  const std::int64_t start = wall_ns();
  std::size_t input = 0;
  while (wall.size() < 3 || wall_ns() - start < budget.budget_ms * 1'000'000) {
    const std::int64_t wall_start = wall_ns();
    const std::int64_t cpu_start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    for (std::size_t i = 0; i < runs; ++i) {
      run(input);
      input = input + 1 == inputs ? 0 : input + 1;
    }
    const auto count = static_cast<double>(runs);
    cpu.push_back(static_cast<double>(clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu_start) / count);
    wall.push_back(static_cast<double>(wall_ns() - wall_start) / count);
  }
  std::ranges::sort(wall);
  return {.best = wall.front(),
          .median = wall[wall.size() / 2],
          .best_cpu = *std::ranges::min_element(cpu),
          .passes = wall.size(),
          .runs_per_pass = runs};
}

}  // namespace rulec::bench
