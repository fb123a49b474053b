// A run of `rulec bench` that was kept: a document rulec.bench/1, to compare later runs with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "tooling/bench/budgets.h"
#include "tooling/bench/measure.h"

namespace rulec::tooling {

// What the figures depend on beside the rules. Empty texts and 0: not known.
struct MachineFacts {
  std::string cpu;     // "Intel(R) Xeon(R) …"
  std::string kernel;  // "Linux 6.1.0"
  std::uint64_t processors = 0;
  bool operator==(const MachineFacts&) const = default;
};

// One entry point on one engine.
struct BenchRow {
  std::string entry_point;
  std::string engine;
  std::string origin;  // of the contexts
  std::size_t contexts = 0;
  std::string contexts_sha256;
  Measured measured;

  [[nodiscard]] const Estimate& of(Percentile percentile) const;
  // Of one thread; 0 when no time went by.
  [[nodiscard]] double decisions_per_second() const;
};

struct BenchRun {
  std::string rulec;  // version
  std::string name;   // of the ruleset
  std::string version;
  std::string digest;       // of the bundle
  std::string measured_at;  // 2026-03-01T09:00:00Z
  MachineFacts machine;
  std::vector<BenchRow> rows;
};

// Members of an object that is open: measured_at, ruleset, machine, runs. Times have a tenth of a
// nanosecond.
void write_run(JsonWriter& json, const BenchRun& run);
// The error says what is wrong with the text as a rulec.bench document.
[[nodiscard]] Result<BenchRun> read_run(std::string_view text);

// One percentile of one row beside the row of the same entry point and engine in the baseline.
struct RowChange {
  const BenchRow* row = nullptr;
  const BenchRow* older = nullptr;
  Percentile percentile = Percentile::kP50;
  Change change;
};
// `max_regress`: a share. Rows that the baseline lacks are left out; those that it timed with other
// contexts are kNotComparable.
[[nodiscard]] std::vector<RowChange> compare_runs(const BenchRun& baseline, const BenchRun& run,
                                                  double max_regress);

}  // namespace rulec::tooling
