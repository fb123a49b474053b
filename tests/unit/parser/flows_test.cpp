// Flows and results of steps as nodes, beside rules and scorecards; what poisons them.
#include <doctest/doctest.h>

#include "parser/dsl/grammar.h"
#include "parser_support.h"
#include "value/json_value.h"

namespace rulec::parser {
namespace {

std::string flow(std::string_view step) {
  return R"({"flow":"f","entry_point":"e","steps":[)" + std::string(step) + "]}";
}

TEST_CASE("a flow is a rule with steps") {
  Loaded loaded(R"({"flow":"f","entry_point":"e","priority":5,"stop_processing":true,
    "steps":[{"type":"a","as":"m"},{"type":"b","x":{"$ref":"m"},"when":{"expr":{"var":"m.ok"}}}]})");
  CHECK(loaded.findings.empty());
  const RuleNode& rule = loaded.rule();
  CHECK(!rule.is_bad);
  CHECK(rule.is_flow);
  CHECK(rule.id.text == "f");
  CHECK(rule.priority == 5);
  CHECK(rule.stops);
  REQUIRE(rule.actions.size() == 2);
  CHECK(rule.actions[0].result.text == "m");
  CHECK(loaded.text_at(rule.actions[0].result.node) == "\"m\"");
  CHECK(rule.actions[0].test == nullptr);
  CHECK(rule.actions[0].arguments.empty());
  REQUIRE(rule.actions[1].test != nullptr);
  CHECK(infix(*rule.actions[1].test) == "m.ok");
  CHECK(loaded.text_at(rule.actions[1].test_node) == R"({"expr":{"var":"m.ok"}})");
  CHECK(breadcrumb_of(loaded.ast, loaded.documents, &rule, rule.actions[1].test->node) ==
        std::vector<std::string>{"flow f", "steps[1]", "when", "var"});
}

TEST_CASE("references stand anywhere inside an argument") {
  Loaded loaded(flow(R"({"type":"b","x":{"$ref":"m"},"y":[1,{"k":{"path":"a.0","$ref":"n"}}],
                         "z":[{"$ref":"m"},{"expr":{"var":"a"}}]})"));
  const ActionNode& step = loaded.rule().actions[0];
  const ArgumentValue& x = *step.find("x")->value;
  CHECK(x.kind == ArgumentKind::kReference);
  CHECK(x.result == "m");
  CHECK(x.path.empty());
  CHECK(x.is_constant());
  const ArgumentValue& y = *step.find("y")->value;
  REQUIRE(y.kind == ArgumentKind::kList);
  const ArgumentValue& inner = *y.children[1]->children[0];
  CHECK(inner.kind == ArgumentKind::kReference);
  CHECK(inner.result == "n");
  CHECK(inner.path == "a.0");
  std::string text;
  append_value(text, inner.literal);
  CHECK(text == R"({"$ref":"n","path":"a.0"})");
  const ArgumentValue& z = *step.find("z")->value;
  CHECK(z.children[0]->kind == ArgumentKind::kReference);
  CHECK(z.children[1]->kind == ArgumentKind::kExpression);
}

TEST_CASE("an object with another member, or of other types, is no reference") {
  for (const char* value : {R"({"$ref":1})", R"({"$ref":"m","path":1})", R"({"$ref":"m","x":1})",
                            R"({"$ref":"m","path":"a","x":1})", R"({"ref":"m"})"}) {
    CAPTURE(value);
    Loaded loaded(flow(R"({"type":"b","x":)" + std::string(value) + "}"));
    CHECK(loaded.rule().actions[0].find("x")->value->kind == ArgumentKind::kLiteral);
  }
}

TEST_CASE("what is said about a step has no references, and a literal argument has them alone") {
  Loaded loaded(flow(R"({"type":"b","metadata":{"a":{"$ref":"m"}},"x_a":{"$ref":"m"},
                         "scope":[{"$ref":"m"},{"expr":1}]})"));
  const ActionNode& step = loaded.rule().actions[0];
  CHECK(step.find("metadata")->value->kind == ArgumentKind::kLiteral);
  CHECK(step.find("x_a")->value->kind == ArgumentKind::kLiteral);
  const ArgumentValue& scope = *step.find("scope")->value;
  REQUIRE(scope.kind == ArgumentKind::kList);
  CHECK(scope.children[0]->kind == ArgumentKind::kReference);
  CHECK(scope.children[1]->kind == ArgumentKind::kLiteral);
}

TEST_CASE("members of the other kind poison") {
  for (const char* text :
       {R"({"flow":"f","entry_point":"e","actions":[]})",
        R"({"flow":"f","id":"f","entry_point":"e"})", R"({"id":"f","entry_point":"e","steps":[]})",
        R"({"flow":1,"entry_point":"e"})",
        R"({"flow":"f","entry_point":"e","steps":[{"type":"a","as":"1a"}]})",
        R"({"flow":"f","entry_point":"e","steps":[{"type":"a","as":""}]})",
        R"({"flow":"f","entry_point":"e","steps":[{"type":"a","when":true}]})",
        R"({"flow":"f","entry_point":"e","steps":[{"type":"a","when":{"expr":1,"x":1}}]})"}) {
    CAPTURE(text);
    CHECK(Loaded(text).rule().is_bad);
  }
}

TEST_CASE("words") {
  for (const char* word : {"a", "_", "mat_2", "M", "a9"}) {
    CHECK(is_word(word));
  }
  for (const char* other : {"", "9a", "a-b", "a.b", "\xc3\xa4", "a b"}) {
    CHECK(!is_word(other));
  }
}

TEST_CASE("rules, flows and scorecards in one file") {
  Loaded loaded(R"({"rules":[{"id":"r","entry_point":"e"},
    {"scorecard":"s","entry_point":"e","items":[{"id":"i"}]},
    {"flow":"f","entry_point":"e","steps":[]}]})");
  REQUIRE(loaded.ast.rules.size() == 2);
  CHECK(!loaded.ast.rules[0].is_flow);
  CHECK(loaded.ast.rules[1].is_flow);
  REQUIRE(loaded.ast.scorecards.size() == 1);
  CHECK(loaded.ast.scorecards[0].id.text == "s");
  CHECK(!loaded.ast.scorecards[0].is_bad);
  CHECK(pointer_of(loaded.ast, loaded.documents, loaded.ast.scorecards[0].id.node) ==
        "/rules/1/scorecard");
  Loaded alone(R"({"scorecard":"s","entry_point":"e","items":[]})");
  CHECK(alone.ast.rules.empty());
  CHECK(alone.ast.scorecards.size() == 1);
}

TEST_CASE("canonical JSON of a flow") {
  Loaded loaded(R"({"steps":[{"when":{"expr":{"!":[{"var":["m.ok"]}]}},"x":{"$ref":"m"},"as":"n",
    "type":"b"}],"entryPoint":["e"],"priority":0,"flow":"f"})");
  CHECK(canonical_json(loaded.ast, loaded.documents, loaded.rule()) ==
        R"({"flow":"f","entry_point":"e","steps":[{"type":"b","as":"n","x":{"$ref":"m"},)"
        R"("when":{"expr":{"!":{"var":"m.ok"}}}}]})");
}

}  // namespace
}  // namespace rulec::parser
