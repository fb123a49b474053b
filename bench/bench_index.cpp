// The index over rules against bytecode: the same events decided by both, alternately, with equal
// checksums of what fired, and a row for each size and shape:
//   bench_index [--shapes a,b] [--rules 1,10,…] [--first] [--budget-ms N]
//   bench_index --workload FOLDER     rules and events that the peers' gen.mjs wrote
// `find`: classes of an event to the turns that hold, nothing else. Status 1: different decisions.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/compiler.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/workspace_state.h"
#include "shapes.h"
#include "workload.h"

namespace rulec::bench {
namespace {

struct Options {
  std::vector<std::string> shapes = field_shape_names();
  std::vector<std::string> sizes = {"1", "10", "100", "1000", "10000", "100000"};
  std::string workload;
  bool first_only = false;
  Budget budget{.budget_ms = 300, .pass_ms = 15};
};

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_index: %s\n", problem.c_str());
  std::exit(2);
}

std::int64_t cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
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
    if (word == "--shapes") {
      made.shapes = split(value());
    } else if (word == "--rules") {
      made.sizes = split(value());
    } else if (word == "--workload") {
      made.workload = value();
    } else if (word == "--first") {
      made.first_only = true;
    } else if (word == "--budget-ms") {
      made.budget.budget_ms = std::strtoll(value(), nullptr, 10);
    } else {
      give_up("unknown option " + std::string(word));
    }
  }
  return made;
}

bytecode::Program compiled(const Workload& shape, bool first_only) {
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("shape.rule.json", shape.rules_text);
  parser::RuleDocuments documents;
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  compiler::Settings settings;
  settings.optimisation_level = 2;
  settings.has_declared_entry_points = true;
  settings.entry_points.push_back(
      {.name = kEntryPoint,
       .hit_policy = first_only ? bytecode::HitPolicy::kFirst : bytecode::HitPolicy::kAll});
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program || findings.has_errors()) {
    give_up("the rules do not compile");
  }
  return std::move(*program);
}

class Decider {
 public:
  Decider(const runtime::LoadedRuleset& ruleset, const Workload& shape, runtime::EngineKind engine)
      : ruleset_(ruleset), shape_(shape), engine_(engine) {}

  const runtime::Decision& decide(std::size_t event) {
    runtime::Request request{
        .entry_point = kEntryPoint, .context = shape_.events[event], .engine = engine_};
    if (runtime::decide(ruleset_, request, workspace_, decision_) != nullptr) {
      give_up("an event was refused");
    }
    return decision_;
  }

  std::uint64_t checksum() {
    std::uint64_t sum = 0;
    for (std::size_t event = 0; event < shape_.events.size(); ++event) {
      const runtime::Decision& made = decide(event);
      for (const runtime::ExecutedRule& rule : made.rules_executed) {
        sum += (event + 1) * 2654435761U ^ (rule.rule + std::uint64_t{1}) * 40503U;
        ++fired;
      }
      sum = sum * 31 + made.rules_evaluated + made.errors.size() + made.errors_omitted;
    }
    return sum;
  }

  std::size_t fired = 0;  // NOLINT(misc-non-private-member-variables-in-classes)

 private:
  const runtime::LoadedRuleset& ruleset_;
  const Workload& shape_;
  runtime::EngineKind engine_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
};

// Values of the attributes of all events, and the search alone.
class Finding {
 public:
  Finding(const runtime::LoadedRuleset& ruleset, const Workload& shape)
      : index_(*ruleset.find_entry_point(kEntryPoint)->index),
        events_(shape.events),
        values_(shape.events.size()) {
    for (std::size_t event = 0; event < shape.events.size(); ++event) {
      Value context;
      json::Fault fault;
      json::ReaderScratch scratch;
      if (!json::read_value(shape.events[event], {}, arena_, scratch, context, fault)) {
        give_up("an event is no JSON");
      }
      for (std::size_t i = 1; i < index_.paths().size(); ++i) {
        values_[event].push_back(value::walk(context, ruleset.paths[index_.paths()[i]]));
      }
    }
  }

  void encode(std::size_t event, runtime::index::TurnFinder& finder) {
    const std::string& text = events_[event];
    for (std::uint32_t i = 1; i < index_.paths().size(); ++i) {
      finder.set(i, values_[event][i - 1], {.begin = text.data(), .size = text.size()});
    }
  }
  std::uint32_t find(std::size_t event) {
    runtime::index::TurnFinder finder(index_, buffers_, 0);
    encode(event, finder);
    finder.look_from(0);
    std::uint32_t sum = 0;
    for (std::span hits = finder.next(); !hits.empty(); hits = finder.next()) {
      for (runtime::index::Hit hit : hits) {
        sum += hit.turn();
      }
    }
    return sum;
  }
  std::uint32_t only_encode(std::size_t event) {
    runtime::index::TurnFinder finder(index_, buffers_, 0);
    encode(event, finder);
    return buffers_.classes[0];
  }

 private:
  const runtime::index::ClassIndex& index_;
  const std::vector<std::string>& events_;
  Arena arena_;
  std::vector<std::vector<Value>> values_;
  runtime::index::FinderBuffers buffers_;
};

bool measure_shape(const Workload& shape, std::size_t rules, bool first_only,
                   const Budget& budget) {
  bytecode::Program program = compiled(shape, first_only);
  std::int64_t start = cpu_ns();
  auto plain = runtime::load(program, "", {.index = runtime::IndexChoice::kNever});
  double load_ms = static_cast<double>(cpu_ns() - start) / 1e6;
  start = cpu_ns();
  auto indexed = runtime::load(program, "", {.index = runtime::IndexChoice::kAlways});
  double indexed_ms = static_cast<double>(cpu_ns() - start) / 1e6;
  if (!plain || !indexed) {
    give_up("the program does not load");
  }
  const auto& entry_point = *(*indexed)->find_entry_point(kEntryPoint);
  const runtime::index::IndexFacts& facts = entry_point.index->facts();
  Decider bytecode(**indexed, shape, runtime::EngineKind::kBytecode);
  Decider index(**indexed, shape, runtime::EngineKind::kIndex);
  std::uint64_t wanted = bytecode.checksum();
  bool is_same = wanted == index.checksum();
  std::size_t inputs = shape.events.size();
  Finding finding(**indexed, shape);
  double best[4] = {1e18, 1e18, 1e18, 1e18};
  std::uint64_t sum = 0;
  for (int round = 0; round < 2; ++round) {
    auto take = [&](double& best_ns, auto&& run) {
      best_ns = std::min(best_ns, measure(run, inputs, budget).best_cpu);
    };
    take(best[0], [&](std::size_t i) { sum += bytecode.decide(i).rules_evaluated; });
    take(best[1], [&](std::size_t i) { sum += index.decide(i).rules_evaluated; });
    take(best[2], [&](std::size_t i) { sum += finding.find(i); });
    take(best[3], [&](std::size_t i) { sum += finding.only_encode(i); });
  }
  std::printf(
      "%-10s %7zu %s fired %8.2f | bytecode %10.0f ns  index %9.0f ns  x%-7.2f | find %8.0f  "
      "encode %5.0f | build %7.1f ms (load %6.1f)  %5.0f B a rule  rows %zu, %zu unsure, %zu "
      "attributes, %zu computed %s%s\n",
      shape.name.c_str(), rules, first_only ? "first" : "all  ",
      static_cast<double>(index.fired) / static_cast<double>(inputs), best[0], best[1],
      best[0] / best[1], best[2], best[3], indexed_ms - load_ms, load_ms,
      static_cast<double>(facts.bytes) / static_cast<double>(std::max<std::size_t>(rules, 1)),
      facts.rows, facts.necessary_only, facts.attributes, facts.terms,
      entry_point.index->pays() ? "" : "(auto: bytecode) ", is_same ? "" : "DIFFERENT");
  std::fflush(stdout);
  return is_same && sum != 1;
}

// Other shapes than those of fields, too.
Workload shape_of(const std::string& name, const ShapeSize& size) {
  if (std::ranges::find(field_shape_names(), name) != field_shape_names().end()) {
    return make_field_shape(name, size);
  }
  auto made = make_shape(name, size);
  if (!made) {
    give_up("no shape " + name);
  }
  return std::move(*made);
}

int run(const Options& options) {
  bool is_good = true;
  if (!options.workload.empty()) {
    Workload workload = read_workload(options.workload);
    std::size_t rules = static_cast<std::size_t>(std::ranges::count(workload.rules_text, '\n')) - 2;
    return measure_shape(workload, rules, options.first_only || workload.first_only, options.budget)
               ? 0
               : 1;
  }
  for (const std::string& name : options.shapes) {
    for (const std::string& size : options.sizes) {
      auto rules = static_cast<std::uint32_t>(std::strtoul(size.c_str(), nullptr, 10));
      ShapeSize wanted{.rules = rules, .events = rules > 10'000 ? 200U : 1000U, .seed = 11};
      bool is_same =
          measure_shape(shape_of(name, wanted), rules, options.first_only, options.budget);
      is_good = is_same && is_good;
    }
  }
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(rulec::bench::read_options(argc, argv));
}
