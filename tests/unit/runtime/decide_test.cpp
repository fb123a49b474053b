// Evaluation of an entry point: order, windows, errors, stops, limits, the observer.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "program_builder.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using value::OperatorId;

bytecode::Expression holds(ProgramBuilder& builder, std::string_view json = "true") {
  return Assembler(builder).constant(0, json).give(0);
}

bytecode::Expression throws(ProgramBuilder& builder, std::string_view json = "\"boom\"") {
  return Assembler(builder).constant(0, json).call(OperatorId::kThrow, 0, 1).give(0);
}

ActionSpec says(std::string_view text) {
  return {.arguments = {{.name = "message", .json = "\"" + std::string(text) + "\""}}};
}

ActionSpec failing(ProgramBuilder& builder) {
  return {.arguments = {{.name = "message", .expression = throws(builder)}}};
}

// Ids of the rules that fired.
std::string fired(std::string_view decision) {
  std::string ids;
  for (std::size_t i = 0;; ++i) {
    std::string id = part(decision, "rules_executed." + std::to_string(i) + ".rule_id");
    if (id == "absent") {
      return ids;
    }
    ids += (ids.empty() ? "" : " ") + id.substr(1, id.size() - 2);
  }
}

class Recorder final : public RuleObserver {
 public:
  explicit Recorder(const bytecode::Program& program) : program_(program) {}
  void on_rule(std::uint32_t rule, RuleOutcome outcome, const Value& context,
               const Value& error) override {
    static constexpr std::string_view kNames[] = {"fired", "not_fired", "skipped", "not_reached"};
    told_ += program_.strings[program_.rules[rule].id.index()] + "=" +
             std::string(kNames[static_cast<std::size_t>(outcome)]);
    Value seen = context.member("n");
    told_ += seen.is_integer() ? "@" + std::to_string(seen.as_integer()) : "";
    told_ += error.is_error() ? "!" + std::string(value::error_type(error)) : "";
    told_ += " ";
  }
  [[nodiscard]] const std::string& told() const { return told_; }

 private:
  std::string told_;
  const bytecode::Program& program_;
};

}  // namespace

TEST_CASE("rules have their turn in order; a rule holds when its value is truthy") {
  ProgramBuilder b;
  b.rule({.id = "a", .condition = holds(b)});
  b.rule({.id = "b", .condition = holds(b, "\"\"")});
  b.rule({.id = "c", .condition = holds(b, "{}")});
  b.rule({.id = "d"});  // no condition: always
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(fired(decision) == "a c d");
  CHECK(part(decision, "rules_evaluated") == "4");
  CHECK(part(decision, "success") == "true");
  CHECK(part(decision, "proceed") == "true");
}

TEST_CASE("the order is that of the entry point, not of the table") {
  ProgramBuilder b;
  b.rule({.id = "a"}).rule({.id = "b"}).rule({.id = "c"});
  b.entry_point().rules = {2, 0};
  CHECK(fired(decide_text(*b.load(), "{}")) == "c a");
}

TEST_CASE("inactive rules and those out of their window are passed over and not counted") {
  ProgramBuilder b;
  b.rule({.id = "a", .is_active = false});
  b.rule({.id = "b", .from_ms = 1000});
  b.rule({.id = "c", .until_ms = 1000});
  b.rule({.id = "d", .from_ms = 500, .until_ms = 2000});
  RulesetPtr ruleset = b.load();
  struct Case {
    std::int64_t now;
    std::string fired;
  };
  for (const Case& each : {Case{499, "c"}, Case{500, "c d"}, Case{999, "c d"}, Case{1000, "b d"},
                           Case{1999, "b d"}, Case{2000, "b"}}) {
    CAPTURE(each.now);
    std::string decision = decide_text(*ruleset, "{}", {.now_ms = each.now});
    CHECK(fired(decision) == each.fired);
    CHECK(part(decision, "rules_evaluated") ==
          std::to_string(1 + std::ranges::count(each.fired, ' ')));
  }
}

TEST_CASE("a fired rule with stop ends the processing, others do not") {
  ProgramBuilder b;
  b.rule({.id = "a", .stops = true, .condition = holds(b, "false")});
  b.rule({.id = "b", .stops = true});
  b.rule({.id = "c", .condition = throws(b)});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(fired(decision) == "b");
  CHECK(part(decision, "rules_evaluated") == "2");
  CHECK(part(decision, "rules_executed.0.stopped") == "true");
  CHECK(part(decision, "errors") == "[]");  // what stands behind a stop is never evaluated
}

TEST_CASE("hit policy first stops after the first that fires") {
  ProgramBuilder b;
  b.entry_point().hit_policy = bytecode::HitPolicy::kFirst;
  b.rule({.id = "a", .condition = throws(b)});
  b.rule({.id = "b", .condition = holds(b, "false")});
  b.rule({.id = "c"});
  b.rule({.id = "d"});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(fired(decision) == "c");
  CHECK(part(decision, "rules_evaluated") == "3");
  CHECK(part(decision, "errors.0.rule_id") == "\"a\"");
}

TEST_CASE("a condition that throws skips the rule, its stop included") {
  ProgramBuilder b;
  b.rule({.id = "a", .stops = true, .condition = throws(b)});
  b.rule({.id = "b"});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(fired(decision) == "b");
  CHECK(part(decision, "success") == "true");
  CHECK(part(decision, "rules_evaluated") == "2");
  CHECK(part(decision, "errors") ==
        R"([{"rule_id":"a","code":"RC6013","message":"the rule threw `boom`"}])");
}

TEST_CASE("an action that throws undoes the rule and keeps its stop") {
  ProgramBuilder b;
  b.allow("n");
  b.rule({.id = "a",
          .stops = true,
          .actions = {says("one"),
                      {.kind = ActionKind::kUpdate,
                       .arguments = {{.name = "value", .json = "5"}},
                       .target = "n"},
                      failing(b),
                      says("two")}});
  b.rule({.id = "b"});
  std::string decision = decide_text(*b.load(), R"({"n":1})");
  CHECK(fired(decision) == "a");
  CHECK(part(decision, "rules_executed.0.error") == "\"boom\"");
  CHECK(part(decision, "rules_executed.0.actions") == "2");
  CHECK(part(decision, "rules_executed.0.stopped") == "true");
  CHECK(part(decision, "messages") == "[]");
  CHECK(part(decision, "context_updates") == "[]");
  CHECK(part(decision, "updates") == "{}");
  CHECK(part(decision, "errors.0.message") ==
        "\"action 3 (`display_message`): the rule threw `boom`\"");
}

TEST_CASE("error types have their codes, in the words of the catalogue") {
  struct Case {
    std::string thrown;
    diag::Code code;
  };
  for (const Case& each : {Case{"NaN", diag::Code::kNotANumber},
                           Case{"Invalid Arguments", diag::Code::kInvalidArguments},
                           Case{"Unknown Operator", diag::Code::kOperatorUnknownAtRun},
                           Case{"mine", diag::Code::kThrown}}) {
    ProgramBuilder b;
    b.rule({.id = "a", .condition = throws(b, "\"" + each.thrown + "\"")});
    std::string decision = decide_text(*b.load(), "{}");
    CHECK(part(decision, "errors.0.code") == "\"" + diag::code_text(each.code) + "\"");
    std::string message(diag::row_of(each.code).message);
    if (std::size_t at = message.find("{type}"); at != std::string::npos) {
      message.replace(at, 6, each.thrown);
    }
    CHECK(part(decision, "errors.0.message") == "\"" + message + "\"");
  }
}

TEST_CASE("limits have codes of their own") {
  ProgramBuilder b;
  b.rule({.id = "a",
          .condition = Assembler(b).meter_begin().constant(0, "1").charge(0, 100'001).give(0)});
  std::string long_text = "\"" + std::string(200'000, 'x') + "\"";
  b.rule({.id = "b",
          .condition = Assembler(b)
                           .meter_begin()
                           .constant(0, long_text)
                           .constant(1, long_text)
                           .call(OperatorId::kCat, 0, 2)
                           .give(0)});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "errors.0.code") == "\"RC6014\"");
  CHECK(part(decision, "errors.0.message") ==
        "\"an expression used more than its 100000 units of work\"");
  CHECK(part(decision, "errors.1.code") == "\"RC6015\"");
}

TEST_CASE("at most 100 errors are listed, the rest is counted") {
  for (int count : {100, 101}) {
    ProgramBuilder b;
    for (int i = 0; i < count; ++i) {
      b.rule({.id = "r" + std::to_string(1000 + i), .condition = throws(b)});
    }
    std::string decision = decide_text(*b.load(), "{}");
    CHECK(part(decision, "errors.99.code") == "\"RC6013\"");
    CHECK(part(decision, "errors.100") == "absent");
    CHECK(part(decision, "errors_omitted") == (count == 100 ? "absent" : "1"));
  }
}

TEST_CASE("a long thrown type is shortened at a code point") {
  std::string type(199, 'x');
  type += "\xc3\xa4\xc3\xa4";  // the limit of 200 bytes cuts the first
  ProgramBuilder b;
  b.rule({.id = "a", .condition = throws(b, "\"" + type + "\"")});
  CHECK(part(decide_text(*b.load(), "{}"), "errors.0.message") ==
        "\"the rule threw `" + std::string(199, 'x') + "`\"");
}

TEST_CASE("under on_error fail there is no decision") {
  SUBCASE("condition") {
    ProgramBuilder b;
    b.entry_point().on_error = bytecode::OnError::kFail;
    b.rule({.id = "a", .actions = {says("one")}});
    b.rule({.id = "b", .condition = throws(b)});
    CHECK(decide_text(*b.load(), "{}") ==
          R"({"type":"urn:rulec:problem:RC6140","title":"rule-error","status":422,)"
          R"("detail":"the rule `b` failed: the rule threw `boom`","code":"RC6140",)"
          R"("success":false,"proceed":false,"entry_point":"shop",)"
          R"("error":"rule-error: the rule `b` failed: the rule threw `boom`",)"
          R"("errors":[{"rule_id":"b","code":"RC6013","type":"boom",)"
          R"("message":"the rule threw `boom`"}]})");
  }
  SUBCASE("action") {
    ProgramBuilder b;
    b.entry_point().on_error = bytecode::OnError::kFail;
    b.rule({.id = "a", .actions = {failing(b)}});
    std::string problem = decide_text(*b.load(), "{}");
    CHECK(part(problem, "code") == "\"RC6140\"");
    CHECK(part(problem, "errors.0.message") ==
          "\"action 1 (`display_message`): the rule threw `boom`\"");
  }
  SUBCASE("a rule behind the stop does not count") {
    ProgramBuilder b;
    b.entry_point().on_error = bytecode::OnError::kFail;
    b.rule({.id = "a", .stops = true});
    b.rule({.id = "b", .condition = throws(b)});
    CHECK(part(decide_text(*b.load(), "{}"), "success") == "true");
  }
}

TEST_CASE("a decision has at most 10,000 actions") {
  for (std::size_t count : {kMaxActions, kMaxActions + 1}) {
    ProgramBuilder b;
    b.rule({.id = "a", .actions = std::vector<ActionSpec>(count - 1, says("x"))});
    b.rule({.id = "b", .actions = {says("y")}});
    std::string answer = decide_text(*b.load(), "{}");
    if (count == kMaxActions) {
      CHECK(part(answer, "messages.9999.content.message") == "\"y\"");
    } else {
      CHECK(part(answer, "code") == "\"RC6141\"");
      CHECK(part(answer, "success") == "false");
      CHECK(part(answer, "status") == "422");
    }
  }
}

TEST_CASE("an entry point without an active rule answers with empty lists") {
  ProgramBuilder b;
  b.rule({.id = "a", .is_active = false});
  CHECK(decide_text(*b.load(), "{}") ==
        R"({"success":true,"blocked":false,"proceed":true,"requires_acknowledgment":false,)"
        R"("entry_point":"shop","bundle":{"name":"demo","version":"1.0.0","digest":""},)"
        R"("rules_evaluated":0,"rules_executed":[],"messages":[],"required_acknowledgments":[],)"
        R"("satisfied_acknowledgments":[],"blocking_rules":[],"preference_prompts":[],)"
        R"("preferences":[],"context_updates":[],"updates":{},"effects":[],"errors":[]})");
}

TEST_CASE("problems before any rule runs") {
  ProgramBuilder b;
  b.schema(R"({"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string"}}})");
  b.rule({.id = "a"});
  RulesetPtr ruleset = b.load();
  SUBCASE("unknown entry point") {
    std::string problem = decide_text(*ruleset, "{}", {.entry_point = "shoe"});
    CHECK(part(problem, "code") == "\"RC6111\"");
    CHECK(part(problem, "status") == "404");
    CHECK(part(problem, "detail") == "\"the ruleset has no entry point `shoe`\"");
  }
  SUBCASE("malformed context") {
    std::string problem = decide_text(*ruleset, R"({"n":1,})");
    CHECK(part(problem, "code") == "\"RC6101\"");
    CHECK(part(problem, "status") == "400");
    CHECK(part(problem, "offset") == "6");
  }
  SUBCASE("malformed acknowledgements") {
    CHECK(part(decide_text(*ruleset, "{}", {.acknowledgements = "{"}), "code") == "\"RC6101\"");
    CHECK(part(decide_text(*ruleset, "{}", {.acknowledgements = "[]"}), "code") == "\"RC6101\"");
  }
  SUBCASE("context that does not fit the schema") {
    std::string problem = decide_text(*ruleset, R"({"n":"x","s":1})");
    CHECK(part(problem, "code") == "\"RC6110\"");
    CHECK(part(problem, "detail") == "\"2 fields of the context do not fit the schema of `shop`\"");
    CHECK(part(problem, "schema_validation_errors.0") ==
          R"({"path":"/n","rule":"type","expected":"integer","got":"string"})");
    CHECK(part(problem, "details.0") == "\"/n: expected integer, got string\"");
    CHECK(part(decide_text(*ruleset, R"({"n":"x"})"), "detail") ==
          "\"1 field of the context does not fit the schema of `shop`\"");
  }
  SUBCASE("a context that fits") {
    CHECK(fired(decide_text(*ruleset, R"({"n":1})")) == "a");
  }
}

TEST_CASE("light validation checks the fields that the program says its rules read") {
  constexpr std::string_view kSchema = R"({"type":"object","required":["cart","user"],"properties":{
    "cart":{"type":"object","required":["total"],"properties":{
      "total":{"type":"number"},"note":{"type":"string"},
      "items":{"type":"array","items":{"properties":{"price":{"type":"number"}}}}}},
    "user":{"type":"object"},"a/b":{"type":"string"},"n":{"type":"number"}}})";
  struct Case {
    std::string context;
    bool is_valid;
  };
  auto check = [](const RulesetPtr& ruleset, const std::vector<Case>& cases) {
    for (const Case& each : cases) {
      CAPTURE(each.context);
      CHECK(part(decide_text(*ruleset, each.context), "success") ==
            (each.is_valid ? "true" : "false"));
    }
  };
  ProgramBuilder b;
  b.schema(kSchema);
  b.entry_point().validation = bytecode::Validation::kLight;
  auto reads = [&](std::string_view path) { b.entry_point().reads.push_back(b.path(path)); };
  SUBCASE("a field, what lies above it and below it") {
    reads("cart.total");
    check(b.load(), {{R"({"cart":{"total":5}})", true},
                     {R"({"cart":{"total":5,"note":1},"user":7})", true},
                     {R"({"cart":{"total":"5"}})", false},
                     {R"({"cart":{}})", false},
                     {R"({"cart":[]})", false},
                     {R"({})", false},
                     {"[]", false}});
  }
  SUBCASE("items of a list that is read") {
    reads("cart.items");
    check(b.load(), {{R"({"cart":{"items":[{"price":1}]}})", true},
                     {R"({"cart":{"items":[{"price":"1"}]}})", false}});
  }
  SUBCASE("several fields, escaped names") {
    reads("a/b");
    reads("n");
    check(b.load(), {{R"({"a/b":"x","n":1})", true},
                     {R"({"a/b":1,"n":1})", false},
                     {R"({"a/b":"x","n":"1"})", false}});
  }
  SUBCASE("the whole context") {
    b.entry_point().reads_all = true;
    check(b.load(), {{R"({"cart":{"total":5},"user":{}})", true},
                     {R"({"cart":{"total":5},"user":7})", false}});
  }
  SUBCASE("what the code reads is no matter: the optimiser may have taken it away") {
    reads("cart.total");
    b.rule({.id = "a", .condition = Assembler(b).load(0, "user").give(0)});
    check(b.load(), {{R"({"cart":{"total":5},"user":7})", true},
                     {R"({"cart":{"total":"5"},"user":{}})", false}});
  }
  SUBCASE("faults are counted and listed without those that concern nobody") {
    reads("cart.total");
    std::string problem = decide_text(*b.load(), R"({"cart":{"total":"x","note":1},"user":7})");
    CHECK(part(problem, "detail") ==
          "\"1 field of the context does not fit the schema of `shop`\"");
    CHECK(part(problem, "schema_validation_errors.0.path") == "\"/cart/total\"");
    CHECK(part(problem, "schema_validation_errors.1") == "absent");
  }
}

TEST_CASE("more faults than are looked at are refused, whomever they concern") {
  ProgramBuilder b;
  b.schema(R"({"properties":{"l":{"items":{"type":"number"}}}})");
  b.entry_point().validation = bytecode::Validation::kLight;
  b.entry_point().reads.push_back(b.path("n"));
  RulesetPtr ruleset = b.load();
  for (int count : {999, 1000}) {
    std::string context = "{\"n\":1,\"l\":[";
    for (int i = 0; i < count; ++i) {
      context += i == 0 ? "\"x\"" : ",\"x\"";
    }
    std::string answer = decide_text(*ruleset, context + "]}");
    CHECK(part(answer, "success") == (count == 999 ? "true" : "false"));
  }
}

TEST_CASE("the observer is told of every rule in order, with the context of its turn") {
  ProgramBuilder b;
  b.allow("n");
  b.rule({.id = "a",
          .actions = {{.kind = ActionKind::kUpdate,
                       .arguments = {{.name = "value", .json = "2"}},
                       .target = "n"}}});
  b.rule({.id = "b", .condition = throws(b)});
  b.rule({.id = "c", .is_active = false});
  b.rule({.id = "d", .condition = holds(b, "false")});
  b.rule({.id = "e", .from_ms = 10});
  b.rule({.id = "f", .stops = true});
  b.rule({.id = "g"});
  b.rule({.id = "h", .until_ms = 0});
  RulesetPtr ruleset = b.load();
  Recorder recorder(program_of(*ruleset));
  static_cast<void>(decide_text(*ruleset, R"({"n":1})", {.observer = &recorder}));
  CHECK(recorder.told() == "a=fired@1 b=skipped@2!boom d=not_fired@2 f=fired@2 g=not_reached@2 ");
}

TEST_CASE("one workspace serves many rulesets and decisions") {
  ProgramBuilder small;
  small.rule({.id = "a", .condition = Assembler(small).load(0, "on").give(0)});
  ProgramBuilder wide;
  Assembler code(wide);
  for (unsigned i = 0; i < 40; ++i) {
    code.load(i, "on");
  }
  wide.rule({.id = "w", .condition = code.give(39)});
  RulesetPtr first = small.load();
  RulesetPtr second = wide.load();
  Workspace workspace;
  for (int round = 0; round < 3; ++round) {
    for (const RulesetPtr& ruleset : {first, second}) {
      for (std::string_view context : {R"({"on":true})", R"({"on":false})"}) {
        Decision decision;
        Request request{.entry_point = "shop", .context = context};
        REQUIRE(decide(*ruleset, request, workspace, decision) == nullptr);
        CHECK(decision.rules_executed.size() == (context == R"({"on":true})" ? 1 : 0));
      }
    }
  }
}

TEST_CASE("load refuses a program that does not validate") {
  ProgramBuilder b;
  b.rule({.id = "a", .condition = Assembler(b).constant(0, "1").give(0)});
  b.program.code[0].b = 99;
  auto loaded = load(b.program, "");
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().rc == 5015);
}

}  // namespace rulec::runtime
