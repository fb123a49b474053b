#include "ruleset_cases.h"

#include <algorithm>
#include <array>
#include <map>
#include <thread>

#include "../unit/compiler/support.h"
#include "base/json_writer.h"
#include "compiler/ir/ir.h"
#include "compiler/opt/passes.h"
#include "flow_steps.h"
#include "product.h"
#include "random_rules.h"
#include "reference/comparison.h"
#include "reference/decimals.h"
#include "reference/flows.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::difftest {
namespace {

using compiler::testing::Project;

constexpr std::int64_t kNow = 946'684'800'000;  // 2000-01-01
constexpr const char* kSchema = R"({"properties":{"a":{"type":"number"},"l":{"type":"array"},
  "zz":{"type":"object"},"b":{},"o":{},"s":{},"n":{},"1":{}},"additionalProperties":true})";

}  // namespace

void set_entry_points(Project& project, const RulesetCase& ruleset, int level) {
  for (const char* name : kEntryPoints) {
    auto& entry = project.entry_point(name);
    entry.allows_all_updates = true;
    entry.updates = {{.pattern = "**", .type = "", .span = {}}};
    using bytecode::HitPolicy;
    entry.hit_policy = ruleset.stops_at_first ? HitPolicy::kFirst : HitPolicy::kAll;
    using bytecode::OnError;
    entry.on_error = ruleset.fails_on_error ? OnError::kFail : OnError::kSkipRule;
    using bytecode::Validation;
    entry.validation = ruleset.is_light ? Validation::kLight : Validation::kFull;
  }
  if (ruleset.is_light) {
    project.context("e", kSchema);
  }
  project.settings.effects.push_back({.name = "fx", .schema = nullptr, .compiled = nullptr});
  project.settings.optimisation_level = level;
  project.settings.expr_cost = ruleset.expr_cost;
}

namespace {

void set_up(Project& project, const RulesetCase& ruleset, int level) {
  set_entry_points(project, ruleset, level);
  project.rule(Json{{"rules", ruleset.rules}}.dump(), "rules/all.rule.json");
  for (const Json& scorecard : ruleset.scorecards) {
    project.scorecard(scorecard.dump());
  }
}

bool is_well_formed(const Json& rule, RulesetCase settings) {
  Project project;
  settings.rules = {rule};
  settings.scorecards = {};
  set_up(project, settings, 0);
  return !project.check()->has_errors && !project.collector.has_errors();
}

std::string text_of(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

bool is_well_formed_scorecard(const Json& scorecard, RulesetCase settings) {
  Project project;
  settings.rules = {};
  settings.scorecards = {scorecard};
  set_up(project, settings, 0);
  return !project.check()->has_errors && !project.collector.has_errors();
}

// What an observer is told, as text.
class Telling : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& context,
               const Value& error) override {
    text += "  rule " + std::to_string(rule) + " outcome " +
            std::to_string(static_cast<int>(outcome)) + " on " + text_of(context);
    text += error.is_error() ? " error " + text_of(error.thrown()) + "\n" : "\n";
  }
  void on_step(std::uint32_t rule, std::uint32_t action, const Value& test,
               const Value& context) override {
    text += "  step " + std::to_string(rule) + "." + std::to_string(action) +
            (test.is_error() ? " error " + text_of(test.thrown())
                             : (value::is_truthy(test) ? " taken" : " left out")) +
            " on " + text_of(context) + "\n";
  }
  void on_item(std::uint32_t item, runtime::RuleOutcome outcome, const Value& context,
               const Value& error) override {
    text += "  item ";
    on_rule(item, outcome, context, error);
  }
  std::string text;
};

std::string decision_of(const runtime::LoadedRuleset& loaded, const char* entry_point,
                        const std::string& context, runtime::RuleObserver& observer) {
  static thread_local runtime::Workspace workspace;
  runtime::Request request{.entry_point = entry_point,
                           .context = context,
                           .acknowledgements = R"({"k0":true})",
                           .now_ms = kNow,
                           .observer = &observer};
  runtime::Decision decision;
  std::string text;
  JsonWriter json(text);
  if (const runtime::Problem* problem = runtime::decide(loaded, request, workspace, decision)) {
    runtime::write_problem(json, loaded, entry_point, *problem);
  } else {
    runtime::write_decision(json, loaded, decision);
  }
  return text + "\n";
}

std::string answers_on(const runtime::LoadedRuleset& loaded) {
  std::string answers;
  for (const Json& context : contexts()) {
    for (const char* entry_point : kEntryPoints) {
      Telling telling;
      answers += decision_of(loaded, entry_point, context.dump(), telling);
      answers += telling.text;
    }
  }
  return answers;
}

// --- strata

// The context that stood when each rule had its turn.
class Watching : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& context,
               const Value& error) override {
    static_cast<void>(error);
    if (outcome != runtime::RuleOutcome::kNotReached) {
      contexts[rule] = text_of(context);
    }
  }
  std::map<std::uint32_t, std::string> contexts;
};

std::string truth_of(const Json& condition, const std::string& context) {
  Outcome outcome = Product(Json{{"!!", Json::array({condition})}}, 0).answer(Json::parse(context));
  return (outcome.is_error ? "error " : "") + outcome.value.dump();
}

const Json& id_of(const Json& rule) {
  return rule.contains("flow") ? rule["flow"] : rule["id"];
}

const Json& rule_named(const RulesetCase& ruleset, std::string_view id) {
  std::size_t i = 0;
  while (id_of(ruleset.rules[i]).get<std::string>() != id) {
    ++i;
  }
  return ruleset.rules[i];
}

class StratumCheck {
 public:
  StratumCheck(const RulesetCase& ruleset, const compiler::Ir& ir, const Watching& seen)
      : ruleset_(ruleset), ir_(ir), seen_(seen) {}

  // The rules of one entry point.
  [[nodiscard]] std::string run(const compiler::IrEntryPoint& entry) const {
    for (const compiler::IrStratum& stratum : entry.strata) {
      auto opened = seen_.contexts.find(entry.rules[stratum.opens_at]);
      if (opened == seen_.contexts.end()) {
        continue;  // out of its window, or not reached
      }
      for (std::uint32_t turn : stratum.turns) {
        std::string wrong = check(entry.rules[turn], opened->second);
        if (!wrong.empty()) {
          return wrong;
        }
      }
    }
    return "";
  }

 private:
  [[nodiscard]] std::string check(std::uint32_t rule, const std::string& early) const {
    auto own = seen_.contexts.find(rule);
    const Json& row = rule_named(ruleset_, ir_.names[rule]);
    if (own == seen_.contexts.end() || own->second == early || !row.contains("condition")) {
      return "";
    }
    bool is_same = truth_of(row["condition"], early) == truth_of(row["condition"], own->second);
    return is_same ? "" : "rule " + std::string(ir_.names[rule]) + " on " + early;
  }

  const RulesetCase& ruleset_;
  const compiler::Ir& ir_;
  const Watching& seen_;
};

// --- effects

// The contexts on which rules fired.
class Firing : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& context,
               const Value& /*error*/) override {
    if (outcome == runtime::RuleOutcome::kFired) {
      contexts[rule] = text_of(context);
    }
  }
  std::map<std::uint32_t, std::string> contexts;
};

bool has_decimal(const Json& value) {
  return value.is_binary() || (value.is_structured() && std::ranges::any_of(value, has_decimal));
}

Json effects_in(const Json& decision, const Json& id) {
  Json found = Json::array();
  for (const Json& effect : decision["effects"]) {
    if (effect["rule_id"] == id) {
      found.push_back(effect);
    }
  }
  return found;
}

ComparedSteps& steps_seen() {
  static ComparedSteps seen;
  return seen;
}

void count_steps(const Json& effects) {
  for (const Json& effect : effects) {
    ++steps_seen().all;
    steps_seen().carried += effect.contains("when") ? 1 : 0;
    steps_seen().after += effect.contains("after") ? 1 : 0;
  }
}

// "" or what is wrong about the effects of the flows that fired.
std::string wrong_effects_of(const RulesetCase& ruleset, const bytecode::Program& program,
                             const Json& decision, const Firing& firing, const Json& context) {
  for (const auto& [number, at_turn] : firing.contexts) {
    const Json& rule = rule_named(ruleset, program.strings[program.rules[number].id.index()]);
    // Decimals that an update left in the context are doubles to whoever reads it as JSON.
    if (!rule.contains("flow") || at_turn != context.dump()) {
      continue;
    }
    auto expected = reference::effects_of(rule, context, kNow, ruleset.expr_cost);
    Json wanted = expected ? *expected : Json::array();
    Json given = effects_in(decision, rule["flow"]);
    count_steps(wanted);
    if (!has_decimal(wanted) && !reference::equal(wanted, given)) {
      return rule["flow"].dump() + " on " + context.dump() + "\n    gives  " + given.dump() +
             "\n    wanted " + wanted.dump();
    }
  }
  return "";
}

// --- results

// The context that stood after the rules.
class Last : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t /*rule*/, runtime::RuleOutcome /*outcome*/, const Value& /*context*/,
               const Value& /*error*/) override {}
  void on_item(std::uint32_t /*item*/, runtime::RuleOutcome /*outcome*/, const Value& context,
               const Value& /*error*/) override {
    text = text_of(context);
  }
  std::string text;
};

// Section 9, word for word, with the reference's truth and decimals.
Json expected_result(const Json& scorecard, const Json& context, std::uint64_t expr_cost) {
  std::vector<Json> items(scorecard["items"].begin(), scorecard["items"].end());
  std::ranges::stable_sort(items, {}, [](const Json& item) { return item.value("priority", 0); });
  reference::Decimal total;
  std::string symbols;
  for (const Json& item : items) {
    Json condition = item.contains("condition") ? item["condition"] : Json(true);
    Outcome holds = reference::evaluate(condition, context, kNow, expr_cost);
    bool counts = !holds.is_error && reference::truthy(holds.value);
    symbols += counts ? item.value("symbol", "Y") : "-";
    if (counts) {
      Json points = reference::multiply(reference::decimal_of(item.value("points", Json(0))),
                                        reference::decimal_of(item.value("weight", Json(1))));
      total = reference::decimal_of(reference::add(total, reference::decimal_of(points)));
    }
  }
  Json recommendation = scorecard.contains("default") ? scorecard["default"] : Json();
  std::optional<reference::Decimal> best;
  for (const Json& band : scorecard["bands"]) {
    reference::Decimal from = reference::decimal_of(band["from"]);
    if (reference::compare(from, total) <= 0 && (!best || reference::compare(from, *best) > 0)) {
      best = from;
      recommendation = band["recommend"];
    }
  }
  if (scorecard["patterns"].contains(symbols)) {
    recommendation = scorecard["patterns"][symbols];
  }
  return {reference::decimal_text(total), symbols, recommendation};
}

}  // namespace

RulesetCase random_ruleset(Generator& generator) {
  RulesetCase made{.stops_at_first = generator.below(4) == 0,
                   .fails_on_error = generator.below(4) == 0,
                   .is_light = generator.below(4) == 0};
  if (generator.below(3) == 0) {
    made.expr_cost = 1 + generator.below(30);  // so that a charge that changed would be seen
  }
  // A third of the cases computes one thing again and again.
  Json shared = generator.below(3) == 0 ? generator.expression(1) : Json();
  std::size_t least = shared.is_null() ? 1 : 4;
  for (std::size_t count = least + generator.below(6); made.rules.size() < count;) {
    Json rule = rule_of(generator, "r" + std::to_string(made.rules.size()));
    if (!shared.is_null() && generator.below(6) != 0) {
      rule["condition"] = condition_over(generator, shared);
      if (!is_well_formed(rule, made) && generator.below(4) == 0) {
        shared = generator.expression(1);
      }
    }
    if (is_well_formed(rule, made)) {
      made.rules.push_back(std::move(rule));
    }
  }
  for (const char* entry_point : kEntryPoints) {
    Json scorecard = scorecard_of(generator, entry_point);
    if (generator.below(2) == 0 && is_well_formed_scorecard(scorecard, made)) {
      made.scorecards.push_back(std::move(scorecard));
    }
  }
  return made;
}

std::string answers_of(const RulesetCase& ruleset, int level) {
  Project project;
  set_up(project, ruleset, level);
  auto program = project.compile();
  if (!program) {
    return "does not compile: " + project.findings();
  }
  auto loaded = runtime::load(*program, "");
  return loaded ? answers_on(**loaded) : "does not load: " + loaded.error().message;
}

std::string wrong_result(const RulesetCase& ruleset) {
  Project project;
  set_up(project, ruleset, 2);
  auto program = project.compile();
  auto loaded = program ? runtime::load(*program, "") : fail(ErrorCode::kInternal, "");
  if (!loaded) {
    return "";
  }
  for (const Json& scorecard : ruleset.scorecards) {
    auto entry_point = scorecard["entry_point"].get<std::string>();
    for (const Json& context : contexts()) {
      Last last;
      std::string decision = decision_of(**loaded, entry_point.c_str(), context.dump(), last);
      // Decimals that an update left in the context are doubles to whoever reads it as JSON.
      bool is_readable = last.text.empty() || last.text == context.dump();
      std::size_t at = decision.rfind("\"result\":");
      if (!is_readable || at == std::string::npos) {
        continue;
      }
      Json expected = expected_result(scorecard, context, ruleset.expr_cost);
      std::string text = "\"result\":{\"total_points\":" + expected[0].get<std::string>() +
                         ",\"pattern_result\":" + expected[1].dump() +
                         ",\"action_recommendation\":" + expected[2].dump() + "}}\n";
      if (decision.substr(at) != text) {
        return scorecard["scorecard"].dump() + " on " + context.dump() + "\n    " +
               decision.substr(at) + "    " + text;
      }
    }
  }
  return "";
}

const ComparedSteps& compared_steps() {
  return steps_seen();
}

std::string wrong_effects(const RulesetCase& ruleset) {
  Project project;
  set_up(project, ruleset, 2);
  auto program = project.compile();
  auto loaded = program ? runtime::load(*program, "") : fail(ErrorCode::kInternal, "");
  if (!loaded) {
    return "";
  }
  for (const Json& context : contexts()) {
    for (const char* entry_point : kEntryPoints) {
      Firing firing;
      // A decimal may be beyond every double, and then nlohmann's reader has no number for it.
      Json decision =
          Json::parse(decision_of(**loaded, entry_point, context.dump(), firing), nullptr, false);
      if (!decision.contains("effects")) {
        continue;  // a problem
      }
      std::string wrong = wrong_effects_of(ruleset, *program, decision, firing, context);
      if (!wrong.empty()) {
        return wrong;
      }
    }
  }
  return "";
}

std::string wrong_on_threads(const RulesetCase& ruleset) {
  constexpr std::size_t kThreads = 8;
  Project project;
  set_up(project, ruleset, 2);
  auto program = project.compile();
  auto loaded = program ? runtime::load(*program, "") : fail(ErrorCode::kInternal, "");
  if (!loaded) {
    return "";
  }
  std::string alone = answers_on(**loaded);
  std::vector<std::string> together(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::string& answers : together) {
      threads.emplace_back([&] { answers = answers_on(**loaded); });
    }
  }
  bool agree =
      std::ranges::all_of(together, [&](const std::string& each) { return each == alone; });
  return agree ? "" : "threads disagree";
}

std::string wrong_stratum(const RulesetCase& ruleset) {
  Project project;
  set_up(project, ruleset, 0);
  project.settings.expr_cost = RulesetCase().expr_cost;  // that of product_answer
  auto model = project.check();
  if (model->has_errors) {
    return "";
  }
  auto ir = compiler::lower(project.input(), *model);
  auto loaded = runtime::load(compiler::emit(project.input(), *model, *ir), "");
  if (!loaded) {
    return "does not load: " + loaded.error().message;
  }
  compiler::find_strata(*ir);
  for (const Json& context : contexts()) {
    for (const compiler::IrEntryPoint& entry : ir->entry_points) {
      Watching seen;
      decision_of(**loaded, std::string(entry.name).c_str(), context.dump(), seen);
      std::string wrong = StratumCheck(ruleset, *ir, seen).run(entry);
      if (!wrong.empty()) {
        return wrong + ", from " + context.dump();
      }
    }
  }
  return "";
}

}  // namespace rulec::difftest
