// never row N04: a decision is the same bytes whether its context was read whole (somebody
// watches) or only what the rules ask for was scanned out of the text, and fired() lists the rules
// that the decision lists as executed, or gives its problem. Random small rulesets under schemas of
// all kinds, checked in full and lightly, on all contexts and on broken ones. Some rulesets have
// machine code, which takes long to be made.
//   rulec_diff_fired [--native LIBRARY] [--rulesets N] [--seed S]
#include "runtime/fired.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/compiler/support.h"
#include "base/json_writer.h"
#include "native_code.h"
#include "ruleset_cases.h"
#include "runtime/decision_json.h"
#include "runtime/internal/fired_tile.h"

namespace {

using rulec::compiler::testing::Project;
using rulec::difftest::Generator;
using rulec::difftest::Json;
using rulec::difftest::RulesetCase;
namespace runtime = rulec::runtime;
namespace bytecode = rulec::bytecode;

constexpr std::array kEntryPoints = {"e", "f"};
constexpr long kMaxShownFailures = 5;
constexpr std::size_t kRulesetsForCode = 8;  // one of so many has machine code

constexpr std::array kSchemas = {
    "",
    R"({"type":"object"})",
    R"({"properties":{"a":{"type":["number","null"],"maximum":3},"l":{"type":"array","items":{"type":"integer"}},
        "b":{"type":"object","properties":{"c":{"type":"integer","minimum":1}},"required":["c"]},
        "s":{"type":"string","maxLength":3},"n":{"type":"null"}}})",
    R"({"type":"object","properties":{"a":{"enum":[1,"1",null]},"b":{"properties":{"c":{"const":2}}},
        "o":{"type":"object","additionalProperties":{"type":"integer"}},"l":{"maxItems":2}},
        "required":["a"]})",
    R"({"properties":{"a":{},"b":{},"l":{},"s":{"pattern":"^a"},"1":{}},"additionalProperties":false})",
    R"({"properties":{"l":{"items":{"$ref":"#/properties/b"}},"b":{"anyOf":[{"type":"object"},{"type":"number"}]}},
        "minProperties":1})"};

// Sees nothing; that it is there makes the engine read contexts whole.
class Somebody : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t /*rule*/, runtime::RuleOutcome /*outcome*/,
               const rulec::Value& /*context*/, const rulec::Value& /*error*/) override {}
};

struct Tally {
  long passed = 0;
  long failed = 0;
  long decided = 0;
  long refused = 0;
  long fired = 0;
  long tiled = 0;
  long native = 0;  // decisions
  long native_tiled = 0;
};

std::string text_of(const runtime::LoadedRuleset& loaded, const runtime::Request& request,
                    runtime::Workspace& workspace) {
  runtime::Decision decision;
  std::string text;
  rulec::JsonWriter json(text);
  if (const runtime::Problem* problem = runtime::decide(loaded, request, workspace, decision)) {
    runtime::write_problem(json, loaded, request.entry_point, *problem);
  } else {
    runtime::write_decision(json, loaded, decision);
  }
  return text;
}

// The problem, or the ids of the rules.
std::string fired_text(const runtime::LoadedRuleset& loaded, const runtime::Request& request,
                       runtime::Workspace& workspace) {
  std::span<const std::uint32_t> rules;
  std::string text;
  if (const runtime::Problem* problem = runtime::fired(loaded, request, workspace, rules)) {
    rulec::JsonWriter json(text);
    runtime::write_problem(json, loaded, request.entry_point, *problem);
    return text;
  }
  for (std::uint32_t rule : rules) {
    text += std::to_string(rule) + " ";
  }
  return text;
}

std::string told(const runtime::LoadedRuleset& loaded, const runtime::Request& request,
                 const runtime::Problem* problem, std::span<const std::uint32_t> rules) {
  std::string text;
  if (problem != nullptr) {
    rulec::JsonWriter json(text);
    runtime::write_problem(json, loaded, request.entry_point, *problem);
  }
  for (std::uint32_t rule : rules) {
    text += std::to_string(rule) + " ";
  }
  return text;
}

std::string executed_text(const runtime::LoadedRuleset& loaded, const runtime::Request& request,
                          runtime::Workspace& workspace) {
  runtime::Decision decision;
  std::string text;
  if (const runtime::Problem* problem = runtime::decide(loaded, request, workspace, decision)) {
    rulec::JsonWriter json(text);
    runtime::write_problem(json, loaded, request.entry_point, *problem);
    return text;
  }
  for (const runtime::ExecutedRule& rule : decision.rules_executed) {
    text += std::to_string(rule.rule) + " ";
  }
  return text;
}

std::string shown(const RulesetCase& ruleset, const char* schema) {
  return Json{{"rules", ruleset.rules},
              {"scorecards", ruleset.scorecards},
              {"schema", schema},
              {"hit_policy_first", ruleset.stops_at_first},
              {"on_error_fail", ruleset.fails_on_error},
              {"light", ruleset.is_light}}
      .dump();
}

class Comparison {
 public:
  Comparison(const runtime::LoadedRuleset& loaded, Tally& tally) : loaded_(loaded), tally_(tally) {}

  // "" or what differs.
  std::string on(const std::string& context, const char* entry_point) {
    Somebody somebody;
    runtime::Request request{.entry_point = entry_point,
                             .context = context,
                             .acknowledgements = R"({"k0":true})",
                             .now_ms = 946'684'800'000,
                             .observer = &somebody};
    std::string whole = text_of(loaded_, request, workspace_);
    request.observer = nullptr;
    for (runtime::EngineKind engine : {runtime::EngineKind::kBytecode, runtime::EngineKind::kIndex,
                                       runtime::EngineKind::kNative}) {
      bool is_native = engine == runtime::EngineKind::kNative;
      if (is_native && !runtime::has_engine(loaded_, entry_point, engine)) {
        continue;
      }
      tally_.native += is_native ? 1 : 0;
      request.engine = engine;
      std::string wrong = without_somebody(request, whole);
      if (!wrong.empty()) {
        return fmt::format("engine {} on {}{}", static_cast<int>(engine), context, wrong);
      }
    }
    return "";
  }

 private:
  std::string without_somebody(const runtime::Request& request, const std::string& whole) {
    std::string scanned = text_of(loaded_, request, workspace_);
    std::string executed = executed_text(loaded_, request, workspace_);
    std::string ids = fired_text(loaded_, request, workspace_);
    bool is_refused = scanned.find("\"rules_evaluated\"") == std::string::npos;
    (is_refused ? tally_.refused : tally_.decided) += 1;
    tally_.fired += is_refused || ids.empty() ? 0 : 1;
    if (whole != scanned) {
      return "\n    whole   " + whole + "\n    scanned " + scanned;
    }
    return executed == ids ? "" : "\n    executed " + executed + "\n    fired    " + ids;
  }

  const runtime::LoadedRuleset& loaded_;
  Tally& tally_;
  runtime::Workspace workspace_;
};

std::string all_contexts(Comparison& comparison, Generator& generator) {
  for (const Json& context : rulec::difftest::contexts()) {
    std::string text = context.dump(generator.below(4) == 0 ? 1 : -1);
    if (generator.below(8) == 0) {
      text.resize(generator.below(text.size() + 1));
    }
    for (const char* entry_point : kEntryPoints) {
      std::string wrong = comparison.on(text, entry_point);
      if (!wrong.empty()) {
        return wrong;
      }
    }
  }
  return "";
}

std::vector<std::string> some_broken_contexts(Generator& generator) {
  std::vector<std::string> texts;
  for (const Json& context : rulec::difftest::contexts()) {
    std::string text = context.dump();
    if (generator.below(16) == 0) {
      text.resize(generator.below(text.size() + 1));
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

// Contexts together, against each by itself; "" or what differs.
std::string tiles(const runtime::LoadedRuleset& loaded, const char* entry_point,
                  runtime::EngineKind engine, Generator& generator, Tally& tally) {
  std::vector<std::string> texts = some_broken_contexts(generator);
  std::string wrong;
  runtime::Workspace workspace;
  runtime::Request request{.entry_point = entry_point, .now_ms = 946'684'800'000, .engine = engine};
  runtime::FiredTile tile(loaded, request);
  std::size_t size = 1 + generator.below(runtime::FiredTile::kContexts);
  for (std::size_t first = 0; first < texts.size(); first += size) {
    std::vector<std::string_view> contexts(
        texts.begin() + static_cast<std::ptrdiff_t>(first),
        texts.begin() + static_cast<std::ptrdiff_t>(std::min(first + size, texts.size())));
    tile.decide(contexts, [&](std::size_t place, const runtime::Problem* problem,
                              std::span<const std::uint32_t> rules) {
      std::string together = told(loaded, request, problem, rules);
      request.context = contexts[place];
      std::string alone = fired_text(loaded, request, workspace);
      if (together != alone) {
        wrong = fmt::format("of many, engine {}: {}\n    together {}\n    alone    {}",
                            static_cast<int>(engine), texts[first + place], together, alone);
      }
    });
  }
  bool is_native = engine == runtime::EngineKind::kNative;
  (is_native ? tally.native_tiled : tally.tiled) += static_cast<long>(tile.tiled());
  return wrong;
}

std::string tiles(const runtime::LoadedRuleset& loaded, Generator& generator, Tally& tally) {
  for (const char* entry_point : kEntryPoints) {
    for (runtime::EngineKind engine : {runtime::EngineKind::kIndex, runtime::EngineKind::kNative}) {
      if (!runtime::has_engine(loaded, entry_point, engine)) {
        continue;
      }
      std::string wrong = tiles(loaded, entry_point, engine, generator, tally);
      if (!wrong.empty()) {
        return wrong;
      }
    }
  }
  return "";
}

void check(RulesetCase ruleset, Generator& generator, Tally& tally) {
  const char* schema = kSchemas[generator.below(kSchemas.size())];
  ruleset.is_light = ruleset.is_light && schema[0] != '\0';
  Project project;
  RulesetCase settings = ruleset;
  settings.is_light = false;  // its schema is not ours
  rulec::difftest::set_entry_points(project, settings, static_cast<int>(generator.below(3)));
  if (schema[0] != '\0') {
    project.context("e", schema);
    project.settings.entry_points.front().validation =
        ruleset.is_light ? bytecode::Validation::kLight : bytecode::Validation::kFull;
  }
  project.rule(Json{{"rules", ruleset.rules}}.dump(), "rules/all.rule.json");
  for (const Json& scorecard : ruleset.scorecards) {
    project.scorecard(scorecard.dump());
  }
  auto program = project.compile();
  if (!program) {
    return;
  }
  auto loaded = runtime::load(std::move(*program), "", {.index = runtime::IndexChoice::kAlways});
  if (rulec::difftest::has_native_code() && generator.below(kRulesetsForCode) == 0) {
    rulec::difftest::give_native_code(**loaded);
  }
  Comparison comparison(**loaded, tally);
  std::string wrong = all_contexts(comparison, generator);
  if (wrong.empty()) {
    wrong = tiles(**loaded, generator, tally);
  }
  if (wrong.empty()) {
    ++tally.passed;
  } else if (++tally.failed <= kMaxShownFailures) {
    std::printf("FAILED: %s\n    %s\n", shown(ruleset, schema).c_str(), wrong.c_str());
  }
}

// Half of the cases without updates, so that fired() may pass over actions.
RulesetCase random_case(Generator& generator) {
  RulesetCase ruleset = rulec::difftest::random_ruleset(generator);
  if (generator.below(2) == 0) {
    for (Json& rule : ruleset.rules) {
      if (rule.contains("actions")) {
        Json kept = Json::array();
        for (const Json& action : rule["actions"]) {
          if (action["type"] != "update") {
            kept.push_back(action);
          }
        }
        rule["actions"] = kept;
      }
    }
  }
  return ruleset;
}

long option(int argc, char** argv, const char* name, long fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) {
      return std::strtol(argv[i + 1], nullptr, 10);
    }
  }
  return fallback;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--native") == 0) {
      rulec::difftest::open_native_code(argv[i + 1]);
    }
  }
  long count = option(argc, argv, "--rulesets", 3000);
  long seed = option(argc, argv, "--seed", 1);
  Generator generator(static_cast<std::uint64_t>(seed));
  Tally tally;
  for (long i = 0; i < count; ++i) {
    check(random_case(generator), generator, tally);
  }
  std::printf("%ld decisions, %ld problems, %ld with rules that fired, %ld in tiles, seed %ld\n",
              tally.decided, tally.refused, tally.fired, tally.tiled, seed);
  std::printf("by machine code: %ld, and %ld in tiles\n", tally.native, tally.native_tiled);
  std::printf("%ld passed, %ld failed\n", tally.passed, tally.failed);
  bool is_worth_something = tally.passed > count / 3 && tally.fired > count &&
                            tally.refused > count / 2 && tally.tiled > count / 3;
  bool was_native = !rulec::difftest::has_native_code() ||
                    (tally.native > count / 10 && tally.native_tiled > count / 50);
  return tally.failed == 0 && is_worth_something && was_native ? 0 : 1;
}
