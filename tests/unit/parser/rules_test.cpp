// Rules as nodes: members, aliases, wrappers, actions; what poisons a rule.
#include <doctest/doctest.h>

#include "parser/aliases.h"
#include "parser_support.h"

namespace rulec::parser {
namespace {

TEST_CASE("a rule with every member") {
  Loaded loaded(R"({
    "$schema": "../.rulec/schemas/rule.schema.json",
    "id": "terms", "name": "EU terms", "description": "why", "entry_point": ["a", "b"],
    "priority": -5, "active": false, "active_from": "2026-01-01", "active_until": "2026-12-31",
    "version": 3, "condition": {">": [{"var": "x"}, 1]},
    "actions": [{"type": "update", "target": "a.b", "operation": "set", "value": 1}],
    "stop_processing": true, "tests": [{}], "metadata": {"owner": "team"}, "x_note": 1})");
  CHECK(loaded.findings.empty());
  REQUIRE(loaded.ast.rules.size() == 1);
  const RuleNode& rule = loaded.rule();
  CHECK(!rule.is_bad);
  CHECK(rule.id.text == "terms");
  CHECK(rule.name.text == "EU terms");
  CHECK(rule.description.text == "why");
  REQUIRE(rule.entry_points.size() == 2);
  CHECK(rule.entry_points[1].text == "b");
  CHECK(rule.priority == -5);
  CHECK(!rule.is_active);
  CHECK(rule.active_from->text == "2026-01-01");
  CHECK(rule.active_until->text == "2026-12-31");
  CHECK(rule.version == 3);
  CHECK(rule.stops);
  CHECK(loaded.text_at(rule.condition_node) == R"({">": [{"var": "x"}, 1]})");
  REQUIRE(rule.actions.size() == 1);
  CHECK(rule.actions[0].type == "update");
  CHECK(rule.actions[0].find("target")->value->literal.as_string() == "a.b");
  CHECK(rule.actions[0].find("nothing") == nullptr);
  CHECK(loaded.documents.documents[0].at(json::NodeId(rule.tests_json)).child_count == 1);
}

TEST_CASE("a rule with the required members only") {
  Loaded loaded(R"({"id":"r","entry_point":"e"})");
  const RuleNode& rule = loaded.rule();
  CHECK(!rule.is_bad);
  CHECK(rule.condition == nullptr);
  CHECK(rule.is_active);
  CHECK(rule.version == 1);
  CHECK(rule.priority == 0);
  CHECK(!rule.active_from.has_value());
  CHECK(rule.tests_json == UINT32_MAX);
}

TEST_CASE("several rules of one file, in order") {
  Loaded loaded(R"({"rules":[{"id":"a","entry_point":"e"},{"id":"b","entry_point":"e"},5]})");
  REQUIRE(loaded.ast.rules.size() == 2);
  CHECK(loaded.rule(0).id.text == "a");
  CHECK(loaded.rule(1).id.text == "b");
}

TEST_CASE("what poisons a rule, silently") {
  for (const char* text : {
           R"({"entry_point":"e"})",
           R"({"id":"r"})",
           R"({"id":5,"entry_point":"e"})",
           R"({"id":"has space","entry_point":"e"})",
           R"({"id":"","entry_point":"e"})",
           R"({"id":"r","entry_point":[]})",
           R"({"id":"r","entry_point":["e",1]})",
           R"({"id":"r","entry_point":"e","priority":1.5})",
           R"({"id":"r","entry_point":"e","priority":2147483648})",
           R"({"id":"r","entry_point":"e","priority":-2147483649})",
           R"({"id":"r","entry_point":"e","version":0})",
           R"({"id":"r","entry_point":"e","active":"yes"})",
           R"({"id":"r","entry_point":"e","stop_processing":1})",
           R"({"id":"r","entry_point":"e","active_from":2026})",
           R"({"id":"r","entry_point":"e","actions":{}})",
           R"({"id":"r","entry_point":"e","actions":[1]})",
           R"({"id":"r","entry_point":"e","actions":[{}]})",
           R"({"id":"r","entry_point":"e","tests":{}})",
           R"({"id":"r","entry_point":"e","metadata":[]})",
           R"({"id":"r","entry_point":"e","priorty":1})",
       }) {
    CAPTURE(std::string(text));
    Loaded loaded(text);
    CHECK(loaded.findings.empty());
    REQUIRE(loaded.ast.rules.size() == 1);
    CHECK(loaded.rule().is_bad);
  }
  CHECK(!Loaded(R"({"id":"r","entry_point":"e","priority":-2147483648})").rule().is_bad);
  CHECK(!Loaded(R"({"id":"r","entry_point":"e","priority":2147483647})").rule().is_bad);
}

TEST_CASE("no rule where there is no object") {
  for (const char* text : {"5", "[]", "", R"({"rules":5})", R"({"rules":[]})"}) {
    CAPTURE(std::string(text));
    CHECK(Loaded(text).ast.rules.empty());
  }
}

TEST_CASE("every alias of a rule is read as its name") {
  Loaded loaded(R"({"ruleId":"r","entryPoint":"e","stopProcessing":true,"activeFrom":"2026-01-01",
    "activeUntil":"2026-02-01","testCases":[],"rules_fields_code":"s",
    "actions":[{"type":"acknowledge","ackKey":"k","templateId":"t","persistTo":"user",
                "validityPeriod":"P1D","context_mapping":{},"messageType":"info"},
               {"type":"display","autoHideDuration":5}]})");
  CHECK(loaded.findings.empty());
  const RuleNode& rule = loaded.rule();
  CHECK(!rule.is_bad);
  CHECK(rule.id.text == "r");
  CHECK(rule.stops);
  CHECK(rule.active_from->text == "2026-01-01");
  CHECK(rule.tests_json != UINT32_MAX);
  CHECK(rule.actions[0].type == "user_acknowledge");
  for (const char* name :
       {"ack_key", "template", "persist_to", "validity_period", "vars", "variant"}) {
    CAPTURE(std::string(name));
    CHECK(rule.actions[0].find(name) != nullptr);
  }
  CHECK(rule.actions[1].type == "display_message");
  CHECK(rule.actions[1].find("auto_hide_ms") != nullptr);
}

TEST_CASE("the alias table leads to names, never to another alias") {
  for (const Alias& row : alias_table()) {
    CAPTURE(row.alias);
    CHECK(canonical_name(row.scope, row.alias) == row.canonical);
    CHECK(canonical_name(row.scope, row.canonical) == row.canonical);
  }
  CHECK(canonical_name(AliasScope::kRule, "templateId") == "templateId");
}

TEST_CASE("an alias beside its name is refused, in either order and at every level") {
  struct Case {
    const char* text;
    const char* alias;  // where the finding points
  };
  const Case cases[] = {
      {R"({"id":"r","rule_id":"r","entry_point":"e"})", "\"rule_id\""},
      {R"({"rule_id":"r","id":"r","entry_point":"e"})", "\"rule_id\""},
      {R"({"rule_id":"r","ruleId":"r","entry_point":"e"})", "\"ruleId\""},
      {R"({"id":"r","entry_point":"e","metadata":{"change_log":[],"changeLog":[]}})",
       "\"changeLog\""},
      {R"({"id":"r","entry_point":"e","actions":[{"type":"x","templateId":"a","template":"a"}]})",
       "\"templateId\""},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    Loaded loaded(one.text);
    REQUIRE(loaded.findings.size() == 1);
    const diag::Diagnostic& finding = loaded.findings[0];
    CHECK(finding.code == diag::Code::kAliasAndName);
    CHECK(loaded.sources.text(finding.primary.span) == one.alias);
    CHECK(finding.labels.size() == 1);
    CHECK(loaded.rule().is_bad);
  }
}

TEST_CASE("wrappers of conditions") {
  struct Case {
    const char* condition;
    const char* reading;
  };
  const Case cases[] = {
      {R"({"type":"jsonlogic","expr":{"<":[1,2]}})", "1 < 2"},
      {R"({"expr":true,"type":"jsonlogic"})", "true"},
      {R"({"type":"always_true"})", "true"},
      {R"({"always":true})", "true"},
      {R"({"type":"always_false"})", "false"},
      {R"({"always":false})", "false"},
      {R"({"always":5})", "always(...5)"},
      {R"({"type":"other"})", "type(...\"other\")"},
      {R"({"type":"other","expr":1})", R"({"type":"other","expr":1})"},
      // Nested they are ordinary expressions.
      {R"({"!":{"always":true}})", "not always(...true)"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.condition));
    Loaded loaded(rule_text(one.condition));
    CHECK(loaded.findings.empty());
    REQUIRE(loaded.rule().condition != nullptr);
    CHECK(infix(*loaded.rule().condition) == one.reading);
  }
}

TEST_CASE("wrappers take no further member and need their expression") {
  struct Case {
    const char* condition;
    diag::Code code;
    const char* place;
  };
  const Case cases[] = {
      {R"({"type":"jsonlogic","expr":1,"note":2})", diag::Code::kUnknownMember, "\"note\""},
      {R"({"type":"always_true","expr":1})", diag::Code::kUnknownMember, "\"expr\""},
      {R"({"type":"jsonlogic"})", diag::Code::kMissingMember, R"({"type":"jsonlogic"})"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.condition));
    Loaded loaded(rule_text(one.condition));
    REQUIRE(loaded.findings.size() == 1);
    CHECK(loaded.findings[0].code == one.code);
    CHECK(loaded.sources.text(loaded.findings[0].primary.span) == one.place);
  }
}

TEST_CASE("kinds of expressions") {
  struct Case {
    const char* text;
    ExprKind kind;
    std::size_t operands;
    bool is_bare;
  };
  const Case cases[] = {
      {"1", ExprKind::kLiteral, 0, false},
      {"{}", ExprKind::kLiteral, 0, false},
      {"[]", ExprKind::kList, 0, false},
      {"[1,{\"var\":\"x\"}]", ExprKind::kList, 2, false},
      {R"({"!":[1,2]})", ExprKind::kCall, 2, false},
      {R"({"!":1})", ExprKind::kCall, 1, true},
      {R"({"nothing known":[]})", ExprKind::kCall, 0, false},
      {R"({"preserve":{"var":"x"}})", ExprKind::kCall, 0, true},
      {R"({"a":1,"b":2})", ExprKind::kNoCall, 0, false},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    Loaded loaded(one.text, Loaded::As::kExpression);
    CHECK(loaded.expr->kind == one.kind);
    CHECK(loaded.expr->operands.size() == one.operands);
    CHECK(loaded.expr->is_bare == one.is_bare);
    CHECK(loaded.text_at(loaded.expr->node) == one.text);
  }
  Loaded preserved(R"({"preserve":{"var":"x"}})", Loaded::As::kExpression);
  CHECK(preserved.expr->raw.member("var").as_string() == "x");
  Loaded no_call(R"({"a":1,"b":2})", Loaded::As::kExpression);
  CHECK(no_call.expr->member_count == 2);
  CHECK(no_call.expr->raw.member("b").as_integer() == 2);
}

TEST_CASE("a fault of the text poisons its rule and no other") {
  Loaded loaded(R"({"rules":[{"id":"a","entry_point":"e","condition":{"<":[1,{"+":[01]}]}},
                             {"id":"b","entry_point":"e","condition":{"<":[1,2]}}]})");
  CHECK(loaded.findings.size() == 1);
  REQUIRE(loaded.ast.rules.size() == 2);
  CHECK(loaded.rule(0).is_bad);
  CHECK(!loaded.rule(1).is_bad);
}

TEST_CASE("what could not be read is bad and nothing else") {
  Loaded loaded(R"({"and":[True,{"<":[1,2]},{"==":[1 2]}]})", Loaded::As::kExpression);
  REQUIRE(loaded.expr->kind == ExprKind::kCall);
  CHECK(loaded.findings.size() == 2);
  CHECK(loaded.expr->operands[0]->kind == ExprKind::kBad);
  CHECK(loaded.expr->operands[1]->kind == ExprKind::kCall);
  CHECK(Loaded("", Loaded::As::kExpression).expr->kind == ExprKind::kBad);
}

TEST_CASE("arguments hold expressions anywhere but in the literal ones") {
  Loaded loaded(rule_text("true", R"([{"type":"note",
    "plain":{"a":[1,{"var":"x"}]},
    "whole":{"expr":{"var":"x"}},
    "list":[1,{"expr":2}],
    "object":{"k":{"deep":[{"expr":{"var":"y"}}]},"other":5},
    "template":{"expr":{"var":"x"}},
    "two":{"expr":1,"more":2}}])"));
  CHECK(loaded.findings.empty());
  const ActionNode& action = loaded.rule().actions.at(0);
  CHECK(action.find("plain")->value->kind == ArgumentKind::kLiteral);
  CHECK(action.find("whole")->value->kind == ArgumentKind::kExpression);
  const ArgumentValue& list = *action.find("list")->value;
  REQUIRE(list.kind == ArgumentKind::kList);
  CHECK(list.children[0]->kind == ArgumentKind::kLiteral);
  CHECK(list.children[1]->kind == ArgumentKind::kExpression);
  const ArgumentValue& object = *action.find("object")->value;
  REQUIRE(object.kind == ArgumentKind::kObject);
  CHECK(object.keys[0] == "k");
  CHECK(object.children[0]->kind == ArgumentKind::kObject);
  CHECK(object.children[1]->literal.as_integer() == 5);
  CHECK(action.find("template")->value->kind == ArgumentKind::kLiteral);
  CHECK(action.find("two")->value->kind == ArgumentKind::kLiteral);
}

}  // namespace
}  // namespace rulec::parser
