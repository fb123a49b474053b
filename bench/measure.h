// Times a repeated action in passes, as the peers' benchmark does, so that rows compare: a short
// warm-up gives an estimate, a pass is as many runs as last about `pass_ms`, and passes go on until
// the budget is spent. The figure is the fastest pass: other work of the machine only adds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace rulec::bench {

struct Budget {
  std::int64_t budget_ms = 2000;
  std::int64_t pass_ms = 100;
};

// Nanoseconds of one run.
struct Timing {
  double best = 0;
  double median = 0;
  double best_cpu = 0;  // of this thread
  std::size_t passes = 0;
  std::size_t runs_per_pass = 0;
};

// `run(i)` handles input i of `inputs`; the inputs are taken in turn.
[[nodiscard]] Timing measure(const std::function<void(std::size_t)>& run, std::size_t inputs,
                             const Budget& budget);

[[nodiscard]] std::int64_t wall_ns();

}  // namespace rulec::bench
