// Context schemas compared: fields, and whether every context that was valid stays valid.
#include <doctest/doctest.h>

#include "diff_support.h"

using namespace rulec::tooling;
using namespace rulec::tooling::testing;

namespace {

using Lines = std::vector<std::string>;

Lines lines(const std::string& a, const std::string& b) {
  std::vector<SchemaChange> changes;
  CHECK(
      compare_schemas({.path = "s.json", .text = a}, {.path = "s.json", .text = b}, "e", changes));
  return lines_of(changes);
}

std::string object(const std::string& properties, const std::string& rest = {}) {
  return R"({"type":"object","properties":{)" + properties + "}" +
         (rest.empty() ? "" : "," + rest) + "}";
}

}  // namespace

TEST_CASE("fields that come and go") {
  const std::string one = R"("a":{"type":"string"})";
  const std::string two = R"("a":{"type":"string"},"b":{"type":"number"})";
  const std::string closed = R"("additionalProperties":false)";
  // Where any field was let through, one of this name may have had another type.
  CHECK(lines(object(one), object(two)) == Lines{"e field_added b incompatible"});
  CHECK(lines(object(one), object(R"("a":{"type":"string"},"b":{"title":"any"})")) ==
        Lines{"e field_added b compatible"});
  CHECK(lines(object(one, closed), object(two, closed)) == Lines{"e field_added b compatible"});
  CHECK(lines(object(two), object(one)) == Lines{"e field_removed b compatible"});
  CHECK(lines(object(two, closed), object(one, closed)) == Lines{"e field_removed b incompatible"});
  CHECK(lines(object(one, R"("patternProperties":{"^x":{}})"),
              object(two, R"("patternProperties":{"^x":{}})")) ==
        Lines{"e field_added b undecided"});
}

TEST_CASE("types, required fields, and places inside") {
  auto nested = [](const std::string& field, const std::string& required) {
    return object(R"("user":{"type":"object","properties":{"f":)" + field + R"(},"required":[)" +
                  required + "]}");
  };
  CHECK(lines(nested(R"({"type":"integer"})", ""), nested(R"({"type":"number"})", "")) ==
        Lines{"e type_changed user.f compatible"});
  CHECK(lines(nested(R"({"type":"number"})", ""), nested(R"({"type":"integer"})", "")) ==
        Lines{"e type_changed user.f incompatible"});
  CHECK(lines(nested(R"({"type":"string"})", ""), nested(R"({"type":["null","string"]})", "")) ==
        Lines{"e type_changed user.f compatible"});
  CHECK(lines(nested("{}", ""), nested("{}", R"("f")")) ==
        Lines{"e required_added user.f incompatible"});
  CHECK(lines(nested("{}", R"("f")"), nested("{}", "")) ==
        Lines{"e required_removed user.f compatible"});
  CHECK(lines(object(R"("l":{"items":{"type":"string"}})"),
              object(R"("l":{"items":{"type":"number"}})")) ==
        Lines{"e type_changed l[] incompatible"});
}

TEST_CASE("other keywords are looser, tighter, or not decided") {
  struct Case {
    const char* a;
    const char* b;
    const char* verdict;
  };
  const Case cases[] = {
      {R"({"enum":["a"]})", R"({"enum":["a","b"]})", "compatible"},
      {R"({"enum":["a","b"]})", R"({"enum":["a"]})", "incompatible"},
      {R"({"minimum":1})", R"({"minimum":0})", "compatible"},
      {R"({"minimum":0})", R"({"minimum":1})", "incompatible"},
      {R"({"maxLength":5})", R"({"maxLength":6})", "compatible"},
      {R"({"maxLength":5})", R"({})", "compatible"},
      {R"({})", R"({"maxLength":5})", "undecided"},
      {R"({"pattern":"a"})", R"({"pattern":"b"})", "undecided"},
      {R"({"not":{"minimum":1}})", R"({"not":{"minimum":0}})", "undecided"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.a));
    CAPTURE(std::string(one.b));
    Lines made =
        lines(object(R"("f":)" + std::string(one.a)), object(R"("f":)" + std::string(one.b)));
    REQUIRE(made.size() == 1);
    CHECK(made[0].ends_with(std::string(" ") + one.verdict));
  }
}

TEST_CASE("words for people, and values in another order, are no change") {
  CHECK(lines(object(R"("f":{"title":"x","enum":["a","b"]})", R"("description":"d")"),
              object(R"("f":{"title":"y","enum":["b","a"]})"))
            .empty());
}

TEST_CASE("references are what they name") {
  auto with = [](const std::string& type) {
    return object(R"("a":{"$ref":"#/definitions/t"},"b":{"not":{"$ref":"#/definitions/t"}})",
                  R"("definitions":{"t":{"type":")" + type + R"("}})");
  };
  CHECK(lines(with("integer"), with("number")) ==
        Lines{"e type_changed a compatible", "e rule_changed b.not undecided"});
  CHECK(lines(object(R"("a":{"$ref":"#/definitions/t"})", R"("definitions":{"t":{"type":"null"}})"),
              object(R"("a":{"type":"null"})"))
            .empty());
}

TEST_CASE("a reference is followed wherever it stands, or it is not decided") {
  auto with = [](const std::string& member, const std::string& type) {
    return object("", member + R"(,"definitions":{"t":{"$id":"#t","type":")" + type + R"("}})");
  };
  struct Case {
    const char* member;
    const char* expected;
  };
  const Case cases[] = {
      {R"("additionalProperties":{"$ref":"#/definitions/t"})",
       "e type_changed additionalProperties incompatible"},
      {R"("additionalProperties":{"\u0024ref":"#/definitions/t"})",
       "e type_changed additionalProperties incompatible"},
      {R"("additionalProperties":{"items":{"$ref":"#/definitions/t"}})",
       "e type_changed additionalProperties[] incompatible"},
      {R"("additionalProperties":{"not":{"\u0024ref":"#/definitions/t"}})",
       "e rule_changed additionalProperties.not undecided"},
      {R"("patternProperties":{"^x":{"\u0024ref":"#/definitions/t"}})",
       "e rule_changed patternProperties undecided"},
      {R"("additionalProperties":{"$ref":"#t"})", "e rule_changed additionalProperties undecided"},
      {R"("additionalProperties":{"$ref":"#/%64efinitions/t"})",
       "e rule_changed additionalProperties undecided"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.member));
    CHECK(lines(with(one.member, "integer"), with(one.member, "string")) == Lines{one.expected});
  }
  // A field of this name is no reference.
  const std::string field = R"("properties":{"$ref":{"type":"null"}})";
  CHECK(lines(object("", R"("not":{)" + field + "}"),
              object("", R"("title":"t","not":{)" + field + "}"))
            .empty());
  CHECK(lines(object(R"("a":{"items":{"$ref":"#/definitions/t"}})",
                     R"("definitions":{"t":{"type":"null"}})"),
              object(R"("a":{"items":{"$ref":"#/definitions/t"}})",
                     R"("definitions":{"t":{"type":"null","title":"x"}})"))
            .empty());
}

TEST_CASE("a schema for other fields") {
  auto rest = [](const std::string& schema) {
    return object(R"("a":{})", R"("additionalProperties":)" + schema);
  };
  CHECK(lines(rest(R"({"type":"integer"})"), rest(R"({"type":"number"})")) ==
        Lines{"e type_changed additionalProperties compatible"});
  CHECK(lines(rest(R"({"type":"integer"})"), rest("false")) ==
        Lines{"e rule_changed additionalProperties undecided"});
  CHECK(lines(rest(R"({"type":"integer"})"), rest("true")) ==
        Lines{"e rule_changed additionalProperties compatible"});
  CHECK(lines(rest("{}"), rest("true")).empty());
}

TEST_CASE("another draft is not decided") {
  CHECK(lines(R"({"$schema":"http://json-schema.org/draft-04/schema#","type":"object"})",
              R"({"type":"object"})") == Lines{"e rule_changed $schema undecided"});
}

TEST_CASE("a text that cannot be read is not compared") {
  for (const char* text :
       {"", "{", R"({"type":"object","type":"null"})", R"({"type":"object",})"}) {
    CAPTURE(std::string(text));
    for (bool is_turned : {false, true}) {
      ComparedSchema bad{.path = "s.json", .text = text};
      ComparedSchema good{.path = "s.json", .text = "{}"};
      std::vector<SchemaChange> changes;
      CHECK(!compare_schemas(is_turned ? good : bad, is_turned ? bad : good, "e", changes));
    }
  }
  ComparedSettings a;
  a.entry_points["e"].schema = ComparedSchema{.path = "s.json", .text = "{"};
  ComparedSettings b;
  b.entry_points["e"].schema = ComparedSchema{.path = "s.json", .text = "{}"};
  Comparison made;
  compare_settings(a, b, made);
  CHECK(made.may_differ());
  CHECK(made.notes == Lines{"schema e could not be read: not compared"});
}

TEST_CASE("definitions that refer to each other twice are looked at once, and none too deep") {
  auto chain = [](const std::string& type, int length) {
    std::string definitions = R"("d0":{"type":")" + type + R"("})";
    for (int i = 1; i < length; ++i) {
      std::string before = R"({"$ref":"#/definitions/d)" + std::to_string(i - 1) + R"("})";
      definitions.append(R"(,"d)").append(std::to_string(i)).append(R"(":{"properties":{"x":)");
      definitions.append(before).append(R"(,"y":)").append(before).append("}}");
    }
    return object(R"("a":{"$ref":"#/definitions/d)" + std::to_string(length - 1) + R"("})",
                  R"("definitions":{)" + definitions + "}");
  };
  CHECK(lines(chain("null", 60), chain("string", 60)).size() == 1);
  Lines deep = lines(chain("null", 100'000), chain("string", 100'000));
  REQUIRE(!deep.empty());
  CHECK(deep[0].ends_with(" undecided"));
  auto circle = [](const std::string& type) {
    return object(R"("a":{"$ref":"#/definitions/c"})",
                  R"("definitions":{"c":{"type":")" + type +
                      R"(","properties":{"c":{"$ref":"#/definitions/c"}}},)"
                      R"("r":{"$ref":"#/definitions/r"}})");
  };
  CHECK(lines(circle("null"), circle("string")) == Lines{"e type_changed a incompatible"});
}
