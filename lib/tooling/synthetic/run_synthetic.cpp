// What always has to be so, asked of contexts without an expected answer; and such contexts as test
// files, with what the rules decide today.
#include <algorithm>
#include <map>
#include <span>

#include "base/calendar.h"
#include "base/check.h"
#include "compiler/model.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/synthetic/synthetic.h"
#include "tooling/test/verify.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

bool is_allowed(const compiler::EntryPointSettings* settings, std::string_view target) {
  return settings == nullptr || settings->allows_all_updates ||
         compiler::find_pattern(*settings, compiler::segments_of(target)) != nullptr;
}

std::string json_of(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

class Runner {
 public:
  explicit Runner(const Build& build, std::vector<Engine> engines)
      : build_(build), engines_(std::move(engines)) {}

  CaseResult run(const TestCase& test) {
    CaseResult result{.test = &test};
    std::string context = json_of(test.context);
    result.decision =
        decide_case(*engines_[0].ruleset, test, context, workspace_, engines_[0].kind);
    for (const Engine& engine : std::span(engines_).subspan(1)) {
      std::string other = decide_case(*engine.ruleset, test, context, workspace_, engine.kind);
      if (other != result.decision && !result.engines_differ) {
        result.engines_differ.emplace("on ").append(context).append(" ").append(engines_[0].name);
        result.engines_differ->append(" answers ").append(result.decision).append(", ");
        result.engines_differ->append(engine.name).append(" ").append(other);
      }
    }
    check(test, result, context);
    bool is_good = result.differences.empty() && !result.engines_differ;
    result.verdict = is_good ? Verdict::kPassed : Verdict::kFailed;
    return result;
  }

 private:
  void check(const TestCase& test, CaseResult& result, const std::string& context) {
    arena_.reset();
    json::Fault fault;
    Value decision;
    json::ValueLimits limits{.max_bytes = kHardMaxSourceBytes, .max_depth = kMaxRuleDepth};
    RULEC_CHECK(json::read_value(result.decision, limits, arena_, scratch_, decision, fault));
    if (!decision.member("success").is_true()) {
      result.differences.push_back({.path = "success",
                                    .expected = "true",
                                    .got = json_of(decision.member("detail")) + " on " + context});
      return;
    }
    if (decision.member("errors").length() > 0) {
      result.differences.push_back({.path = "errors",
                                    .expected = "[]",
                                    .got = json_of(decision.member("errors")) + " on " + context});
    }
    Value updates = decision.member("context_updates");
    for (std::uint32_t i = 0; i < updates.length(); ++i) {
      std::string_view target = updates.item(i).member("target").as_string();
      if (!is_allowed(settings_of(test), target)) {
        result.differences.push_back({.path = "context_updates",
                                      .expected = "only what rulec.yaml allows",
                                      .got = std::string(target) + " on " + context});
      }
    }
  }

  [[nodiscard]] const compiler::EntryPointSettings* settings_of(const TestCase& test) const {
    for (const compiler::EntryPointSettings& settings : build_.settings.entry_points) {
      if (settings.name == test.entry_point) {
        return &settings;
      }
    }
    return nullptr;
  }

  const Build& build_;
  std::vector<Engine> engines_;
  runtime::Workspace workspace_;
  Arena arena_;
  json::ReaderScratch scratch_;
};

void write_ids(JsonWriter& json, const Value& rules) {
  json.begin_array();
  for (std::uint32_t i = 0; i < rules.length(); ++i) {
    json.string(rules.item(i).member("rule_id").as_string());
  }
  json.end_array();
}

void write_generated(JsonWriter& json, const CaseResult& result, const Value& decision) {
  const TestCase& test = *result.test;
  json.begin_object();
  json.member("name", test.name);
  json.member("x_generated", true);
  json.member("now", calendar::format_instant(test.now_ms));
  json.key("context");
  write_value(json, test.context);
  json.key("expect");
  json.begin_object();
  json.key("fires_exactly");
  write_ids(json, decision.member("rules_executed"));
  json.member("blocked", decision.member("blocked").is_true());
  for (std::string_view key : {"messages", "context_updates", "effects"}) {
    json.key(key);
    write_value(json, decision.member(key));
  }
  if (Value scored = decision.member("result"); scored.is_object()) {
    json.key("result");
    write_value(json, scored);
  }
  json.end_object();
  json.end_object();
}

}  // namespace

Status run_synthetic(const Build& build, const Suite& suite, Run& run) {
  RULEC_TRY(engines, all_engines(build));
  Runner runner(build, std::move(engines));
  for (const TestCase& test : suite.cases) {
    run.results.push_back(runner.run(test));
    ++(run.results.back().verdict == Verdict::kPassed ? run.passed : run.failed);
  }
  return {};
}

std::vector<GeneratedFile> generated_files(const Run& run, JsonWriter::Style style) {
  std::vector<GeneratedFile> files;
  Arena arena;
  json::ReaderScratch scratch;
  std::map<std::string, std::vector<const CaseResult*>> by_entry_point;
  for (const CaseResult& result : run.results) {
    if (result.test->is_synthetic && result.verdict == Verdict::kPassed) {
      by_entry_point[result.test->entry_point].push_back(&result);
    }
  }
  for (const auto& [entry_point, results] : by_entry_point) {
    std::string text;
    JsonWriter json(text, style);
    json.begin_object();
    json.member("description",
                "Made by `rulec test --synthetic`: what the rules decided then. Read it.");
    json.member("entry_point", entry_point);
    json.key("cases");
    json.begin_array();
    for (const CaseResult* result : results) {
      json::Fault fault;
      Value decision;
      json::ValueLimits limits{.max_bytes = kHardMaxSourceBytes, .max_depth = kMaxRuleDepth};
      RULEC_CHECK(json::read_value(result->decision, limits, arena, scratch, decision, fault));
      write_generated(json, *result, decision);
    }
    json.end_array();
    json.end_object();
    files.push_back({.entry_point = entry_point, .text = std::move(text)});
  }
  return files;
}

}  // namespace rulec::tooling
