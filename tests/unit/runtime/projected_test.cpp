// What a decision asks of its context without reading it whole: each case is decided twice, once
// while somebody watches, for whom contexts are read whole.
#include <doctest/doctest.h>

#include "program_builder.h"
#include "runtime/fired.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using value::Comparison;
using value::OperatorId;

class Somebody : public RuleObserver {
 public:
  void on_rule(std::uint32_t /*rule*/, RuleOutcome /*outcome*/, const Value& /*context*/,
               const Value& /*error*/) override {}
};

// The decision, which is the same when the context is read whole.
std::string decided(const LoadedRuleset& ruleset, std::string_view context,
                    std::string_view acknowledgements = "") {
  Somebody somebody;
  DecideOptions options{.acknowledgements = std::string(acknowledgements)};
  std::string scanned = decide_text(ruleset, context, options);
  options.observer = &somebody;
  CHECK(decide_text(ruleset, context, options) == scanned);
  return scanned;
}

bool is_scanned(const LoadedRuleset& ruleset) {
  return ruleset.entry_points.front().projected != nullptr;
}

ActionSpec update(std::string_view target, std::string_view json) {
  ActionSpec spec{.kind = ActionKind::kUpdate, .target = std::string(target)};
  spec.arguments = {{.name = "value", .json = std::string(json)}};
  return spec;
}

bytecode::Expression is_over(ProgramBuilder& b, std::string_view path, std::string_view number) {
  return Assembler(b).compare_path(Comparison::kGreater, 0, path, number).give(0);
}

bytecode::Expression loaded(ProgramBuilder& b, std::string_view path) {
  return Assembler(b).load(0, path).give(0);
}

std::string executed(std::string_view decision) {
  return part(decision, "rules_executed.0.rule_id");
}

}  // namespace

TEST_CASE("values, lists and objects come from the text as they do from the context") {
  ProgramBuilder b;
  auto shows = [&](std::string_view id, std::string_view path) {
    b.rule({.id = std::string(id),
            .actions = {{.arguments = {{.name = "message", .expression = loaded(b, path)}}}}});
  };
  shows("a", "user.name");
  shows("b", "user");
  shows("c", "user.tags");
  shows("d", "user.tags.1");
  shows("e", "user.tags.1.deep");
  shows("f", "gone.far");
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  std::string text = decided(
      *ruleset, R"( {"x":[1,{"y":2}],"user": {"name":"J\u00fcrgen","tags":[1,{"deep":[]},"z"]}} )");
  CHECK(part(text, "messages.0.content.text") == part(text, "messages.0.content.text"));
  CHECK(text.find("J\u00fcrgen") != std::string::npos);
  CHECK(decided(*ruleset, "[]") != "");
  CHECK(decided(*ruleset, "7") != "");
  CHECK(decided(*ruleset, R"({"user":7})") != "");
  CHECK(decided(*ruleset, R"({"user":[[],{"name":1}]})") != "");
}

TEST_CASE("what the strict reader refuses is refused in its words") {
  ProgramBuilder b;
  b.rule({.id = "r", .condition = is_over(b, "a", "1")});
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  for (std::string_view text : {"", "{", R"({"a":1,"a":2})", R"({"a":01})", "{\"a\":\"\\ud800\"}",
                                R"({"a":1} x)", R"({"b":{"c":1,"c":2}})", "\xef\xbb\xbf{}"}) {
    CHECK(part(decided(*ruleset, text), "code") == "\"RC6101\"");
  }
}

TEST_CASE("updates and rules that are taken back") {
  ProgramBuilder b;
  b.allow("**");
  b.rule({.id = "a", .condition = is_over(b, "n", "1"), .actions = {update("n", "0")}});
  b.rule({.id = "b", .condition = is_over(b, "n", "1"), .actions = {update("b", "1")}});
  bytecode::Expression boom =
      Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0);
  ActionSpec throws{.arguments = {{.name = "message", .expression = boom}}};
  b.rule({.id = "c", .actions = {update("m", "9"), throws}});
  b.rule({.id = "d", .condition = is_over(b, "m", "5"), .actions = {update("d", "1")}});
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  CHECK(part(decided(*ruleset, R"({"n":2,"m":1})"), "updates") == R"({"n":0})");
  CHECK(part(decided(*ruleset, R"({"n":1,"m":7})"), "updates") == R"({"d":1})");
  CHECK(part(decided(*ruleset, R"({"n":2,"m":7})"), "updates") == R"({"d":1,"n":0})");
}

TEST_CASE("a failed action before any update leaves the context as it came") {
  ProgramBuilder b;
  bytecode::Expression whole = Assembler(b).load(0, "").call(OperatorId::kThrow, 0, 1).give(0);
  b.rule({.id = "a", .actions = {{.arguments = {{.name = "message", .expression = whole}}}}});
  b.rule({.id = "b", .condition = is_over(b, "n", "1")});
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  std::string text = decided(*ruleset, R"({"type":"mine","n":2})");
  CHECK(part(text, "rules_executed.0.error") == "\"mine\"");
  CHECK(part(text, "rules_executed.1.rule_id") == "\"b\"");
}

TEST_CASE("a computed path needs the whole context") {
  ProgramBuilder b;
  b.rule(
      {.id = "r", .condition = Assembler(b).load(0, "name").call(OperatorId::kVar, 0, 1).give(0)});
  RulesetPtr ruleset = b.load();
  CHECK_FALSE(is_scanned(*ruleset));
  CHECK(executed(decided(*ruleset, R"({"name":"x","x":1})")) == "\"r\"");
  CHECK(executed(decided(*ruleset, R"({"name":"y","x":1})")) == "absent");
}

TEST_CASE("acknowledgements of the context are those that came with it") {
  ProgramBuilder b;
  b.allow("**");
  b.rule({.id = "a", .actions = {update("acknowledgments.terms", "true")}});
  b.rule({.id = "b",
          .actions = {{.kind = ActionKind::kUserAcknowledge,
                       .arguments = {{.name = "ack_key", .json = "\"terms\""}}}}});
  for (bool is_critical : {false, true}) {
    b.entry_point().is_critical = is_critical;
    RulesetPtr ruleset = b.load();
    REQUIRE(is_scanned(*ruleset));
    CHECK(part(decided(*ruleset, "{}"), "blocked") == "true");
    CHECK(part(decided(*ruleset, R"({"acknowledgments":7})"), "blocked") == "true");
    CHECK(part(decided(*ruleset, R"({"acknowledgments":{"terms":true}})"), "blocked") ==
          (is_critical ? "true" : "false"));
    CHECK(part(decided(*ruleset, "{}", R"({"terms":true})"), "blocked") == "false");
  }
}

TEST_CASE("schemas are checked on the values of the scan, and faults told of the whole") {
  ProgramBuilder b;
  b.schema(R"({"type":"object","required":["id"],"properties":{
      "id":{"type":"string","minLength":2},"n":{"type":"integer","minimum":0,"maximum":9},
      "o":{"type":"object","properties":{"p":{"enum":["x","y"]}},"required":["p"]},
      "l":{"type":"array","items":{"type":"integer"}}}})");
  b.rule({.id = "r", .condition = is_over(b, "n", "1")});
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  CHECK(executed(decided(*ruleset, R"({"id":"ab","n":2,"o":{"p":"x"},"l":[1,2]})")) == "\"r\"");
  CHECK(executed(decided(*ruleset, R"({"id":"\u00e4\u00e4","n":2,"other":[{}]})")) == "\"r\"");
  for (std::string_view text :
       {R"({"n":2})", R"({"id":"\u00e4","n":2})", R"({"id":"ab","n":10})", R"({"id":"ab","n":1.5})",
        R"({"id":"ab","n":2,"o":{}})", R"({"id":"ab","n":2,"o":{"p":"z"}})",
        R"({"id":"ab","n":2,"o":[]})", R"({"id":"ab","n":2,"l":[1,"2"]})", "[]", "1"}) {
    CHECK(part(decided(*ruleset, text), "code") == "\"RC6110\"");
  }
}

TEST_CASE("a light check asks about the fields that are read") {
  ProgramBuilder b;
  b.schema(R"({"type":"object","required":["id","n"],"additionalProperties":false,"properties":{
      "id":{"type":"string"},"n":{"type":"integer"},"l":{"type":"array","items":{"type":"null"}}}})");
  b.rule({.id = "r", .condition = is_over(b, "n", "1")});
  b.entry_point().validation = bytecode::Validation::kLight;
  b.entry_point().reads = {b.path("n")};
  RulesetPtr ruleset = b.load();
  REQUIRE(is_scanned(*ruleset));
  CHECK(executed(decided(*ruleset, R"({"id":7,"n":2,"more":1,"l":[1,2,3]})")) == "\"r\"");
  CHECK(part(decided(*ruleset, R"({"id":"a","n":"2"})"), "code") == "\"RC6110\"");
  CHECK(part(decided(*ruleset, R"({"id":"a"})"), "code") == "\"RC6110\"");
  // So many faults elsewhere that not all are seen are told, as ever.
  std::string many = R"({"n":2,"l":[)";
  for (int i = 0; i < 1000; ++i) {
    many += "1,";
  }
  CHECK(part(decided(*ruleset, many + "1]}"), "code") == "\"RC6110\"");
}

TEST_CASE("fired() gives the rules without their actions, or the problem") {
  ProgramBuilder b;
  b.rule({.id = "a",
          .condition = is_over(b, "n", "1"),
          .actions = {{.arguments = {{.name = "message", .expression = loaded(b, "text")}}}}});
  b.rule({.id = "b", .stops = true, .condition = is_over(b, "n", "5")});
  b.rule({.id = "c", .from_ms = 5});
  RulesetPtr ruleset = b.load();
  REQUIRE(ruleset->entry_points.front().skips_actions);
  Workspace workspace;
  auto ids = [&](std::string_view context, std::int64_t now_ms) {
    std::span<const std::uint32_t> rules;
    Request request{.entry_point = "shop", .context = context, .now_ms = now_ms};
    REQUIRE(fired(*ruleset, request, workspace, rules) == nullptr);
    return std::vector<std::uint32_t>(rules.begin(), rules.end());
  };
  CHECK(ids(R"({"n":2})", 5) == std::vector<std::uint32_t>{0, 2});
  CHECK(ids(R"({"n":2})", 4) == std::vector<std::uint32_t>{0});
  CHECK(ids(R"({"n":6})", 5) == std::vector<std::uint32_t>{0, 1});
  std::span<const std::uint32_t> rules;
  const Problem* problem =
      fired(*ruleset, {.entry_point = "shop", .context = "{"}, workspace, rules);
  REQUIRE(problem != nullptr);
  CHECK(problem->code == 6101);
  problem = fired(*ruleset, {.entry_point = "none", .context = "{}"}, workspace, rules);
  REQUIRE(problem != nullptr);
  CHECK(problem->code == 6111);
}

TEST_CASE("fired() runs actions where they make a difference") {
  ProgramBuilder b;
  b.allow("**");
  b.rule({.id = "a", .actions = {update("n", "7")}});
  b.rule({.id = "b", .condition = is_over(b, "n", "5")});
  RulesetPtr ruleset = b.load();
  CHECK_FALSE(ruleset->entry_points.front().skips_actions);
  Workspace workspace;
  std::span<const std::uint32_t> rules;
  Request request{.entry_point = "shop", .context = R"({"n":1})"};
  REQUIRE(fired(*ruleset, request, workspace, rules) == nullptr);
  CHECK(rules.size() == 2);

  ProgramBuilder failing;
  failing.rule(
      {.id = "a",
       .actions = {{.arguments = {{.name = "message", .expression = loaded(failing, "text")}}}}});
  CHECK(failing.load()->entry_points.front().skips_actions);
  failing.entry_point().on_error = bytecode::OnError::kFail;
  CHECK_FALSE(failing.load()->entry_points.front().skips_actions);
}

}  // namespace rulec::runtime
