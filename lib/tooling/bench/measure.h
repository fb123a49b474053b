// How long decisions take, one at a time in one thread, as an application sees it: context read,
// checked against its schema, rules evaluated, messages made. The clock is the caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "runtime/engine.h"
#include "tooling/bench/statistics.h"

namespace rulec::tooling {

struct BenchContext {
  std::string json;
  std::string acknowledgements;  // JSON object, or ""
  std::int64_t now_ms = 0;
};

// What is timed.
struct BenchSubject {
  const runtime::LoadedRuleset& ruleset;
  std::string_view entry_point;
  std::span<const BenchContext> contexts;  // at least one, all accepted
  runtime::EngineKind engine = runtime::EngineKind::kAuto;
};

// Told now and then how much is done, from 0 to 1.
using BenchProgress = std::function<void(double)>;

struct Measured {
  Estimate mean, p50, p95, p99;  // of one decision
  std::size_t decisions = 0;
  std::size_t batches = 0;
};

// Decides all contexts in turn, again and again: first a tenth of `time_ns` to warm up, then
// batches of whole passes until the time is over. Each batch gives its mean and its percentiles; a
// decision lasts from one reading of the clock to the next, so one reading is part of it. At least
// kLeastBatches batches are made, however long they take; no more than these by a clock that stands
// still.
inline constexpr std::size_t kLeastBatches = 10;
[[nodiscard]] Measured measure(const BenchSubject& subject, std::int64_t time_ns, Clock& clock,
                               const BenchProgress& progress);

// The fastest time of each context, in their order, after `rounds` passes over all of them: the
// rest of a busy machine only ever adds, so the smallest of many is nearest to what the decision
// itself takes. `best` holds what earlier calls found, or is empty.
void find_fastest(const BenchSubject& subject, std::size_t rounds, Clock& clock,
                  std::vector<double>& best);

}  // namespace rulec::tooling
