// JSON text to the ids of the rules that fire, and to the whole decision as JSON text, on a
// workload of the peers' benchmark; without a context schema and with one that describes every
// field of the events, checked lightly and in full. Every event is first decided for its matches,
// which must be those expected. One row of JSON each; figures of one run compare.
//   bench_fired FOLDER [--budget-ms N] [--pass-ms N] [--count N [--decide]]
// --count: no timing; N events under the schema, light, for a program that counts instructions.
// --decide: whole decisions with --count.
// Status 1: wrong matches; 2: the workload or the rules cannot be used.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "runtime/fired.h"
#include "schema/schema.h"
#include "workload.h"

namespace rulec::bench {
namespace {

using bytecode::Validation;
using runtime::EngineKind;

struct Options {
  std::string folder;
  long count = 0;
  bool decides = false;
  Budget budget;
};

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_fired: %s\n", problem.c_str());
  std::exit(2);
}

Options read_options(int argc, char** argv) {
  Options made;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    auto number = [&] {
      if (++i == argc) {
        give_up(std::string(word) + " needs a value");
      }
      return std::strtol(argv[i], nullptr, 10);
    };
    if (word == "--budget-ms") {
      made.budget.budget_ms = number();
    } else if (word == "--pass-ms") {
      made.budget.pass_ms = number();
    } else if (word == "--count") {
      made.count = number();
    } else if (word == "--decide") {
      made.decides = true;
    } else {
      made.folder = word;
    }
  }
  if (made.folder.empty()) {
    give_up("say the folder of a workload");
  }
  return made;
}

// What the events have in common at one place.
struct Place {
  std::map<std::string, bool> types;
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  std::size_t seen = 0;
  std::map<std::string, Place> members;
};

void look(const json::Document& document, json::NodeId node, Place& place) {
  const json::Node& at = document.at(node);
  ++place.seen;
  switch (at.kind) {
    case json::NodeKind::kObject:
      place.types["object"] = true;
      for (json::NodeId child : document.children(node)) {
        look(document, child, place.members[std::string(document.at(child).key)]);
      }
      return;
    case json::NodeKind::kInteger:
      place.types["integer"] = true;
      place.least = std::min(place.least, at.integer);
      place.most = std::max(place.most, at.integer);
      return;
    case json::NodeKind::kDouble:
      place.types["number"] = true;
      return;
    case json::NodeKind::kString:
      place.types["string"] = true;
      return;
    case json::NodeKind::kBool:
      place.types["boolean"] = true;
      return;
    case json::NodeKind::kArray:
      place.types["array"] = true;
      return;
    case json::NodeKind::kNull:
    case json::NodeKind::kBad:
      place.types["null"] = true;
      return;
  }
}

void write(JsonWriter& json, const Place& place) {
  json.begin_object();
  json.key("type");
  json.begin_array();
  for (const auto& [type, is_there] : place.types) {
    json.string(type);
  }
  json.end_array();
  if (place.types.contains("integer") && !place.types.contains("number")) {
    json.member("minimum", place.least);
    json.member("maximum", place.most);
  }
  if (place.types.contains("string")) {
    json.member("maxLength", std::int64_t{4096});
  }
  if (!place.members.empty()) {
    json.key("required");
    json.begin_array();
    for (const auto& [name, member] : place.members) {
      if (member.seen == place.seen) {
        json.string(name);
      }
    }
    json.end_array();
    json.key("properties");
    json.begin_object();
    for (const auto& [name, member] : place.members) {
      json.key(name);
      write(json, member);
    }
    json.end_object();
  }
  json.end_object();
}

// A schema that all events fit.
std::string schema_of(const Workload& workload) {
  Place root;
  for (const std::string& event : workload.events) {
    SourceMap sources;
    diag::Collector findings;
    json::Document document = json::parse(sources, sources.add("event", event), {}, findings);
    look(document, document.root(), root);
  }
  std::string text;
  JsonWriter json(text);
  write(json, root);
  return text;
}

enum class Checked : std::uint8_t { kNot, kLight, kFull };

runtime::RulesetPtr build(const Workload& workload, const std::string& schema, Checked checked) {
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("workload.rule.json", workload.rules_text);
  parser::RuleDocuments documents;
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  json::Document schema_document =
      json::parse(sources, sources.add("context.schema.json", schema), {}, findings);
  schema::ContextSchema context(schema_document, "context.schema.json", schema);
  compiler::Settings settings;
  settings.optimisation_level = 2;
  settings.has_declared_entry_points = true;
  using bytecode::HitPolicy;
  settings.entry_points.push_back(
      {.name = kEntryPoint,
       .hit_policy = workload.first_only ? HitPolicy::kFirst : HitPolicy::kAll,
       .validation = checked == Checked::kFull ? Validation::kFull : Validation::kLight,
       .schema = checked == Checked::kNot ? nullptr : &context});
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program || findings.has_errors()) {
    give_up("the rules do not compile");
  }
  auto ruleset = runtime::load(std::move(*program), "");
  if (!ruleset) {
    give_up("the program does not load");
  }
  return *ruleset;
}

class Subject {
 public:
  Subject(const Workload& workload, const std::string& schema, Checked checked, EngineKind engine)
      : workload_(workload), ruleset_(build(workload, schema, checked)), engine_(engine) {
    for (const bytecode::Rule& rule : runtime::program_of(*ruleset_).rules) {
      const std::string& id = runtime::program_of(*ruleset_).strings[rule.id.index()];
      ids_.push_back(std::strtoull(id.c_str(), nullptr, 10));
    }
  }

  [[nodiscard]] bool has_engine() const {
    return runtime::has_engine(*ruleset_, kEntryPoint, engine_);
  }

  std::span<const std::uint32_t> fired(std::size_t event) {
    std::span<const std::uint32_t> rules;
    if (runtime::fired(*ruleset_, request(event), workspace_, rules) != nullptr) {
      give_up("event " + std::to_string(event + 1) + " was refused");
    }
    return rules;
  }

  std::size_t decide(std::size_t event) {
    if (runtime::decide(*ruleset_, request(event), workspace_, decision_) != nullptr) {
      give_up("event " + std::to_string(event + 1) + " was refused");
    }
    text_.clear();
    JsonWriter json(text_);
    runtime::write_decision(json, *ruleset_, decision_);
    return text_.size();
  }

  std::vector<std::vector<std::uint64_t>> all_matches() {
    std::vector<std::vector<std::uint64_t>> matches;
    for (std::size_t event = 0; event < workload_.events.size(); ++event) {
      std::vector<std::uint64_t>& found = matches.emplace_back();
      for (std::uint32_t rule : fired(event)) {
        found.push_back(ids_[rule]);
      }
      std::ranges::sort(found);
    }
    return matches;
  }

 private:
  [[nodiscard]] runtime::Request request(std::size_t event) const {
    return {.entry_point = kEntryPoint, .context = workload_.events[event], .engine = engine_};
  }

  const Workload& workload_;
  runtime::RulesetPtr ruleset_;
  EngineKind engine_;
  std::vector<std::uint64_t> ids_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
  std::string text_;
};

constexpr const char* kCheckedNames[] = {"none", "light", "full"};

double rounded(double value) {
  return std::round(value * 10) / 10;
}

void print_row(const Workload& workload, const char* engine, Checked checked, const char* output,
               const Timing& timing, bool is_verified) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("engine", std::string("rulec:") + engine);
  json.member("workload", workload.name);
  json.key("params");
  json.raw(workload.params);
  json.member("schema", kCheckedNames[static_cast<std::size_t>(checked)]);
  json.member("output", output);
  json.key("ns_per_event");
  json.number(rounded(timing.best));
  json.key("cpu_ns_per_event");
  json.number(rounded(timing.best_cpu));
  json.key("ns_per_event_median");
  json.number(rounded(timing.median));
  json.member("verified", is_verified);
  json.end_object();
  std::puts(text.c_str());
}

int run(const Options& options) {
  const Workload workload = read_workload(options.folder);
  const std::string schema = schema_of(workload);
  if (options.count > 0) {
    Subject subject(workload, schema, Checked::kLight, EngineKind::kAuto);
    std::size_t seen = 0;
    for (long i = 0; i < options.count; ++i) {
      std::size_t event = static_cast<std::size_t>(i) % workload.events.size();
      seen += options.decides ? subject.decide(event) : subject.fired(event).size();
    }
    std::printf("%zu\n", seen);
    return 0;
  }
  bool is_good = true;
  std::size_t seen = 0;
  for (Checked checked : {Checked::kNot, Checked::kLight, Checked::kFull}) {
    for (EngineKind engine : {EngineKind::kBytecode, EngineKind::kIndex}) {
      Subject subject(workload, schema, checked, engine);
      if (!subject.has_engine()) {
        continue;
      }
      const char* name = engine == EngineKind::kIndex ? "index" : "bytecode";
      bool is_verified = subject.all_matches() == workload.expected;
      is_good = is_good && is_verified;
      std::size_t events = workload.events.size();
      Timing timing = measure([&](std::size_t event) { seen += subject.fired(event).size(); },
                              events, options.budget);
      print_row(workload, name, checked, "fired", timing, is_verified);
      timing = measure([&](std::size_t event) { seen += subject.decide(event); }, events,
                       options.budget);
      print_row(workload, name, checked, "decision_json", timing, is_verified);
    }
  }
  if (!is_good) {
    std::fprintf(stderr, "bench_fired: wrong matches (%zu seen)\n", seen);
  }
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(rulec::bench::read_options(argc, argv));
}
