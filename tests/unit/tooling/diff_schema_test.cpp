// Context schemas compared: fields, and whether every context that was valid stays valid.
#include <doctest/doctest.h>

#include "diff_support.h"

using namespace rulec::tooling;
using namespace rulec::tooling::testing;

namespace {

using Lines = std::vector<std::string>;

Lines lines(const std::string& a, const std::string& b) {
  std::vector<SchemaChange> changes;
  compare_schemas({.path = "s.json", .text = a}, {.path = "s.json", .text = b}, "e", changes);
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
