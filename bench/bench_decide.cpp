// Decides the events of a workload of the peers' benchmark and prints one row in its format. Every
// event is decided once for its matches, which must be those expected, then timed: the time covers
// reading the event's JSON text, as for the peers with `--input text`.
//   bench_decide FOLDER [--budget-ms N] [--pass-ms N] [--levels 0,2,0,2] [--write-rules FILE]
// --levels: a row for each of these optimisation levels, in one process; 2 unless said.
// Status 1: wrong matches; 2: the workload or the rules cannot be used.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "workload.h"

namespace rulec::bench {
namespace {

struct Options {
  std::string folder;
  std::string rules_file;
  std::string levels = "2";
  Budget budget;
};

struct BuildTimes {
  double parse_ms = 0;
  double compile_ms = 0;
  double load_ms = 0;
};

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_decide: %s\n", problem.c_str());
  std::exit(2);
}

Options read_options(int argc, char** argv) {
  Options made;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    auto value = [&]() -> const char* {
      if (++i == argc) {
        give_up(std::string(word) + " needs a value");
      }
      return argv[i];
    };
    if (word == "--budget-ms") {
      made.budget.budget_ms = std::strtoll(value(), nullptr, 10);
    } else if (word == "--pass-ms") {
      made.budget.pass_ms = std::strtoll(value(), nullptr, 10);
    } else if (word == "--levels") {
      made.levels = value();
    } else if (word == "--write-rules") {
      made.rules_file = value();
    } else {
      made.folder = word;
    }
  }
  if (made.folder.empty()) {
    give_up("say the folder of a workload");
  }
  return made;
}

double ms_since(std::int64_t start) {
  return static_cast<double>(wall_ns() - start) / 1e6;
}

runtime::RulesetPtr build(const Workload& workload, int level, BuildTimes& times) {
  std::int64_t start = wall_ns();
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("workload.rule.json", workload.rules_text);
  parser::RuleDocuments documents;
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  times.parse_ms = ms_since(start);

  start = wall_ns();
  compiler::Settings settings;
  settings.optimisation_level = level;
  settings.has_declared_entry_points = true;
  settings.entry_points.push_back({.name = kEntryPoint,
                                   .hit_policy = workload.first_only ? bytecode::HitPolicy::kFirst
                                                                     : bytecode::HitPolicy::kAll});
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  times.compile_ms = ms_since(start);
  if (!program || findings.has_errors()) {
    give_up("the rules do not compile");
  }

  start = wall_ns();
  auto ruleset = runtime::load(std::move(*program), "");
  times.load_ms = ms_since(start);
  if (!ruleset) {
    give_up("the program does not load");
  }
  return *ruleset;
}

// The numbers that are the rules' ids, by rule index.
std::vector<std::uint64_t> ids_of(const bytecode::Program& program) {
  std::vector<std::uint64_t> ids;
  ids.reserve(program.rules.size());
  for (const bytecode::Rule& rule : program.rules) {
    ids.push_back(std::strtoull(program.strings[rule.id.index()].c_str(), nullptr, 10));
  }
  return ids;
}

class Decider {
 public:
  Decider(const Workload& workload, const runtime::LoadedRuleset& ruleset)
      : workload_(workload), ruleset_(ruleset) {}

  const runtime::Decision& decide(std::size_t event) {
    runtime::Request request{.entry_point = kEntryPoint, .context = workload_.events[event]};
    if (runtime::decide(ruleset_, request, workspace_, decision_) != nullptr) {
      give_up("event " + std::to_string(event + 1) + " was refused");
    }
    return decision_;
  }

  std::vector<std::vector<std::uint64_t>> all_matches() {
    const std::vector<std::uint64_t> ids = ids_of(runtime::program_of(ruleset_));
    std::vector<std::vector<std::uint64_t>> matches;
    for (std::size_t event = 0; event < workload_.events.size(); ++event) {
      std::vector<std::uint64_t>& found = matches.emplace_back();
      for (const runtime::ExecutedRule& rule : decide(event).rules_executed) {
        found.push_back(ids[rule.rule]);
      }
      std::ranges::sort(found);
    }
    return matches;
  }

 private:
  const Workload& workload_;
  const runtime::LoadedRuleset& ruleset_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
};

double rounded(double value) {
  return value >= 1000 ? std::floor(value + 0.5) : std::floor(value * 10 + 0.5) / 10;
}

std::string row(const Workload& workload, int level, const BuildTimes& times, const Timing& timing,
                const std::vector<std::vector<std::uint64_t>>& matches) {
  std::size_t count = 0;
  for (const auto& ids : matches) {
    count += ids.size();
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("engine", "rulec");
  json.member("version", RULEC_VERSION);
  json.member("workload", workload.name);
  json.key("params");
  json.raw(workload.params);
  json.member("input", "text");
  json.member("optimisation_level", std::int64_t{level});
  json.key("ns_per_event");
  json.number(rounded(timing.best));
  json.key("ns_per_event_median");
  json.number(rounded(timing.median));
  json.key("cpu_ns_per_event");
  json.number(rounded(timing.best_cpu));
  json.member("passes", std::uint64_t{timing.passes});
  json.member("events_per_pass", std::uint64_t{timing.runs_per_pass});
  json.key("build_ms");
  json.number(rounded(times.parse_ms + times.compile_ms + times.load_ms));
  json.key("parse_ms");
  json.number(rounded(times.parse_ms));
  json.key("compile_ms");
  json.number(rounded(times.compile_ms));
  json.key("load_ms");
  json.number(rounded(times.load_ms));
  json.member("events_checked", std::uint64_t{matches.size()});
  json.member("matches", std::uint64_t{count});
  json.member("checksum", std::to_string(checksum(matches)));
  json.member("verified", matches == workload.expected);
  json.end_object();
  return text;
}

// One row; false for wrong matches.
bool measure_level(const Workload& workload, int level, const Budget& budget) {
  BuildTimes times;
  const runtime::RulesetPtr ruleset = build(workload, level, times);
  Decider decider(workload, *ruleset);
  const auto matches = decider.all_matches();
  std::size_t seen = 0;
  const Timing timing =
      measure([&](std::size_t event) { seen += decider.decide(event).rules_executed.size(); },
              workload.events.size(), budget);
  std::puts(row(workload, level, times, timing, matches).c_str());
  if (matches == workload.expected) {
    return true;
  }
  std::fprintf(stderr, "bench_decide: wrong matches: checksum %llu, want %llu (%zu seen)\n",
               static_cast<unsigned long long>(checksum(matches)),
               static_cast<unsigned long long>(checksum(workload.expected)), seen);
  return false;
}

int run(const Options& options) {
  const Workload workload = read_workload(options.folder);
  if (!options.rules_file.empty()) {
    RealFileSystem files;
    if (!files.write_file(options.rules_file, workload.rules_text)) {
      give_up(options.rules_file + ": cannot be written");
    }
  }
  bool is_good = true;
  for (char level : options.levels) {
    if (level == ',') {
      continue;
    }
    if (level < '0' || level > '2') {
      give_up("levels are 0, 1 and 2, with commas between them");
    }
    is_good = measure_level(workload, level - '0', options.budget) && is_good;
  }
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(rulec::bench::read_options(argc, argv));
}
