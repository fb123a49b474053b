// never row N04: the index and native code decide the same bytes as bytecode, and all of them what
// the reference says: which rules fire, which are errors, how many had their turn. Random rulesets
// on random contexts, the small rulesets of the other tests, with the loop of the index that every
// machine has and the one for AVX2.
//   rulec_diff_engines [--native LIBRARY] [--pairs N] [--seed S] [--small N]
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "../unit/compiler/support.h"
#include "base/json_writer.h"
#include "engine_cases.h"
#include "native_code.h"
#include "ruleset_cases.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/loaded_ruleset.h"

namespace {

using rulec::JsonWriter;
using rulec::compiler::testing::Project;
using rulec::difftest::EngineCase;
using rulec::difftest::EngineGenerator;
using rulec::difftest::EngineRule;
using rulec::difftest::Json;
using rulec::difftest::RulesetCase;
namespace runtime = rulec::runtime;
namespace bytecode = rulec::bytecode;
namespace reference = rulec::reference;

constexpr long kMaxShownFailures = 5;
constexpr long kContexts = 400;       // of one ruleset
constexpr long kReferenceEvery = 50;  // it is slow

struct Tally {
  long pairs = 0;
  long native = 0;  // of them with machine code
  long referenced = 0;
  long failed = 0;
  long computed = 0;  // with attributes that are computed
  long refused = 0;   // rulesets that do not compile
  long fired = 0;
  long errors = 0;
  long problems = 0;
};

std::string decided(const runtime::LoadedRuleset& loaded, const std::string& context,
                    std::int64_t now_ms, runtime::EngineKind engine, const char* entry_point,
                    runtime::Decision& decision) {
  static thread_local std::map<runtime::EngineKind, runtime::Workspace> workspaces;
  runtime::Request request{.entry_point = entry_point,
                           .context = context,
                           .acknowledgements = R"({"k0":true})",
                           .now_ms = now_ms,
                           .engine = engine};
  decision = {};
  std::string text;
  JsonWriter json(text);
  if (const auto* problem = runtime::decide(loaded, request, workspaces[engine], decision)) {
    runtime::write_problem(json, loaded, entry_point, *problem);
  } else {
    runtime::write_decision(json, loaded, decision);
  }
  return text;
}

runtime::RulesetPtr loaded_of(Project& project) {
  auto program = project.compile();
  if (!program) {
    return nullptr;
  }
  auto loaded = runtime::load(*program, "", {.index = runtime::IndexChoice::kAlways});
  if (!loaded) {
    return nullptr;
  }
  rulec::difftest::give_native_code(**loaded);
  return *loaded;
}

void set_up(Project& project, const EngineCase& ruleset) {
  auto& entry = project.entry_point(rulec::difftest::kEngineEntryPoint);
  entry.allows_all_updates = true;
  entry.updates = {{.pattern = "**", .type = "", .span = {}}};
  entry.hit_policy =
      ruleset.stops_at_first ? bytecode::HitPolicy::kFirst : bytecode::HitPolicy::kAll;
  entry.on_error = ruleset.fails_on_error ? bytecode::OnError::kFail : bytecode::OnError::kSkipRule;
  if (ruleset.has_schema) {
    project.context(rulec::difftest::kEngineEntryPoint, rulec::difftest::kEngineSchema);
  }
  project.settings.optimisation_level = ruleset.level;
  project.settings.expr_cost = ruleset.expr_cost;
}

bool is_well_formed(const EngineRule& rule, const EngineCase& like) {
  EngineCase alone = like;
  alone.rules = {rule};
  Project project;
  set_up(project, alone);
  project.rule(alone.rules_text(), "rules/all.rule.json");
  return !project.check()->has_errors && !project.collector.has_errors();
}

// Rules in the order of their turns: by priority, highest first, then by id.
std::vector<const EngineRule*> in_order(const EngineCase& ruleset) {
  std::vector<const EngineRule*> rules;
  for (const EngineRule& rule : ruleset.rules) {
    rules.push_back(&rule);
  }
  std::ranges::sort(rules, [](const EngineRule* a, const EngineRule* b) {
    return a->priority != b->priority ? a->priority > b->priority : a->id < b->id;
  });
  return rules;
}

// Section 7 with the reference's conditions: what fired, what threw and how many had their turn.
std::string expected(const EngineCase& ruleset, const Json& context, std::int64_t now_ms) {
  std::string fired;
  std::string errors;
  long evaluated = 0;
  for (const EngineRule* rule : in_order(ruleset)) {
    if (now_ms < rule->from_ms || now_ms >= rule->until_ms) {
      continue;
    }
    ++evaluated;
    reference::Outcome holds = reference::evaluate(Json{{"!!", Json::array({rule->condition})}},
                                                   context, now_ms, ruleset.expr_cost);
    if (holds.is_error && ruleset.fails_on_error) {
      return "problem " + rule->id;
    }
    if (holds.is_error) {
      errors += " " + rule->id;
    } else if (holds.value == Json(true)) {
      fired += " " + rule->id;
      if (rule->stops || ruleset.stops_at_first) {
        break;
      }
    }
  }
  return "fired" + fired + ", errors" + errors + ", evaluated " + std::to_string(evaluated);
}

std::string given(const runtime::LoadedRuleset& loaded, const std::string& text,
                  const runtime::Decision& decision) {
  Json document = Json::parse(text, nullptr, false);
  if (document.contains("code")) {
    auto errors = document.find("errors");
    bool names_rule = errors != document.end() && (*errors)[0]["rule_id"].is_string();
    return names_rule ? "problem " + (*errors)[0]["rule_id"].get<std::string>() : text;
  }
  const bytecode::Program& program = runtime::program_of(loaded);
  auto name = [&](std::uint32_t rule) {
    return " " + program.strings[program.rules[rule].id.index()];
  };
  std::string fired;
  for (const runtime::ExecutedRule& rule : decision.rules_executed) {
    fired += name(rule.rule);
  }
  std::string errors;
  for (const runtime::DecisionError& error : decision.errors) {
    errors += name(error.rule);
  }
  return "fired" + fired + ", errors" + errors + ", evaluated " +
         std::to_string(decision.rules_evaluated);
}

void fail(Tally& tally, const std::string& what) {
  if (++tally.failed <= kMaxShownFailures) {
    std::printf("FAILED: %s\n", what.c_str());
  }
}

// "" or the difference.
std::string difference(const runtime::LoadedRuleset& loaded, const char* entry_point,
                       const std::string& context, std::int64_t now_ms, Tally& tally) {
  runtime::Decision decision;
  std::string wanted =
      decided(loaded, context, now_ms, runtime::EngineKind::kBytecode, entry_point, decision);
  tally.fired += static_cast<long>(decision.rules_executed.size());
  tally.errors += static_cast<long>(decision.errors.size());
  tally.problems += decision.rules_evaluated == 0 ? 1 : 0;
  ++tally.pairs;
  tally.computed += loaded.find_entry_point(entry_point)->index->has_terms() ? 1 : 0;
  std::string found =
      decided(loaded, context, now_ms, runtime::EngineKind::kIndex, entry_point, decision);
  if (wanted != found) {
    return "\n    bytecode " + wanted + "\n    index    " + found;
  }
  if (!runtime::has_engine(loaded, entry_point, runtime::EngineKind::kNative)) {
    return "";
  }
  ++tally.native;
  found = decided(loaded, context, now_ms, runtime::EngineKind::kNative, entry_point, decision);
  return wanted == found ? "" : "\n    bytecode " + wanted + "\n    native   " + found;
}

runtime::RulesetPtr loaded_of(const EngineCase& ruleset) {
  Project project;
  set_up(project, ruleset);
  project.rule(ruleset.rules_text(), "rules/all.rule.json");
  return loaded_of(project);
}

// The case with rules left out as long as it still fails.
EngineCase without_needless_rules(EngineCase ruleset, const std::string& context,
                                  std::int64_t now_ms) {
  Tally ignored;
  for (std::size_t i = 0; i < ruleset.rules.size();) {
    EngineCase smaller = ruleset;
    smaller.rules.erase(smaller.rules.begin() + static_cast<std::ptrdiff_t>(i));
    auto loaded = loaded_of(smaller);
    bool still_fails =
        loaded != nullptr &&
        !difference(*loaded, rulec::difftest::kEngineEntryPoint, context, now_ms, ignored).empty();
    if (still_fails) {
      ruleset = std::move(smaller);
    } else {
      ++i;
    }
  }
  return ruleset;
}

void check(EngineCase ruleset, EngineGenerator& generator, Tally& tally) {
  auto loaded = loaded_of(ruleset);
  if (loaded == nullptr) {  // some rule is refused
    std::erase_if(ruleset.rules,
                  [&](const EngineRule& rule) { return !is_well_formed(rule, ruleset); });
    loaded = loaded_of(ruleset);
  }
  if (loaded == nullptr) {
    ++tally.refused;
    return;
  }
  for (long i = 0; i < kContexts; ++i) {
    Json context = generator.context();
    std::string text = context.dump();
    std::int64_t now_ms = generator.now();
    const char* entry_point = rulec::difftest::kEngineEntryPoint;
    std::string wrong = difference(*loaded, entry_point, text, now_ms, tally);
    if (!wrong.empty()) {
      EngineCase small = without_needless_rules(ruleset, text, now_ms);
      fail(tally, fmt::format("{}\n    on {} at {} level {}{}", small.rules_text(), text, now_ms,
                              ruleset.level, wrong));
      return;
    }
    bool is_told = !ruleset.has_updates && !ruleset.has_schema && i % kReferenceEvery == 0;
    if (!is_told) {
      continue;
    }
    ++tally.referenced;
    runtime::Decision decision;
    std::string made =
        decided(*loaded, text, now_ms, runtime::EngineKind::kIndex, entry_point, decision);
    // Errors beyond the limit of the list are not named.
    if (decision.errors_omitted > 0) {
      continue;
    }
    std::string wanted = expected(ruleset, context, now_ms);
    std::string found = given(*loaded, made, decision);
    if (wanted != found) {
      fail(tally, fmt::format("on {}\n    reference {}\n    index     {}\n    {}", text, wanted,
                              found, ruleset.rules_text()));
    }
  }
}

void check_small(const RulesetCase& ruleset, int level, Tally& tally) {
  Project project;
  rulec::difftest::set_entry_points(project, ruleset, level);
  project.rule(Json{{"rules", ruleset.rules}}.dump(), "rules/all.rule.json");
  for (const Json& scorecard : ruleset.scorecards) {
    project.scorecard(scorecard.dump());
  }
  auto loaded = loaded_of(project);
  if (loaded == nullptr) {
    ++tally.refused;
    return;
  }
  constexpr std::int64_t kNow = 946'684'800'000;
  for (const Json& context : rulec::difftest::contexts()) {
    for (const char* entry_point : {"e", "f"}) {
      std::string wrong = difference(*loaded, entry_point, context.dump(), kNow, tally);
      if (!wrong.empty()) {
        fail(tally, Json{{"rules", ruleset.rules}}.dump() + "\n    on " + context.dump() + wrong);
        return;
      }
    }
  }
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
  long seed = option(argc, argv, "--seed", 1);
  long pairs = option(argc, argv, "--pairs", 200'000);
  long small = option(argc, argv, "--small", 1000);
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--native") == 0) {
      rulec::difftest::open_native_code(argv[i + 1]);
    }
  }
  Tally tally;
  EngineGenerator generator(static_cast<std::uint64_t>(seed));
  while (tally.pairs < pairs && tally.failed < kMaxShownFailures) {
    check(generator.ruleset(), generator, tally);
  }
  rulec::difftest::Generator others(static_cast<std::uint64_t>(seed));
  for (long i = 0; i < small && tally.failed < kMaxShownFailures; ++i) {
    check_small(rulec::difftest::random_ruleset(others), i % 3 == 0 ? 0 : 2, tally);
  }
  std::printf(
      "%ld pairs, %ld of them with native code, %ld with computed attributes, %ld "
      "with the reference; %ld rules fired, %ld "
      "errors, %ld problems; %ld "
      "rulesets refused; seed %ld\n%ld failed\n",
      tally.pairs, tally.native, tally.computed, tally.referenced, tally.fired, tally.errors,
      tally.problems, tally.refused, seed, tally.failed);
  bool is_worth_something = tally.fired > tally.pairs / 2 && tally.errors > tally.pairs / 2 &&
                            tally.problems > tally.pairs / 100 && tally.referenced > pairs / 300 &&
                            tally.computed > tally.pairs / 10;
  bool was_native = !rulec::difftest::has_native_code() || tally.native > tally.pairs / 2;
  return tally.failed == 0 && is_worth_something && was_native ? 0 : 1;
}
