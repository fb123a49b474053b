#include "tooling/bench/run_file.h"

#include <cmath>
#include <utility>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/value.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kSchema = "rulec.bench/1";
constexpr Percentile kPercentiles[] = {Percentile::kP50, Percentile::kP95, Percentile::kP99};
constexpr std::size_t kMaxRunBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kMaxRunKeys = 1'000'000;
constexpr double kMostNanoseconds = 1e18;  // longer than anybody waits

double rounded(double nanoseconds) {
  constexpr double kParts = 10;
  return std::round(nanoseconds * kParts) / kParts;
}

void write_estimate(JsonWriter& json, std::string_view name, const Estimate& estimate) {
  json.key(name);
  json.begin_object();
  json.key("value");
  json.number(rounded(estimate.value));
  json.key("band");
  json.number(rounded(estimate.band));
  json.end_object();
}

void write_row(JsonWriter& json, const BenchRow& row) {
  json.begin_object();
  json.member("entry_point", row.entry_point);
  json.member("engine", row.engine);
  json.key("contexts");
  json.begin_object();
  json.member("origin", row.origin);
  json.member("count", std::uint64_t{row.contexts});
  json.member("sha256", row.contexts_sha256);
  json.end_object();
  json.member("decisions", std::uint64_t{row.measured.decisions});
  json.member("batches", std::uint64_t{row.measured.batches});
  json.member("decisions_per_second",
              static_cast<std::uint64_t>(std::llround(row.decisions_per_second())));
  write_estimate(json, "mean_ns", row.measured.mean);
  write_estimate(json, "p50_ns", row.measured.p50);
  write_estimate(json, "p95_ns", row.measured.p95);
  write_estimate(json, "p99_ns", row.measured.p99);
  json.end_object();
}

// Reads members; the first thing that is wrong is kept.
class RunReader {
 public:
  Result<BenchRun> read(const Value& root) {
    BenchRun run;
    if (!root.is_object() || text(root, "schema") != kSchema) {
      return fail(ErrorCode::kUsage, "`schema` is not " + std::string(kSchema));
    }
    run.rulec = text(root, "rulec");
    run.measured_at = text(root, "measured_at");
    Value ruleset = object(root, "ruleset");
    run.name = text(ruleset, "name");
    run.version = text(ruleset, "version");
    run.digest = text(ruleset, "digest");
    Value machine = object(root, "machine");
    run.machine.cpu = text(machine, "cpu");
    run.machine.kernel = text(machine, "kernel");
    run.machine.processors = count(machine, "processors");
    Value rows = root.member("runs");
    if (!rows.is_list()) {
      return fail(ErrorCode::kUsage, "`runs` is no list");
    }
    for (std::uint32_t i = 0; i < rows.length(); ++i) {
      run.rows.push_back(row(rows.item(i)));
    }
    if (!problem_.empty()) {
      return fail(ErrorCode::kUsage, problem_);
    }
    return run;
  }

 private:
  BenchRow row(const Value& from) {
    BenchRow row{.entry_point = text(from, "entry_point"),
                 .engine = text(from, "engine"),
                 .origin = {},
                 .contexts_sha256 = {},
                 .measured = {}};
    Value contexts = object(from, "contexts");
    row.origin = text(contexts, "origin");
    row.contexts = count(contexts, "count");
    row.contexts_sha256 = text(contexts, "sha256");
    row.measured = {.mean = estimate(from, "mean_ns"),
                    .p50 = estimate(from, "p50_ns"),
                    .p95 = estimate(from, "p95_ns"),
                    .p99 = estimate(from, "p99_ns"),
                    .decisions = count(from, "decisions"),
                    .batches = count(from, "batches")};
    return row;
  }

  void complain(std::string_view name, std::string_view expected) {
    if (problem_.empty()) {
      problem_.append("`").append(name).append("` is ").append(expected);
    }
  }

  static Value member(const Value& from, std::string_view name) {
    return from.is_object() ? from.member(name) : Value();
  }

  std::string text(const Value& from, std::string_view name) {
    Value value = member(from, name);
    if (!value.is_string()) {
      complain(name, "no text");
      return {};
    }
    return std::string(value.as_string());
  }

  Value object(const Value& from, std::string_view name) {
    Value value = member(from, name);
    if (!value.is_object()) {
      complain(name, "no object");
    }
    return value;
  }

  std::uint64_t count(const Value& from, std::string_view name) {
    Value value = member(from, name);
    if (!value.is_integer() || value.as_integer() < 0) {
      complain(name, "no number from 0 on");
      return 0;
    }
    return static_cast<std::uint64_t>(value.as_integer());
  }

  double time(const Value& from, std::string_view name) {
    Value value = member(from, name);
    double number = value.is_integer()  ? static_cast<double>(value.as_integer())
                    : value.is_double() ? value.as_double()
                                        : -1;
    if (!(number >= 0 && number <= kMostNanoseconds)) {
      complain(name, "no time in nanoseconds");
      return 0;
    }
    return number;
  }

  Estimate estimate(const Value& from, std::string_view name) {
    Value value = object(from, name);
    return {.value = time(value, "value"), .band = time(value, "band")};
  }

  std::string problem_;
};

const BenchRow* find_row(const BenchRun& run, const BenchRow& like) {
  for (const BenchRow& row : run.rows) {
    if (row.entry_point == like.entry_point && row.engine == like.engine) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace

const Estimate& BenchRow::of(Percentile percentile) const {
  switch (percentile) {
    case Percentile::kP50:
      return measured.p50;
    case Percentile::kP95:
      return measured.p95;
    case Percentile::kP99:
      break;
  }
  return measured.p99;
}

double BenchRow::decisions_per_second() const {
  constexpr double kSecond = 1e9;
  return measured.mean.value > 0 ? kSecond / measured.mean.value : 0;
}

void write_run(JsonWriter& json, const BenchRun& run) {
  json.member("measured_at", run.measured_at);
  json.key("ruleset");
  json.begin_object();
  json.member("name", run.name);
  json.member("version", run.version);
  json.member("digest", run.digest);
  json.end_object();
  json.key("machine");
  json.begin_object();
  json.member("cpu", run.machine.cpu);
  json.member("kernel", run.machine.kernel);
  json.member("processors", run.machine.processors);
  json.end_object();
  json.key("runs");
  json.begin_array();
  for (const BenchRow& row : run.rows) {
    write_row(json, row);
  }
  json.end_array();
}

Result<BenchRun> read_run(std::string_view text) {
  Arena arena;
  json::ReaderScratch scratch;
  Value root;
  json::Fault fault;
  if (!json::read_value(text, {.max_bytes = kMaxRunBytes, .max_keys = kMaxRunKeys}, arena, scratch,
                        root, fault)) {
    return fail(ErrorCode::kUsage, "byte " + std::to_string(fault.offset) + ": " + fault.message);
  }
  return RunReader().read(root);
}

std::vector<RowChange> compare_runs(const BenchRun& baseline, const BenchRun& run,
                                    double max_regress) {
  std::vector<RowChange> changes;
  for (const BenchRow& row : run.rows) {
    const BenchRow* older = find_row(baseline, row);
    if (older == nullptr) {
      continue;
    }
    for (Percentile percentile : kPercentiles) {
      Change change = compare_estimates(older->of(percentile), row.of(percentile), max_regress);
      if (older->contexts_sha256 != row.contexts_sha256) {
        change.kind = ChangeKind::kNotComparable;
      }
      changes.push_back({.row = &row, .older = older, .percentile = percentile, .change = change});
    }
  }
  return changes;
}

}  // namespace rulec::tooling
