#include "tooling/bench/measure.h"

#include <algorithm>

#include "base/check.h"

namespace rulec::tooling {
namespace {

constexpr std::int64_t kWarmUpParts = 10;    // of the time
constexpr std::int64_t kWishedBatches = 60;  // in the time
constexpr std::size_t kMostInBatch = 100'000;
constexpr std::size_t kMostBatches = 100'000;

constexpr double kP50 = 50;
constexpr double kP95 = 95;
constexpr double kP99 = 99;

// Decides contexts in turn with one workspace.
class Decider {
 public:
  explicit Decider(const BenchSubject& subject) : subject_(subject) {
    RULEC_CHECK(!subject.contexts.empty());
  }

  void decide(std::size_t index) {
    const BenchContext& context = subject_.contexts[index];
    runtime::Request request{.entry_point = subject_.entry_point,
                             .context = context.json,
                             .acknowledgements = context.acknowledgements,
                             .now_ms = context.now_ms,
                             .engine = subject_.engine};
    static_cast<void>(runtime::decide(subject_.ruleset, request, workspace_, decision_));
  }

 private:
  const BenchSubject& subject_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
};

class Bench {
 public:
  Bench(const BenchSubject& subject, std::int64_t time_ns, Clock& clock)
      : subject_(subject), decider_(subject), time_ns_(time_ns), clock_(clock) {}

  Measured run(const BenchProgress& progress) {
    std::size_t passes = passes_of_batch();
    std::int64_t begin = clock_.ticks_ns();
    std::int64_t elapsed = 0;
    while (needs_more(elapsed)) {
      run_batch(passes);
      elapsed = clock_.ticks_ns() - begin;
      if (progress && time_ns_ > 0) {
        progress(std::min(1.0, static_cast<double>(elapsed) / static_cast<double>(time_ns_)));
      }
    }
    return {.mean = estimate_of(means_),
            .p50 = estimate_of(p50s_),
            .p95 = estimate_of(p95s_),
            .p99 = estimate_of(p99s_),
            .decisions = decisions_,
            .batches = means_.size()};
  }

 private:
  [[nodiscard]] bool needs_more(std::int64_t elapsed) const {
    if (means_.size() < kLeastBatches) {
      return true;
    }
    bool stands_still = elapsed == 0;
    return !stands_still && elapsed < time_ns_ && means_.size() < kMostBatches;
  }

  // Warms caches and branch predictors up, and finds how many passes make a batch.
  std::size_t passes_of_batch() {
    std::int64_t begin = clock_.ticks_ns();
    std::int64_t elapsed = 0;
    std::size_t passes = 0;
    const std::size_t contexts = subject_.contexts.size();
    const std::size_t most = std::max<std::size_t>(1, kMostInBatch / contexts);
    do {
      for (std::size_t i = 0; i < contexts; ++i) {
        decider_.decide(i);
      }
      ++passes;
      elapsed = clock_.ticks_ns() - begin;
    } while (elapsed > 0 && elapsed < time_ns_ / kWarmUpParts);
    if (elapsed == 0) {
      return 1;
    }
    double of_pass = static_cast<double>(elapsed) / static_cast<double>(passes);
    double wished = static_cast<double>(time_ns_) / static_cast<double>(kWishedBatches) / of_pass;
    return std::clamp<std::size_t>(static_cast<std::size_t>(wished), 1, most);
  }

  void run_batch(std::size_t passes) {
    times_.clear();
    double sum = 0;
    std::int64_t before = clock_.ticks_ns();
    for (std::size_t pass = 0; pass < passes; ++pass) {
      for (std::size_t i = 0; i < subject_.contexts.size(); ++i) {
        decider_.decide(i);
        std::int64_t now = clock_.ticks_ns();
        auto took = static_cast<double>(now - before);
        times_.push_back(took);
        sum += took;
        before = now;
      }
    }
    decisions_ += times_.size();
    means_.push_back(sum / static_cast<double>(times_.size()));
    p50s_.push_back(percentile_of(times_, kP50));
    p95s_.push_back(percentile_of(times_, kP95));
    p99s_.push_back(percentile_of(times_, kP99));
  }

  const BenchSubject& subject_;
  Decider decider_;
  std::int64_t time_ns_;
  Clock& clock_;
  std::size_t decisions_ = 0;
  std::vector<double> times_;  // of the batch at hand
  std::vector<double> means_, p50s_, p95s_, p99s_;
};

}  // namespace

Measured measure(const BenchSubject& subject, std::int64_t time_ns, Clock& clock,
                 const BenchProgress& progress) {
  return Bench(subject, time_ns, clock).run(progress);
}

void find_fastest(const BenchSubject& subject, std::size_t rounds, Clock& clock,
                  std::vector<double>& best) {
  Decider decider(subject);
  const std::size_t contexts = subject.contexts.size();
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < contexts; ++i) {
      std::int64_t begin = clock.ticks_ns();
      decider.decide(i);
      auto took = static_cast<double>(clock.ticks_ns() - begin);
      if (best.size() < contexts) {
        best.push_back(took);
      } else {
        best[i] = std::min(best[i], took);
      }
    }
  }
}

}  // namespace rulec::tooling
