// Times the way from sources in memory to a program, phase by phase, and prints one JSON row.
//   bench_compile FOLDER [ROUNDS] [RULES_PER_FILE]
// FOLDER holds a workload of the peers' gen.mjs. Files are filled up to RULES_PER_FILE rules, or to
// 4 MiB when that is 0. Milliseconds of wall time, of the fastest round (by `all_ms`, which is from
// the opening of the project to the emitted program); `*_ms` of single phases are the fastest of
// any round. Beside it: writing the bundle and loading the program, and the bytes of heap that are
// held by all products of the compilation and by the loaded ruleset. `edit_ms` is the median of
// compiling again after one rule of the first file has changed, where that goes without the whole.
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/json_writer.h"
#include "bundle/bundle.h"
#include "measure.h"
#include "memory_file_system.h"
#include "runtime/engine.h"
#include "tooling/build.h"
#include "tooling/quick_build.h"
#include "workload.h"

namespace rulec::bench {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{4} << 20;

// The lines of a rules text as files.
std::vector<std::string> files_of(const std::string& rules_text, std::size_t rules_per_file) {
  constexpr std::string_view kBegin = "{\"rules\":[\n";
  constexpr std::string_view kEnd = "\n]}\n";
  std::vector<std::string> files;
  std::size_t rules = 0;
  for (std::size_t begin = 0; begin < rules_text.size();) {
    std::size_t end = std::min(rules_text.find('\n', begin), rules_text.size());
    std::string_view line(rules_text.data() + begin, end - begin);
    begin = end + 1;
    if (!line.starts_with(R"({"id")")) {
      continue;
    }
    line = line.ends_with(',') ? line.substr(0, line.size() - 1) : line;
    bool is_full =
        !files.empty() && (rules == rules_per_file ||
                           files.back().size() + line.size() + 2 + kEnd.size() > kMaxFileBytes);
    if (files.empty() || is_full) {
      rules = 0;
      files.emplace_back(kBegin);
    }
    files.back().append(rules++ == 0 ? "" : ",\n").append(line);
  }
  for (std::string& file : files) {
    file += kEnd;
  }
  return files;
}

std::size_t heap_bytes() {
  struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

double milliseconds(std::int64_t nanoseconds) {
  return std::round(static_cast<double>(nanoseconds) / 1e4) / 100;
}

std::int64_t process_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

struct Times {
  std::vector<std::pair<std::string, std::int64_t>> phases;  // in the order they ran
  void add(std::string name, std::int64_t nanoseconds) {
    auto found = std::ranges::find(phases, name, &std::pair<std::string, std::int64_t>::first);
    if (found == phases.end()) {
      phases.emplace_back(std::move(name), nanoseconds);
    } else {
      found->second = std::min(found->second, nanoseconds);
    }
  }
};

struct Held {
  std::size_t rules = 0;
  std::size_t build_bytes = 0;
  std::size_t bundle_bytes = 0;
  std::size_t ruleset_bytes = 0;
};

void round(FileSystem& files, Times& times, Held& held) {
  RealClock clock;
  tooling::BuildOptions options;
  options.clock = &clock;
  diag::Collector findings;
  std::size_t before = heap_bytes();
  std::int64_t began = wall_ns();
  std::int64_t cpu_began = process_cpu_ns();
  auto build = tooling::build(files, options, tooling::Phase::kEmit, findings);
  times.add("all", wall_ns() - began);
  times.add("cpu", process_cpu_ns() - cpu_began);
  if (!build->program) {
    std::fprintf(stderr, "bench_compile: the workload does not compile\n");
    std::exit(2);
  }
  held.build_bytes = heap_bytes() - before;
  for (const tooling::PhaseTime& phase : build->times) {
    times.add(std::string(phase.name), phase.nanoseconds);
    for (const tooling::PhaseTime& part : phase.parts) {
      times.add("  " + std::string(part.name), part.nanoseconds);
    }
  }
  bytecode::Program copy = std::move(build->program).value_or(bytecode::Program());
  held.rules = copy.rules.size();
  began = wall_ns();
  held.bundle_bytes = bundle::write_bundle(copy).size();
  times.add("encode", wall_ns() - began);
  build.reset();
  // The strings and tables of the program stay with the ruleset.
  ::malloc_trim(0);
  began = wall_ns();
  auto ruleset = runtime::load(std::move(copy), "sha256:" + std::string(64, '0'));
  times.add("load", wall_ns() - began);
  RULEC_CHECK(ruleset.has_value());
  held.ruleset_bytes = heap_bytes() - before;
}

// Median of compiling after an edit of the first file; 0 where it takes a whole build.
double edit_ms(testing::MemoryFileSystem& files, const std::string& first) {
  constexpr int kEdits = 15;
  constexpr std::string_view kMember = "\"priority\":";
  tooling::QuickBuild quick;
  diag::Collector findings;
  quick.keep(tooling::build(files, {}, tooling::Phase::kEmit, findings), {});
  std::vector<std::int64_t> times;
  for (int i = 0; i < kEdits; ++i) {
    std::string text = first;
    text.replace(text.find(kMember), kMember.size(),
                 "\"version\":" + std::to_string(i + 2) + "," + std::string(kMember));
    files.add_file("rules/f0.rule.json", std::move(text));
    std::int64_t began = wall_ns();
    if (!quick.compile(files)) {
      return 0;
    }
    times.push_back(wall_ns() - began);
  }
  std::ranges::sort(times);
  return milliseconds(times[times.size() / 2]);
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_compile: say the folder of a workload\n");
    return 2;
  }
  auto number_at = [&](int at, std::size_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  std::size_t rounds = std::max<std::size_t>(1, number_at(2, 15));
  std::size_t rules_per_file = number_at(3, 0);
  testing::MemoryFileSystem files;
  files.add_file("rulec.yaml", "name: bench\nversion: 1.0.0\n");
  std::size_t file_count = 0;
  std::size_t bytes = 0;
  std::string first;
  {
    std::string text = read_workload(argv[1]).rules_text;
    for (std::string& file : files_of(text, rules_per_file)) {
      bytes += file.size();
      first = first.empty() ? file : first;
      files.add_file("rules/f" + std::to_string(file_count++) + ".rule.json", std::move(file));
    }
  }
  Times times;
  Held held;
  for (std::size_t i = 0; i < rounds; ++i) {
    round(files, times, held);
  }
  auto per_rule = [&](std::size_t total) {
    return std::round(static_cast<double>(total) / static_cast<double>(held.rules));
  };
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("measure", "compile");
  json.member("rules", std::uint64_t{held.rules});
  json.member("files", std::uint64_t{file_count});
  json.member("source_bytes", std::uint64_t{bytes});
  json.member("bundle_bytes", std::uint64_t{held.bundle_bytes});
  json.key("build_bytes_per_rule");
  json.number(per_rule(held.build_bytes));
  json.key("ruleset_bytes_per_rule");
  json.number(per_rule(held.ruleset_bytes));
  json.member("rounds", std::uint64_t{rounds});
  for (const auto& [name, nanoseconds] : times.phases) {
    json.key((name.starts_with(' ') ? name.substr(2) : name) + "_ms");
    json.number(milliseconds(nanoseconds));
  }
  json.key("edit_ms");
  json.number(edit_ms(files, first));
  json.end_object();
  std::printf("%s\n", text.c_str());
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(argc, argv);
}
