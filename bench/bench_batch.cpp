// Lines of JSON to the ids of the rules that fire for each, one core, the lines in memory: tile by
// tile (answer_fired) and line by line (answer_lines with fired()), in alternating passes over the
// same text, on a workload of the peers' benchmark, under a schema that is checked lightly and
// without one. Both write the same bytes, which is checked. One row of JSON each: bytes of input
// for every second of this thread's processor time, of the fastest pass.
//   bench_batch FOLDER [PASSES [EVENTS.jsonl]] [--native LIBRARY] [--tiles]
// --native: the rulesets have machine code made by librulec_jit.so. --tiles: no lines, for a
// program that counts.
// Status 1: different answers; 2: the workload cannot be used.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "inferred_schema.h"
#include "native_code.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/batch.h"
#include "runtime/fired.h"
#include "schema/schema.h"
#include "workload.h"

namespace rulec::bench {
namespace {

std::int64_t cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

[[noreturn]] void give_up(const char* problem) {
  std::fprintf(stderr, "bench_batch: %s\n", problem);
  std::exit(2);
}

runtime::RulesetPtr build(const Workload& workload, const std::string& schema) {
  SourceMap sources;
  diag::Collector findings;
  parser::RuleDocuments documents;
  documents.documents.push_back(json::parse(sources, sources.add("r.json", workload.rules_text),
                                            {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  SourceId schema_source = sources.add("s.json", schema.empty() ? "{}" : schema);
  json::Document schema_document = json::parse(sources, schema_source, {}, findings);
  schema::ContextSchema context(schema_document, "s.json", schema);
  compiler::Settings settings;
  settings.has_declared_entry_points = true;
  settings.entry_points.push_back({.name = kEntryPoint,
                                   .validation = bytecode::Validation::kLight,
                                   .schema = schema.empty() ? nullptr : &context});
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program) {
    give_up("the rules do not compile");
  }
  auto ruleset = runtime::load(std::move(*program), "");
  if (!ruleset) {
    give_up("the program does not load");
  }
  return *ruleset;
}

struct Options {
  std::vector<std::string> words;  // the folder, passes, events
  std::string library;             // of machine code; "": none
  bool has_lines = true;
};

Options read_options(int argc, char** argv) {
  Options made;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--native" && i + 1 < argc) {
      made.library = argv[++i];
    } else if (word == "--tiles") {
      made.has_lines = false;
    } else {
      made.words.emplace_back(word);
    }
  }
  if (made.words.empty()) {
    give_up("say the folder of a workload");
  }
  return made;
}

class Batches {
 public:
  Batches(const Workload& workload, const std::string& schema, const std::string& library)
      : ruleset_(build(workload, schema)) {
    if (!library.empty() && !give_native_code(*ruleset_, library)) {
      give_up("there is no machine code");
    }
    const bytecode::Program& program = runtime::program_of(*ruleset_);
    for (const bytecode::Rule& rule : program.rules) {
      ids_.push_back(program.strings[rule.id.index()]);
    }
    constexpr std::size_t kBytes = std::size_t{16} << 20;
    while (text_.size() < kBytes) {
      for (const std::string& event : workload.events) {
        text_.append(event).push_back('\n');
      }
    }
  }

  void line_by_line() {
    runtime::answer_lines(
        text_, kAlone,
        [this](const runtime::BatchLine& line, runtime::Workspace& workspace, std::string& out) {
          runtime::Request request = request_;
          request.context = line.text;
          std::span<const std::uint32_t> rules;
          bool is_good = runtime::fired(*ruleset_, request, workspace, rules) == nullptr;
          return write(is_good, rules, out);
        },
        [this](std::string_view answers) { take(answers); });
  }

  void tile_by_tile() {
    runtime::answer_fired(
        *ruleset_, request_, text_, kAlone,
        [this](const runtime::FiredLine& line, std::string& out) {
          return write(line.problem == nullptr, line.rules, out);
        },
        [this](std::string_view answers) { take(answers); });
  }

  [[nodiscard]] std::size_t bytes() const { return text_.size(); }
  // Of the answers since the last time.
  std::string taken() {
    std::string digest = std::to_string(sum_) + "/" + std::to_string(answer_bytes_);
    sum_ = 0;
    answer_bytes_ = 0;
    return digest;
  }

 private:
  static constexpr runtime::BatchOptions kAlone{.threads = 1};

  bool write(bool is_good, std::span<const std::uint32_t> rules, std::string& out) const {
    out += '[';
    bool is_first = true;
    for (std::uint32_t rule : rules) {
      out.append(is_first ? "" : ",").append(ids_[rule]);
      is_first = false;
    }
    out += "]\n";
    return is_good;
  }

  // A sum that tells where a byte stands, eight at a time.
  void take(std::string_view answers) {
    answer_bytes_ += answers.size();
    std::uint64_t word = 0;
    for (; answers.size() >= sizeof word; answers.remove_prefix(sizeof word)) {
      std::memcpy(&word, answers.substr(0, sizeof word).begin(), sizeof word);
      sum_ = sum_ * 31 + word;
    }
    for (char c : answers) {
      sum_ = sum_ * 31 + static_cast<unsigned char>(c);
    }
  }

  runtime::RulesetPtr ruleset_;
  runtime::Request request_{.entry_point = kEntryPoint};
  std::vector<std::string> ids_;
  std::string text_;
  std::uint64_t sum_ = 0;
  std::size_t answer_bytes_ = 0;
};

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

void print_row(const Workload& workload, bool has_schema, const char* form, std::size_t bytes,
               std::int64_t best_ns, std::size_t lines_bytes) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("measure", "batch");
  json.member("workload", workload.name);
  json.key("params");
  json.raw(workload.params);
  json.member("schema", has_schema);
  json.member("form", form);
  json.key("gb_per_s");
  json.number(rounded(static_cast<double>(bytes) / static_cast<double>(best_ns)));
  json.key("seconds_per_gb");
  json.number(rounded(static_cast<double>(best_ns) / static_cast<double>(bytes)));
  json.key("cpu_ns_per_event");
  json.number(std::round(static_cast<double>(best_ns) / static_cast<double>(bytes) *
                         static_cast<double>(lines_bytes)));
  json.end_object();
  std::puts(text.c_str());
}

bool run(const Workload& workload, const std::string& schema, int passes, const Options& options) {
  Batches batches(workload, schema, options.library);
  std::int64_t best[2] = {INT64_MAX, INT64_MAX};
  std::string digests[2];
  for (int pass = 0; pass < passes; ++pass) {
    for (int form : {0, 1}) {
      std::int64_t began = cpu_ns();
      form == 0 && options.has_lines ? batches.line_by_line() : batches.tile_by_tile();
      best[form] = std::min(best[form], cpu_ns() - began);
      digests[form] = batches.taken();
    }
  }
  std::size_t event_bytes = 0;
  for (const std::string& event : workload.events) {
    event_bytes += event.size() + 1;
  }
  event_bytes /= workload.events.size();
  if (options.has_lines) {
    print_row(workload, !schema.empty(), "lines", batches.bytes(), best[0], event_bytes);
  }
  print_row(workload, !schema.empty(), "tiles", batches.bytes(), best[1], event_bytes);
  return digests[0] == digests[1];
}

int run(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  const std::vector<std::string>& words = options.words;
  Workload workload = read_workload(words[0]);
  if (words.size() > 2) {
    workload.events = read_events(words[2]);
  }
  int passes = words.size() > 1 ? std::stoi(words[1]) : 9;
  bool is_same = run(workload, inferred_schema(workload.events), passes, options);
  is_same = run(workload, "", passes, options) && is_same;
  if (!is_same) {
    std::fprintf(stderr, "bench_batch: the answers differ\n");
  }
  return is_same ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(argc, argv);
}
