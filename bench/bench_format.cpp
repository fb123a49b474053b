// Times the formatter on rules files in memory and prints one JSON row for each kind of input.
//   bench_format FOLDER [RULES_PER_FILE]
// FOLDER holds a workload of the peers' gen.mjs. Inputs: files as the formatter writes them, and
// the same with all blanks taken out, where the proof is part of the work. MB/s are millions of
// bytes of input a second, of the fastest pass: of processor time
// with one thread, of wall time with two; `parts` are those of one thread.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "base/json_writer.h"
#include "diag/emitter.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "tooling/format/source_format.h"
#include "workload.h"

namespace rulec::bench {
namespace {

constexpr tooling::SourceKind kKind = {parser::DocumentKind::kRules, tooling::SourceForm::kJson};
constexpr int kPasses = 15;

// The lines of a rules text, `count` rules a file, without a blank.
std::vector<std::string> files_of(const std::string& rules_text, std::size_t count) {
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
    bool is_first = rules++ % count == 0;
    if (is_first) {
      files.emplace_back(R"({"rules":[)");
    }
    files.back().append(is_first ? "" : ",").append(line);
  }
  for (std::string& file : files) {
    file += "]}";
  }
  return files;
}

void add_all(SourceMap& sources, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    sources.add("all.rule.json", text);
  }
}

std::string formatted(const SourceMap& sources, std::size_t index) {
  diag::Collector findings;
  tooling::FormattedSource made =
      tooling::format_source(sources, SourceId(index), kKind, {}, findings);
  if (made.fate != tooling::FormatFate::kDone) {
    std::fprintf(stderr, "bench_format: a file of the workload cannot be formatted\n");
    std::exit(2);
  }
  return std::move(made.text);
}

void format_all(const SourceMap& sources, int threads) {
  std::atomic<std::size_t> next = 0;
  auto work = [&] {
    for (std::size_t i = next++; i < sources.size(); i = next++) {
      static_cast<void>(formatted(sources, i));
    }
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) {
    others.emplace_back(work);
  }
  work();
}

// Processor time of this thread: what stands beside it on the machine does not count.
std::int64_t cpu_ns() {
  timespec time = {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Nanoseconds of the fastest pass.
template <class Work>
double best_of(std::int64_t (*clock)(), Work work) {
  double best = INFINITY;
  for (int pass = 0; pass < kPasses; ++pass) {
    std::int64_t start = clock();
    work();
    best = std::min(best, static_cast<double>(clock() - start));
  }
  return best;
}

// Million bytes a second.
double speed(std::size_t bytes, double nanoseconds) {
  return std::round(static_cast<double>(bytes) / nanoseconds * 1e4) / 10;
}

struct Parts {
  double read = INFINITY;
  double canonical = INFINITY;
  double print = INFINITY;
  double proof = INFINITY;
};

// Milliseconds of each step over all files; the fastest pass of each.
Parts parts_of(const SourceMap& sources) {
  Parts best;
  for (int pass = 0; pass < kPasses; ++pass) {
    Parts sum{.read = 0, .canonical = 0, .print = 0, .proof = 0};
    for (std::size_t i = 0; i < sources.size(); ++i) {
      diag::Collector findings;
      std::int64_t start = cpu_ns();
      auto took = [&start](double& to) {
        std::int64_t now = cpu_ns();
        to += static_cast<double>(now - start) / 1e6;
        start = now;
      };
      json::Document read = json::parse(sources, SourceId(i), {}, findings);
      took(sum.read);
      json::Document form = parser::canonical_document(read, kKind.document);
      took(sum.canonical);
      std::string text = parser::print_json(form, {});
      took(sum.print);
      SourceMap again;
      SourceId id = again.add("again", std::move(text));
      json::Document proof = json::parse(again, id, {}, findings);
      if (!parser::has_canonical_form(proof, kKind.document, form)) {
        std::exit(2);
      }
      took(sum.proof);
    }
    best = {.read = std::min(best.read, sum.read),
            .canonical = std::min(best.canonical, sum.canonical),
            .print = std::min(best.print, sum.print),
            .proof = std::min(best.proof, sum.proof)};
  }
  return best;
}

void print_row(std::string_view input, const std::vector<std::string>& texts) {
  SourceMap sources;
  add_all(sources, texts);
  std::size_t bytes = 0;
  for (const std::string& text : texts) {
    bytes += text.size();
  }
  double one = best_of(cpu_ns, [&] { format_all(sources, 1); });
  double two = best_of(wall_ns, [&] { format_all(sources, 2); });
  Parts parts = parts_of(sources);
  std::string row;
  JsonWriter json(row);
  auto number = [&json](std::string_view key, double value) {
    json.key(key);
    json.number(std::round(value * 100) / 100);
  };
  json.begin_object();
  json.member("measure", "format");
  json.member("input", input);
  json.member("files", std::uint64_t{texts.size()});
  json.member("bytes", std::uint64_t{bytes});
  number("mb_per_s", speed(bytes, one));
  number("mb_per_s_two_threads", speed(bytes, two));
  json.key("parts_ms");
  json.begin_object();
  number("read", parts.read);
  number("canonical", parts.canonical);
  number("print", parts.print);
  number("proof", parts.proof);
  json.end_object();
  json.end_object();
  std::puts(row.c_str());
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_format: say a folder\n");
    return 2;
  }
  std::size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100;
  std::vector<std::string> minified =
      files_of(read_workload(argv[1]).rules_text, std::max<std::size_t>(count, 1));
  SourceMap sources;
  add_all(sources, minified);
  std::vector<std::string> pretty;
  for (std::size_t i = 0; i < minified.size(); ++i) {
    pretty.push_back(formatted(sources, i));
  }
  print_row("formatted", pretty);
  print_row("minified", minified);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(argc, argv);
}
