// Times the engines of the library on one workload: JSON text in, ids of the fired rules out, one
// thread. Prints one row an engine in the peers' format (bench/peers.sh compares them).
//   bench_engine FOLDER  [--events FILE]                     a workload of the peers' gen.mjs
//   bench_engine --shape NAME [--rules N] [--count N] [--seed N]   another shape: shapes.h; sigma
//   [--engines bytecode,index,auto] [--policies all,first] [--answers fired,decision]
//   [--no-schema] [--budget-ms N] [--checked N] [--write-bundle FILE] [--decisions N]
// The first events (--checked, 2000 unless said, and all that expected.jsonl speaks of) are decided
// once by every engine; matches have to be the expected ones and the same for all engines. Then
// passes over the events alternate between the rows until the budget of each is spent; the figure
// is the CPU time of this thread in the fastest pass. With --events the events are those of FILE,
// which begin with those of the folder: so that many are timed though few have an answer.
// --decisions N decides N times with the first engine and prints how many rules fired, nothing
// else: for Callgrind.
// Status 1: wrong matches; 2: the workload or the rules cannot be used.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/json_writer.h"
#include "inferred_schema.h"
#include "measure.h"
#include "shapes.h"
#include "subject.h"
#include "workload.h"

namespace rulec::bench {
namespace {

struct Options {
  std::string folder;
  std::string events_file;
  std::string shape;
  std::string corpora = "../shared/corpora";
  ShapeSize size;
  std::string engines = "bytecode,index,auto";
  std::string policies = "all,first";
  std::string answers = "fired";
  std::string bundle_file;
  bool has_schema = true;
  std::int64_t budget_ms = 1000;
  std::int64_t decisions = 0;
  std::size_t checked = 2000;
};

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_engine: %s\n", problem.c_str());
  std::exit(2);
}

std::uint32_t number_of(const char* text) {
  return static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

Options read_options(int argc, char** argv) {
  Options made;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--no-schema") {
      made.has_schema = false;
      continue;
    }
    if (!word.starts_with("--")) {
      made.folder = word;
      continue;
    }
    if (++i == argc) {
      give_up(std::string(word) + " needs a value");
    }
    const char* value = argv[i];
    if (word == "--events") {
      made.events_file = value;
    } else if (word == "--shape") {
      made.shape = value;
    } else if (word == "--corpora") {
      made.corpora = value;
    } else if (word == "--rules") {
      made.size.rules = number_of(value);
    } else if (word == "--count") {
      made.size.events = number_of(value);
    } else if (word == "--seed") {
      made.size.seed = number_of(value);
    } else if (word == "--engines") {
      made.engines = value;
    } else if (word == "--policies") {
      made.policies = value;
    } else if (word == "--answers") {
      made.answers = value;
    } else if (word == "--write-bundle") {
      made.bundle_file = value;
    } else if (word == "--budget-ms") {
      made.budget_ms = number_of(value);
    } else if (word == "--checked") {
      made.checked = number_of(value);
    } else if (word == "--decisions") {
      made.decisions = number_of(value);
    } else {
      give_up("unknown option " + std::string(word));
    }
  }
  if (made.folder.empty() == made.shape.empty()) {
    give_up("say the folder of a workload, or a shape");
  }
  return made;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    std::string_view word = list.substr(0, list.find(','));
    words.emplace_back(word);
    list.remove_prefix(std::min(word.size() + 1, list.size()));
  }
  return words;
}

runtime::EngineKind engine_of(const std::string& name) {
  using runtime::EngineKind;
  if (name == "bytecode") {
    return EngineKind::kBytecode;
  }
  if (name == "index") {
    return EngineKind::kIndex;
  }
  if (name == "native") {
    return EngineKind::kNative;
  }
  if (name == "auto") {
    return EngineKind::kAuto;
  }
  give_up("no engine " + name);
}

Workload workload_of(const Options& options) {
  if (options.shape == "sigma") {
    return sigma_shape(options.corpora);
  }
  if (!options.shape.empty()) {
    auto shape = make_shape(options.shape, options.size);
    if (!shape) {
      give_up("no shape " + options.shape);
    }
    return std::move(*shape);
  }
  Workload made = read_workload(options.folder);
  if (options.events_file.empty()) {
    return made;
  }
  std::vector<std::string> events = read_events(options.events_file);
  if (events.size() < made.events.size() ||
      !std::equal(made.events.begin(), made.events.end(), events.begin())) {
    give_up(options.events_file + " does not begin with the events of the workload");
  }
  made.events = std::move(events);
  return made;
}

using Matches = std::vector<std::vector<std::uint64_t>>;

// One line of the result: an engine on a ruleset.
struct Row {
  std::string engine;
  std::string policy;
  std::string answer;
  const Subject* subject = nullptr;
  Asker asker;
  std::size_t next_event = 0;
  std::size_t events_per_pass = 0;
  double best_cpu = INFINITY;
  double best_wall = INFINITY;
  std::vector<double> walls;
  Matches matches;

  // What the pass makes, so that nothing is left out.
  std::size_t run(const std::string& event) {
    return answer == "fired" ? asker.fired(event).size() : asker.decision(event).size();
  }
};

Matches matches_of(Row& row, std::span<const std::string> events) {
  Matches made;
  made.reserve(events.size());
  for (const std::string& event : events) {
    std::vector<std::uint64_t>& ids = made.emplace_back();
    for (std::uint32_t rule : row.asker.fired(event)) {
      ids.push_back(row.subject->ids[rule]);
    }
    std::ranges::sort(ids);
  }
  return made;
}

std::int64_t thread_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

// A pass of `count` events from where the last one ended.
void pass(Row& row, const std::vector<std::string>& events, std::size_t count) {
  std::size_t made = 0;
  const std::int64_t wall = wall_ns();
  const std::int64_t cpu = thread_cpu_ns();
  for (std::size_t i = 0; i < count; ++i) {
    made += row.run(events[row.next_event]);
    row.next_event = row.next_event + 1 == events.size() ? 0 : row.next_event + 1;
  }
  const auto divisor = static_cast<double>(count);
  const double cpu_ns = static_cast<double>(thread_cpu_ns() - cpu) / divisor;
  const double one = static_cast<double>(wall_ns() - wall) / divisor;
  // `made` is looked at, so that no compiler can do without it.
  row.best_cpu = made == SIZE_MAX ? 0 : std::min(row.best_cpu, cpu_ns);
  row.best_wall = std::min(row.best_wall, one);
  row.walls.push_back(one);
}

constexpr double kPassNs = 50e6;

void measure_rows(std::vector<Row>& rows, const std::vector<std::string>& events,
                  std::int64_t budget_ms) {
  for (Row& row : rows) {
    std::int64_t start = wall_ns();
    std::size_t done = 0;
    while (done < events.size() && (done < 3 || wall_ns() - start < 20'000'000)) {
      static_cast<void>(row.run(events[done++]));
    }
    const double one = static_cast<double>(wall_ns() - start) / static_cast<double>(done);
    row.events_per_pass = std::max<std::size_t>(1, static_cast<std::size_t>(kPassNs / one));
  }
  const auto rounds =
      std::max<std::int64_t>(7, budget_ms * 1'000'000 / static_cast<std::int64_t>(kPassNs));
  const std::int64_t end =
      wall_ns() + std::max<std::int64_t>(budget_ms, 1) * 3'000'000 * std::ssize(rows);
  for (std::int64_t round = 0; round < rounds && (round < 3 || wall_ns() < end); ++round) {
    for (Row& row : rows) {
      pass(row, events, row.events_per_pass);
    }
  }
}

double rounded(double value) {
  return value >= 1000 ? std::round(value) : std::round(value * 10) / 10;
}

void print(const Row& row, const Workload& workload, const Options& options, bool is_verified) {
  const std::size_t checked =
      workload.expected.empty() ? row.matches.size() : workload.expected.size();
  const Matches shown(row.matches.begin(),
                      row.matches.begin() + static_cast<std::ptrdiff_t>(checked));
  std::size_t count = 0;
  for (const auto& ids : shown) {
    count += ids.size();
  }
  std::vector<double> walls = row.walls;
  std::ranges::sort(walls);
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("engine", "rulec:" + row.engine);
  json.member("version", RULEC_VERSION);
  json.member("workload", workload.name);
  json.key("params");
  json.raw(workload.params);
  json.member("input", "text");
  json.member("hit_policy", row.policy);
  json.member("answer", row.answer);
  json.member("schema", options.has_schema);
  const auto number = [&](std::string_view key, double value) {
    json.key(key);
    json.number(rounded(value));
  };
  number("ns_per_event", row.best_wall);
  number("ns_per_event_median", walls[walls.size() / 2]);
  number("cpu_ns_per_event", row.best_cpu);
  json.member("passes", std::uint64_t{row.walls.size()});
  json.member("events_per_pass", std::uint64_t{row.events_per_pass});
  json.member("events", std::uint64_t{workload.events.size()});
  number("event_bytes", [&] {
    double bytes = 0;
    for (const std::string& event : workload.events) {
      bytes += static_cast<double>(event.size());
    }
    return bytes / static_cast<double>(workload.events.size());
  }());
  number("build_ms", row.subject->times.all_ms());
  number("parse_ms", row.subject->times.parse_ms);
  number("compile_ms", row.subject->times.compile_ms);
  number("load_ms", row.subject->times.load_ms);
  number("loaded_bytes_per_rule", static_cast<double>(row.subject->loaded_bytes) /
                                      static_cast<double>(row.subject->ids.size()));
  json.member("events_checked", std::uint64_t{checked});
  json.member("matches", std::uint64_t{count});
  json.member("checksum", std::to_string(checksum(shown)));
  json.member("verified", is_verified);
  json.end_object();
  std::puts(text.c_str());
}

// Whether the matches are the expected ones, as far as these are known, and those of the row before
// with the same hit policy.
bool is_right(const Row& row, const std::vector<Row>& rows, const Workload& workload) {
  for (const Row& other : rows) {
    if (other.policy == row.policy && other.matches != row.matches) {
      std::fprintf(stderr, "bench_engine: %s and %s give other matches\n", row.engine.c_str(),
                   other.engine.c_str());
      return false;
    }
  }
  for (std::size_t i = 0; i < workload.expected.size(); ++i) {
    const auto& want = workload.expected[i];
    const auto& got = row.matches[i];
    const bool has_one = got.size() == (want.empty() ? 0 : 1) && std::ranges::includes(want, got);
    if (row.policy == "first" && !workload.first_only ? !has_one : got != want) {
      std::fprintf(stderr, "bench_engine: %s: wrong matches for event %zu\n", row.engine.c_str(),
                   i + 1);
      return false;
    }
  }
  return true;
}

int count_only(Row row, const Workload& workload, std::int64_t decisions) {
  std::size_t fired = 0;
  for (std::int64_t i = 0; i < decisions; ++i) {
    fired += row.asker.fired(workload.events[static_cast<std::size_t>(i) % workload.events.size()])
                 .size();
  }
  std::printf("%zu\n", fired);
  return 0;
}

// A row an engine and answer; of the forced index, of that engine alone.
void add_rows(std::vector<Row>& rows, const Subject& subject, const std::string& policy,
              bool is_forced, const Options& options) {
  for (const std::string& answer : words_of(options.answers)) {
    for (const std::string& engine : words_of(options.engines)) {
      const runtime::EngineKind kind = engine_of(engine);
      if ((engine == "index") != is_forced) {
        continue;
      }
      if (!runtime::has_engine(*subject.ruleset, kEntryPoint, kind)) {
        std::fprintf(stderr, "bench_engine: the ruleset has no engine %s\n", engine.c_str());
        continue;
      }
      rows.push_back({.engine = engine,
                      .policy = policy,
                      .answer = answer,
                      .subject = &subject,
                      .asker = Asker(subject, kind)});
    }
  }
}

int run(const Options& options) {
  const Workload workload = workload_of(options);
  if (workload.events.empty()) {
    give_up("the workload has no events");
  }
  SubjectOptions made{.schema = options.has_schema ? inferred_schema(workload.events) : ""};
  const std::vector<std::string> engines = words_of(options.engines);
  std::vector<Subject> subjects;
  const std::vector<std::string> policies =
      workload.first_only ? std::vector<std::string>{"first"} : words_of(options.policies);
  subjects.reserve(policies.size() * 2);  // rows point at them
  std::vector<Row> rows;
  for (const std::string& policy : policies) {
    made.first_only = policy == "first";
    // `index` has one whatever its cost model says, so that the model can be judged.
    for (auto choice : {runtime::IndexChoice::kAuto, runtime::IndexChoice::kAlways}) {
      made.index = choice;
      const bool is_forced = choice == runtime::IndexChoice::kAlways;
      if (is_forced && std::ranges::find(engines, "index") == engines.end()) {
        continue;
      }
      const Subject& subject = subjects.emplace_back(make_subject(workload.rules_text, made));
      add_rows(rows, subject, policy, is_forced, options);
    }
  }
  if (rows.empty()) {
    give_up("nothing to measure");
  }
  if (!options.bundle_file.empty()) {
    RealFileSystem files;
    if (!files.write_file(options.bundle_file, subjects.front().bundle)) {
      give_up(options.bundle_file + ": cannot be written");
    }
  }
  if (options.decisions > 0) {
    return count_only(std::move(rows.front()), workload, options.decisions);
  }
  const std::size_t checked =
      std::min(workload.events.size(), std::max(options.checked, workload.expected.size()));
  for (Row& row : rows) {
    row.matches = matches_of(row, std::span(workload.events).first(checked));
  }
  measure_rows(rows, workload.events, options.budget_ms);
  bool is_good = true;
  for (const Row& row : rows) {
    const bool is_row_good = is_right(row, rows, workload);
    print(row, workload, options, is_row_good);
    is_good = is_good && is_row_good;
  }
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(rulec::bench::read_options(argc, argv));
}
