// Scorecards at run time: what no compiler writes, and what observers are told. What authors write
// is in tests/golden/decision/scorecard*.
#include <doctest/doctest.h>

#include <string>

#include "program_builder.h"

namespace rulec::runtime {
namespace {

bytecode::Expression field(ProgramBuilder& b, std::string_view path) {
  return Assembler(b).load(0, path).give(0);
}

bytecode::Expression throws(ProgramBuilder& b) {
  return Assembler(b).constant(0, "\"boom\"").call(value::OperatorId::kThrow, 0, 1).give(0);
}

class Recorder final : public RuleObserver {
 public:
  void on_rule(std::uint32_t rule, RuleOutcome /*outcome*/, const Value& /*context*/,
               const Value& /*error*/) override {
    told += "rule " + std::to_string(rule) + " ";
  }
  void on_item(std::uint32_t item, RuleOutcome outcome, const Value& context,
               const Value& error) override {
    static constexpr std::string_view kNames[] = {"holds", "not", "error", "not_reached"};
    told += "item " + std::to_string(item) + " " +
            std::string(kNames[static_cast<std::size_t>(outcome)]) +
            (context.is_object() ? "" : " without context") + (error.is_error() ? "! " : " ");
  }
  std::string told;
};

}  // namespace

TEST_CASE("without a scorecard there is no result") {
  ProgramBuilder b;
  b.rule({.id = "a"});
  CHECK(part(decide_text(*b.load(), "{}"), "result") == "absent");
}

TEST_CASE("an item holds when its value is truthy") {
  ProgramBuilder b;
  b.scorecard({{.id = "a", .symbol = "a", .points = "1.5", .condition = field(b, "x")},
               {.id = "b", .symbol = "ä", .points = "2.25"}});
  RulesetPtr ruleset = b.load();
  struct Case {
    const char* context;
    const char* result;
  };
  for (const Case& each : {Case{R"({"x":1})", R"({"total_points":3.75,"pattern_result":"aä",)"},
                           Case{R"({"x":"0"})", R"({"total_points":3.75,"pattern_result":"aä",)"},
                           Case{R"({"x":""})", R"({"total_points":2.25,"pattern_result":"-ä",)"},
                           Case{R"({})", R"({"total_points":2.25,"pattern_result":"-ä",)"}}) {
    std::string result = part(decide_text(*ruleset, each.context), "result");
    CHECK(result == std::string(each.result) + R"("action_recommendation":null})");
  }
}

TEST_CASE("a sum that no decimal holds is an error of the item that asks for it") {
  ProgramBuilder b;
  b.scorecard({{.id = "huge", .points = "9e6144"},
               {.id = "huge_too", .points = "9e6144"},
               {.id = "one", .points = "1"}});
  std::string decision = decide_text(*b.load(), "{}");
  // As text: such a number is too large for readers of JSON.
  CHECK(decision.find(R"("total_points":9.000000000000000000000000000000000e+6144,)") !=
        std::string::npos);
  CHECK(decision.find(R"("pattern_result":"Y-Y")") != std::string::npos);
  CHECK(decision.find(R"("errors":[{"rule_id":"card","item_id":"huge_too","code":"RC6010",)") !=
        std::string::npos);
}

TEST_CASE("items are told to an observer after all rules, with the error of those that throw") {
  ProgramBuilder b;
  b.rule({.id = "a", .stops = true});
  b.rule({.id = "b"});
  b.scorecard(
      {{.id = "x", .condition = field(b, "x")}, {.id = "y", .condition = throws(b)}, {.id = "z"}});
  Recorder recorder;
  std::string decision = decide_text(*b.load(), R"({"x":0})", {.observer = &recorder});
  CHECK(recorder.told == "rule 0 rule 1 item 0 not item 1 error! item 2 holds ");
  CHECK(part(decision, "rules_evaluated") == "1");
}

TEST_CASE("an item that throws: listed under skip_rule, no decision under fail") {
  ProgramBuilder b;
  b.rule({.id = "a"});
  b.scorecard({{.id = "y", .points = "5", .condition = throws(b)}, {.id = "z"}});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(
      part(decision, "errors") ==
      R"([{"rule_id":"card","item_id":"y","code":"RC6013","message":"item `y`: the rule threw `boom`"}])");
  CHECK(part(decision, "result") ==
        R"({"total_points":0,"pattern_result":"-Y","action_recommendation":null})");
  b.entry_point().on_error = bytecode::OnError::kFail;
  std::string problem = decide_text(*b.load(), "{}");
  CHECK(part(problem, "code") == R"("RC6140")");
  CHECK(part(problem, "errors.0.item_id") == R"("y")");
  CHECK(part(problem, "rules_executed") == "absent");
}

TEST_CASE("errors of items count among the 100 that are listed") {
  ProgramBuilder b;
  std::vector<ItemSpec> items;
  for (int i = 0; i < 103; ++i) {
    items.push_back({.id = "i" + std::to_string(i), .condition = throws(b)});
  }
  b.scorecard(items);
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "errors.99.item_id") == R"("i99")");
  CHECK(part(decision, "errors.100") == "absent");
  CHECK(part(decision, "errors_omitted") == "3");
}

TEST_CASE("pattern, then the highest band that is reached, then the default") {
  ProgramBuilder b;
  bytecode::Scorecard& card =
      b.scorecard({{.id = "a", .points = "1", .condition = field(b, "a")},
                   {.id = "b", .points = "0.5", .condition = field(b, "b")},
                   {.id = "c", .points = "-4", .condition = field(b, "c")}});
  card.patterns = {{.symbols = b.text("-Y-"), .recommendation = b.text("pattern")}};
  card.bands = {{.from = b.decimal("-3.5"), .recommendation = b.text("low")},
                {.from = b.decimal("1.00"), .recommendation = b.text("one")},
                {.from = b.decimal("1.6"), .recommendation = b.text("high")}};
  card.default_recommendation = b.text("default");
  RulesetPtr ruleset = b.load();
  struct Case {
    const char* context;
    const char* recommendation;
  };
  for (const Case& each :
       {Case{R"({"b":1})", "pattern"}, Case{R"({"a":1})", "one"}, Case{R"({"a":1,"b":1})", "one"},
        Case{R"({"b":1,"c":1})", "low"}, Case{R"({"c":1})", "default"}}) {
    CHECK(part(decide_text(*ruleset, each.context), "result.action_recommendation") ==
          "\"" + std::string(each.recommendation) + "\"");
  }
}

}  // namespace rulec::runtime
