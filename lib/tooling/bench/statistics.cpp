#include "tooling/bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace rulec::tooling {
namespace {

// Turns the median distance from the median into a standard deviation, for values that scatter
// normally (Rousseeuw and Croux, 1993).
constexpr double kOfNormal = 1.4826;
constexpr double kDeviations = 3;
constexpr double kHundred = 100;

}  // namespace

double median_of(std::vector<double> values) {
  if (values.empty()) {
    return 0;
  }
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  double upper = *middle;
  if (values.size() % 2 == 1) {
    return upper;
  }
  return (*std::max_element(values.begin(), middle) + upper) / 2;
}

double percentile_of(std::vector<double> values, double percent) {
  if (values.empty()) {
    return 0;
  }
  auto rank =
      static_cast<std::size_t>(std::ceil(static_cast<double>(values.size()) * percent / kHundred));
  rank = std::clamp<std::size_t>(rank, 1, values.size());
  auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::ranges::nth_element(values, place);
  return *place;
}

Estimate estimate_of(const std::vector<double>& batches) {
  double middle = median_of(batches);
  std::vector<double> distances;
  distances.reserve(batches.size());
  for (double batch : batches) {
    distances.push_back(std::abs(batch - middle));
  }
  return {.value = middle, .band = kDeviations * kOfNormal * median_of(std::move(distances))};
}

Change compare_estimates(const Estimate& older, const Estimate& newer, double max_regress) {
  if (older.value <= 0) {
    return {};
  }
  Change change{
      .share = newer.value / older.value - 1,
      .noise = std::max(
          kLeastNoise, std::sqrt(older.band * older.band + newer.band * newer.band) / older.value)};
  if (std::abs(change.share) <= change.noise) {
    bool may_hide = change.noise > std::max(max_regress, kLeastNoise);
    change.kind = may_hide ? ChangeKind::kUnsure : ChangeKind::kSame;
  } else if (change.share < 0) {
    change.kind = ChangeKind::kFaster;
  } else {
    change.kind = change.share > max_regress ? ChangeKind::kRegression : ChangeKind::kSlower;
  }
  return change;
}

}  // namespace rulec::tooling
