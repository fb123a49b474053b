// Bytecode against machine code in one run, passes in turn, on workloads of the peers' benchmark.
// Prints a JSON row for each: nanoseconds of thread CPU time a whole decision, the context's text
// read included, by each engine and by the one that `auto` takes, of the ids of the rules that
// fire, and of the conditions alone, with the fields they read at hand. The matches of all engines
// must be those expected.
//   bench_native LIBRARY FOLDER… [--passes N]
// Status 1: wrong matches or no machine code; 2: a workload cannot be used.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "measure.h"
#include "native/jit_library.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "runtime/fired.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/found_turns.h"
#include "runtime/native.h"
#include "workload.h"

namespace rulec::bench {
namespace {

using runtime::EngineKind;

[[noreturn]] void give_up(int status, const std::string& problem) {
  std::fprintf(stderr, "bench_native: %s\n", problem.c_str());
  std::exit(status);
}

runtime::RulesetPtr build(const Workload& workload) {
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("workload.rule.json", workload.rules_text);
  parser::RuleDocuments documents;
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  compiler::Settings settings;
  settings.optimisation_level = 2;
  settings.has_declared_entry_points = true;
  settings.entry_points.push_back({.name = kEntryPoint,
                                   .hit_policy = workload.first_only ? bytecode::HitPolicy::kFirst
                                                                     : bytecode::HitPolicy::kAll});
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program || findings.has_errors()) {
    give_up(2, "the rules do not compile");
  }
  auto ruleset = runtime::load(std::move(*program), "", {.index = runtime::IndexChoice::kAlways});
  if (!ruleset) {
    give_up(2, "the program does not load");
  }
  return *ruleset;
}

// What making, linking and testing took.
struct CodeTimes {
  double plan_ms = 0;
  double generate_ms = 0;
  double load_ms = 0;
  double test_ms = 0;
  std::size_t object_bytes = 0;
};

class Clock {
 public:
  double lap_ms() {
    std::int64_t now = wall_ns();
    double ms = static_cast<double>(now - last_) / 1e6;
    last_ = now;
    return ms;
  }

 private:
  std::int64_t last_ = wall_ns();
};

CodeTimes make_code(const native::JitLibrary& library, const runtime::LoadedRuleset& ruleset) {
  CodeTimes times;
  Clock clock;
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  times.plan_ms = clock.lap_ms();
  auto object = library.generate(plan);
  times.generate_ms = clock.lap_ms();
  if (!object) {
    give_up(1, object.error().message);
  }
  times.object_bytes = object->size();
  auto code = library.load(*object, plan.functions.size());
  times.load_ms = clock.lap_ms();
  if (!code) {
    give_up(1, code.error().message);
  }
  Status used = runtime::use_native(ruleset, plan, std::move(*code));
  times.test_ms = clock.lap_ms();
  if (!used) {
    give_up(1, used.error().message);
  }
  return times;
}

class Decider {
 public:
  Decider(const Workload& workload, const runtime::LoadedRuleset& ruleset, EngineKind engine)
      : workload_(workload), ruleset_(ruleset), engine_(engine) {}

  const runtime::Decision& decide(std::size_t event) {
    runtime::Request request{
        .entry_point = kEntryPoint, .context = workload_.events[event], .engine = engine_};
    if (runtime::decide(ruleset_, request, workspace_, decision_) != nullptr) {
      give_up(1, "event " + std::to_string(event + 1) + " was refused");
    }
    return decision_;
  }

  std::size_t fired(std::size_t event) {
    runtime::Request request{
        .entry_point = kEntryPoint, .context = workload_.events[event], .engine = engine_};
    std::span<const std::uint32_t> rules;
    if (runtime::fired(ruleset_, request, workspace_, rules) != nullptr) {
      give_up(1, "event " + std::to_string(event + 1) + " was refused");
    }
    return rules.size();
  }

  std::vector<std::vector<std::uint64_t>> matches() {
    const bytecode::Program& program = runtime::program_of(ruleset_);
    std::vector<std::vector<std::uint64_t>> all;
    for (std::size_t event = 0; event < workload_.events.size(); ++event) {
      std::vector<std::uint64_t>& found = all.emplace_back();
      for (const runtime::ExecutedRule& rule : decide(event).rules_executed) {
        bytecode::StringId id = program.rules[rule.rule].id;
        found.push_back(std::strtoull(program.strings[id.index()].c_str(), nullptr, 10));
      }
      std::ranges::sort(found);
    }
    return all;
  }

 private:
  const Workload& workload_;
  const runtime::LoadedRuleset& ruleset_;
  EngineKind engine_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
};

// The conditions of all turns over contexts whose fields are resolved: what is left of a decision
// when the context comes for nothing and no rule does anything.
class Conditions {
 public:
  Conditions(const Workload& workload, const runtime::LoadedRuleset& ruleset)
      : entry_point_(*ruleset.find_entry_point(kEntryPoint)),
        function_(*runtime::native_function(ruleset, entry_point_)) {
    constexpr std::size_t kContexts = 512;
    std::size_t count = std::min(kContexts, workload.events.size());
    buffers_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      Value context;
      json::Fault fault;
      if (!json::read_value(workload.events[i], {}, arena_, reader_, context, fault)) {
        give_up(2, "an event is no JSON");
      }
      runtime::Vm& vm = vms_.emplace_back(ruleset, buffers_[i], 0);
      vm.set_context(context);
      static_cast<void>(bytecode(i));
      static_cast<void>(vm.resolved(function_.paths));
    }
  }
  [[nodiscard]] std::size_t size() const { return vms_.size(); }

  std::size_t bytecode(std::size_t i) {
    std::size_t count = 0;
    scratch_.reset();
    for (const runtime::Turn& turn : entry_point_.turns) {
      count += vms_[i].run(turn.condition, scratch_).is_true() ? 1U : 0U;
    }
    return count;
  }

  std::size_t native(std::size_t i) {
    runtime::FoundTurns found(function_, entry_point_, 0);
    found.find(vms_[i]);
    std::size_t count = 0;
    for (std::size_t turn = found.next(0); turn != runtime::FoundTurns::kNone;
         turn = found.next(turn + 1)) {
      ++count;
    }
    return count;
  }

 private:
  const runtime::LoadedEntryPoint& entry_point_;
  const runtime::NativeFunction& function_;
  Arena arena_;
  Arena scratch_;
  json::ReaderScratch reader_;
  std::vector<runtime::VmBuffers> buffers_;
  std::deque<runtime::Vm> vms_;
};

struct Figures {
  double first = 1e18;
  double second = 1e18;
};

// The fastest pass of each, taken in turn.
template <class First, class Second>
Figures measure_both(First first, Second second, std::size_t inputs, int passes) {
  Figures best;
  constexpr Budget kPass{.budget_ms = 60, .pass_ms = 30};
  std::size_t seen = 0;
  for (int pass = 0; pass < passes; ++pass) {
    Timing one = measure([&](std::size_t i) { seen += first(i); }, inputs, kPass);
    Timing other = measure([&](std::size_t i) { seen += second(i); }, inputs, kPass);
    best.first = std::min(best.first, one.best_cpu);
    best.second = std::min(best.second, other.best_cpu);
  }
  if (seen == 0) {
    std::fputs("no rule ever held\n", stderr);
  }
  return best;
}

// What `auto` takes where there is code; FoundTurns has the sizes.
const char* engine_of_auto(const runtime::LoadedRuleset& ruleset) {
  const runtime::LoadedEntryPoint& entry_point = *ruleset.find_entry_point(kEntryPoint);
  std::size_t turns = entry_point.turns.size();
  if (turns >= runtime::kFewestNativeTurns && turns <= runtime::kNativeTurns) {
    return "native";
  }
  return entry_point.index != nullptr && entry_point.index->pays() ? "index" : "bytecode";
}

void measure_folder(const native::JitLibrary& library, const std::string& folder, int passes) {
  const Workload workload = read_workload(folder);
  const runtime::RulesetPtr ruleset = build(workload);
  CodeTimes times = make_code(library, *ruleset);
  Decider bytecode(workload, *ruleset, EngineKind::kBytecode);
  Decider native(workload, *ruleset, EngineKind::kNative);
  Decider index(workload, *ruleset, EngineKind::kIndex);
  Decider chosen(workload, *ruleset, EngineKind::kAuto);
  for (Decider* decider : {&bytecode, &native, &index, &chosen}) {
    if (decider->matches() != workload.expected) {
      give_up(1, folder + ": wrong matches");
    }
  }
  auto run = [](Decider& decider) {
    return [&decider](std::size_t i) { return decider.decide(i).rules_executed.size(); };
  };
  std::size_t events = workload.events.size();
  Figures figures = measure_both(run(bytecode), run(native), events, passes);
  Figures others = measure_both(run(index), run(chosen), events, passes);
  auto ids = [](Decider& decider) {
    return [&decider](std::size_t i) { return decider.fired(i); };
  };
  Figures fired = measure_both(ids(bytecode), ids(native), events, passes);
  Figures other_fired = measure_both(ids(index), ids(chosen), events, passes);
  Conditions conditions(workload, *ruleset);
  Figures alone =
      measure_both([&](std::size_t i) { return conditions.bytecode(i); },
                   [&](std::size_t i) { return conditions.native(i); }, conditions.size(), passes);
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("workload", workload.name);
  json.key("params");
  json.raw(workload.params);
  auto number = [&](const char* name, double value) {
    json.key(name);
    json.number(static_cast<double>(static_cast<std::int64_t>(value * 100)) / 100);
  };
  number("bytecode_ns", figures.first);
  number("native_ns", figures.second);
  number("ratio", figures.first / figures.second);
  number("index_ns", others.first);
  json.member("auto", engine_of_auto(*ruleset));
  number("auto_ns", others.second);
  number("fired_bytecode_ns", fired.first);
  number("fired_native_ns", fired.second);
  number("fired_index_ns", other_fired.first);
  number("fired_auto_ns", other_fired.second);
  number("conditions_bytecode_ns", alone.first);
  number("conditions_native_ns", alone.second);
  number("conditions_ratio", alone.first / alone.second);
  number("plan_ms", times.plan_ms);
  number("generate_ms", times.generate_ms);
  number("load_ms", times.load_ms);
  number("test_ms", times.test_ms);
  json.member("object_bytes", std::uint64_t{times.object_bytes});
  json.member("checksum", std::to_string(checksum(workload.expected)));
  json.end_object();
  std::puts(text.c_str());
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  namespace bench = rulec::bench;
  int passes = 7;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--passes" && i + 1 < argc) {
      passes = std::atoi(argv[++i]);
    } else {
      words.emplace_back(word);
    }
  }
  if (words.size() < 2) {
    bench::give_up(2, "say the library and the folder of a workload");
  }
  std::string place = words.front();
  auto library = rulec::native::JitLibrary::open({&place, 1});
  if (!library) {
    bench::give_up(1, library.error().message);
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    bench::measure_folder(*library, words[i], passes);
  }
  return 0;
}
