// check_part: what is certain to be wrong with a part of a document, whatever its computed values
// turn out to be.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support.h"

namespace rulec::testing {

namespace {

using Lines = std::vector<std::string>;

bool is_meant(std::string_view member) {
  return member != "type";
}

// Findings about the object under "part"; the text "?" stands for a computed value.
Lines check(std::string_view schema, std::string_view object) {
  auto compiled = schema::compile(schema);
  REQUIRE(compiled.has_value());
  Parsed parsed = parse(R"({"part":)" + std::string(object) + "}");
  const json::Document& document = parsed.document;
  std::vector<json::NodeId> computed;
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    bool is_text = document.at(json::NodeId(i)).kind == json::NodeKind::kString;
    if (is_text && document.at(json::NodeId(i)).text == "?") {
      computed.emplace_back(i);
    }
  }
  schema::Part part{.object = document.member(document.root(), "part"),
                    .what = "the part",
                    .is_meant = is_meant,
                    .computed = computed};
  Lines messages;
  for (const diag::Diagnostic& finding :
       schema::check_part(**compiled, document, part, parsed.sources)) {
    messages.push_back(diag::message_of(finding));
  }
  return messages;
}

constexpr const char* kLetter = R"({ "type": "object", "required": ["to", "kind"],
  "properties": { "to": { "type": "string", "minLength": 3 }, "kind": { "enum": ["a", "b"] },
                  "size": { "type": "object", "required": ["w"],
                            "properties": { "w": { "type": "integer" }, "h": { "minimum": 1 } } } },
  "additionalProperties": false })";

}  // namespace

TEST_CASE("literal values are compared in full") {
  CHECK(check(kLetter, R"({"type":"x","to":"abc","kind":"a"})").empty());
  CHECK(check(kLetter, R"({"to":"abc","kind":"c","knd":1})") ==
        Lines{"`c` is not allowed here: allowed are `a` and `b`", "the part has no member `knd`"});
  CHECK(check(kLetter, R"({"to":"ab","kind":"a","size":{"h":0}})").size() == 3);
}

TEST_CASE("a computed value may be anything, and is there") {
  CHECK(check(kLetter, R"({"to":"?","kind":"?"})").empty());
  CHECK(check(kLetter, R"({"to":"?","kind":"?","size":"?"})").empty());
  CHECK(check(kLetter, R"({"to":"?"})") == Lines{"the part needs the member `kind`"});
  CHECK(check(kLetter, R"({"to":"?","kind":"a","size":{"h":"?"}})") ==
        Lines{"`size` needs the member `w`"});
  CHECK(check(kLetter, R"({"to":"?","kind":"a","size":{"w":"?","h":0}})").size() == 1);
}

TEST_CASE("nothing is told that the computed value could make right") {
  constexpr const char* kWhole = R"({"properties":{"v":{"enum":[{"a":1},{"a":2}]}}})";
  CHECK(check(kWhole, R"({"v":{"a":"?"}})").empty());
  CHECK(check(kWhole, R"({"v":{"a":3}})").size() == 1);
  constexpr const char* kNot = R"({"properties":{"v":{"not":{"properties":{"a":{"const":1}}}}}})";
  CHECK(check(kNot, R"({"v":{"a":"?"}})").empty());
  CHECK(check(kNot, R"({"v":{"a":1}})").size() == 1);
  constexpr const char* kUnique = R"({"properties":{"v":{"uniqueItems":true,"maxItems":3}}})";
  CHECK(check(kUnique, R"({"v":["?","?"]})").empty());
  CHECK(check(kUnique, R"({"v":["?","?",1,2]})").size() == 1);
  constexpr const char* kOne = R"({"properties":{"v":{"oneOf":[
    {"properties":{"a":{"type":"integer"}}},{"properties":{"a":{"type":"string"}}}]}}})";
  CHECK(check(kOne, R"({"v":{"a":"?"}})").empty());
  CHECK(check(kOne, R"({"v":{"a":true}})").size() == 1);
}

}  // namespace rulec::testing
