// What many timings of the same thing say. Pure: numbers in, numbers out. All times in nanoseconds.
#pragma once

#include <cstdint>
#include <vector>

namespace rulec::tooling {

// The value in the middle; the mean of the two for an even number. 0 for none.
[[nodiscard]] double median_of(std::vector<double> values);

// The smallest value that at least `percent` of 100 of them do not exceed (nearest rank), so it is
// always one that was measured. 0 for none.
[[nodiscard]] double percentile_of(std::vector<double> values, double percent);

// A figure that was measured in batches: the median of the batches, which a few disturbed ones do
// not move, and how far a batch lies from it by chance alone. The band is three robust standard
// deviations of the batches (1.4826 times the median distance from the median) to each side: of
// undisturbed batches 997 in 1000 lie inside. It is taken from the batches and not from their mean,
// since what disturbs one batch (another program, the speed of the processor) often disturbs its
// neighbours too, so that more batches do not make a run more certain.
struct Estimate {
  double value = 0;
  double band = 0;  // to each side

  // The band as a share of the value; 0 where there is no value.
  [[nodiscard]] double noise() const { return value > 0 ? band / value : 0; }
};
[[nodiscard]] Estimate estimate_of(const std::vector<double>& batches);

// Two runs of one program differ by so much even on a machine that does nothing else: where code
// and data lie in memory is another matter each time. No band is narrower.
inline constexpr double kLeastNoise = 0.01;

enum class ChangeKind : std::uint8_t {
  kSame,          // inside the band
  kFaster,        // beyond the band
  kSlower,        // beyond the band, and no more than is allowed
  kRegression,    // beyond the band and beyond what is allowed
  kUnsure,        // inside a band so wide that it may hide more than is allowed
  kNotComparable  // other things were timed
};

struct Change {
  double share = 0;  // 0.25: takes a quarter longer
  double noise = 0;  // half-width of the band of both runs together, as a share of the older value
  ChangeKind kind = ChangeKind::kSame;
};
// `max_regress`: largest loss that is allowed, as a share. The bands of both runs are independent,
// so they add as squares. No band is narrower than kLeastNoise, so that one never leaves a run
// unsure. Without an older value there is nothing to compare: the same.
[[nodiscard]] Change compare_estimates(const Estimate& older, const Estimate& newer,
                                       double max_regress);

}  // namespace rulec::tooling
