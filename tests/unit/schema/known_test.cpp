// validate_known: a value that is known in parts. And the schema of rule files, which holds that of
// scorecards and says of flows what it says of rules.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "parser/json/reader.h"
#include "support.h"
#include "value/json_value.h"

namespace rulec::testing {
namespace {

// The text "?" stands for what is not known.
Value known(const json::Document& document, json::NodeId id, Arena& arena) {
  const json::Node& node = document.at(id);
  if (node.kind == json::NodeKind::kString && node.text == "?") {
    return Value::absent();
  }
  if (node.kind == json::NodeKind::kArray) {
    auto items = arena.make_span<Value>(node.child_count);
    for (json::NodeId child : document.children(id)) {
      items[document.at(child).index] = known(document, child, arena);
    }
    return Value::list(items);
  }
  if (node.kind == json::NodeKind::kObject) {
    auto members = arena.make_span<Member>(node.child_count);
    for (json::NodeId child : document.children(id)) {
      members[document.at(child).index] = {.key = document.at(child).key,
                                           .value = known(document, child, arena)};
    }
    return make_object(arena, members);
  }
  return json::to_value(document, id, arena);
}

// "fits", or the keyword of the first fault.
std::string first_fault(std::string_view schema, std::string_view instance) {
  auto compiled = schema::compile(schema);
  REQUIRE(compiled.has_value());
  Parsed parsed = parse(instance);
  Arena arena;
  Value value = known(parsed.document, parsed.document.root(), arena);
  std::array<schema::CheckError, 4> errors{};
  std::size_t count = 0;
  bool fits = schema::validate_known(**compiled, value, arena, errors, count);
  CHECK(fits == (count == 0));
  return fits ? "fits" : std::string(errors[0].keyword);
}

// The text of a schema with each of the words `from` as `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

const json::Document& document_of(schema::BuiltIn schema) {
  static std::array<Parsed, 2> parsed{parse(schema::built_in_text(schema::BuiltIn::kRule)),
                                      parse(schema::built_in_text(schema::BuiltIn::kScorecard))};
  return parsed[schema == schema::BuiltIn::kRule ? 0 : 1].document;
}

std::string text_of(const json::Document& document, std::string_view pointer) {
  auto node = document.resolve(pointer);
  REQUIRE(node.has_value());
  Arena arena;
  std::string text;
  append_value(text, json::to_value(document, *node, arena));
  return text;
}

}  // namespace

TEST_CASE("what is not known fits wherever something may") {
  CHECK(first_fault(R"({"properties":{"a":{"type":"number"}},"required":["a"]})", R"({"a":"?"})") ==
        "fits");
  CHECK(first_fault(R"({"required":["a","b"]})", R"({"a":"?"})") == "required");
  CHECK(first_fault(R"({"additionalProperties":false})", R"({"a":"?"})") == "additionalProperties");
  CHECK(first_fault(R"({"enum":[{"a":1}]})", R"({"a":"?"})") == "fits");
  CHECK(first_fault(R"({"uniqueItems":true})", R"(["?","?"])") == "fits");
  CHECK(first_fault(R"({"maxItems":1})", R"(["?","?"])") == "maxItems");
  CHECK(first_fault(R"({"contains":{"const":1}})", R"([2,"?"])") == "fits");
  CHECK(first_fault(R"({"items":{"type":"string"}})", R"(["?",1])") == "type");
}

TEST_CASE("what is known is judged beside it") {
  constexpr const char* kPair = R"({"properties":{"a":{"type":"number"},"b":{"type":"string"}}})";
  CHECK(first_fault(kPair, R"({"a":"?","b":1})") == "type");
  CHECK(first_fault(kPair, R"({"a":"x","b":"?"})") == "type");
  CHECK(first_fault(kPair, R"({"a":1,"b":"?"})") == "fits");
}

TEST_CASE("alternatives are refused only where all of them are") {
  constexpr const char* kEither = R"({"anyOf":[
    {"properties":{"kind":{"const":"a"},"x":{"type":"number"}},"required":["kind"]},
    {"properties":{"kind":{"const":"b"},"x":{"type":"string"}},"required":["kind"]}]})";
  CHECK(first_fault(kEither, R"({"kind":"?","x":1})") == "fits");
  CHECK(first_fault(kEither, R"({"kind":"b","x":"?"})") == "fits");
  CHECK(first_fault(kEither, R"({"kind":"c","x":"?"})") != "fits");
  CHECK(first_fault(kEither, R"({"kind":"?","x":true})") != "fits");
  CHECK(first_fault(R"({"oneOf":[{"required":["a"]},{"properties":{"a":{"const":1}}}]})",
                    R"({"a":"?"})") == "fits");
  CHECK(first_fault(R"({"not":{"properties":{"a":{"const":1}}}})", R"({"a":"?"})") == "fits");
}

TEST_CASE("a condition that may hold or not asks for one of its branches") {
  constexpr const char* kIf = R"({"if":{"properties":{"a":{"const":1}}},
    "then":{"required":["b"]},"else":{"required":["c"]}})";
  CHECK(first_fault(kIf, R"({"a":"?","b":1})") == "fits");
  CHECK(first_fault(kIf, R"({"a":"?","c":1})") == "fits");
  CHECK(first_fault(kIf, R"({"a":"?"})") == "required");
  CHECK(first_fault(kIf, R"({"a":2,"b":1})") == "required");
}

TEST_CASE("a value that is known in full is judged as always") {
  CHECK(first_fault(R"({"enum":[1]})", "2") == "enum");
  CHECK(first_fault(R"({"not":{"type":"object"}})", "{}") == "not");
  CHECK(first_fault(R"({"uniqueItems":true})", "[1,1]") == "uniqueItems");
}

TEST_CASE("the schema of rule files holds that of scorecards") {
  const json::Document& rules = document_of(schema::BuiltIn::kRule);
  const json::Document& scorecards = document_of(schema::BuiltIn::kScorecard);
  for (const char* member : {"/x-what", "/type", "/required", "/properties", "/patternProperties",
                             "/additionalProperties"}) {
    CHECK(text_of(rules, "/definitions/scorecard" + std::string(member)) ==
          text_of(scorecards, member));
  }
  auto definitions = scorecards.resolve("/definitions");
  REQUIRE(definitions.has_value());
  for (json::NodeId definition : scorecards.children(*definitions)) {
    std::string pointer = "/definitions/" + std::string(scorecards.at(definition).key);
    CHECK(text_of(rules, pointer) == text_of(scorecards, pointer));
  }
}

TEST_CASE("a flow has the members of a rule") {
  const json::Document& rules = document_of(schema::BuiltIn::kRule);
  auto rule = rules.resolve("/definitions/rule/properties");
  auto flow = rules.resolve("/definitions/flow/properties");
  REQUIRE((rule.has_value() && flow.has_value()));
  for (json::NodeId member : rules.children(*rule)) {
    std::string name(rules.at(member).key);
    bool is_id = name == "id" || name == "rule_id" || name == "ruleId" || name == "rule_code";
    if (is_id || name == "actions") {
      CHECK(!rules.member(*flow, name).is_valid());
      continue;
    }
    CAPTURE(name);
    std::string of_rule = text_of(rules, "/definitions/rule/properties/" + name);
    std::string of_flow = text_of(rules, "/definitions/flow/properties/" + name);
    for (const char* word : {"rule", "flow"}) {
      of_rule = replaced(of_rule, word, "it");
      of_flow = replaced(of_flow, word, "it");
    }
    CHECK(of_rule == of_flow);
  }
}

}  // namespace rulec::testing
