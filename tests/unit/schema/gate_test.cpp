#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "schema/internal/in_place.h"
#include "support.h"

namespace rulec::testing {

namespace {

std::string only(const std::vector<std::string>& found) {
  REQUIRE_MESSAGE(found.size() == 1, found.size());
  return found[0].substr(0, found[0].find(" | "));
}

}  // namespace

TEST_CASE("the gate lets rulec's own schemas pass") {
  for (std::string_view name : schema::built_in_names()) {
    CHECK_MESSAGE(vet(schema::built_in_file(name)).empty(), std::string(name));
    auto compiled = schema::compile(schema::built_in_file(name));
    CHECK_MESSAGE(compiled.has_value(), std::string(name));
  }
  CHECK(schema::built_in_file("no.schema.json").empty());
}

TEST_CASE("a schema that comes back without going into the value is refused") {
  for (std::string_view schema : {
           R"({"$ref":"#"})",
           R"({"allOf":[{"$ref":"#"}]})",
           R"({"anyOf":[{"type":"null"},{"not":{"$ref":"#"}}]})",
           R"({"if":{"$ref":"#"}})",
           R"({"dependencies":{"a":{"$ref":"#"}}})",
           (R"({"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/b"},)"
            R"("b":{"$ref":"#/definitions/a"}}})"),
           R"({"properties":{"a":{"oneOf":[{"$ref":"#/properties/a"}]}}})",
       }) {
    auto found = vet(schema);
    REQUIRE_MESSAGE(found.size() == 1, std::string(schema));
    CHECK(found[0].starts_with("RC2019 "));
  }
}

TEST_CASE("a schema that comes back one level deeper is fine") {
  for (
      std::string_view schema : {
          R"({"properties":{"a":{"$ref":"#"}}})",
          R"({"items":{"$ref":"#"}})",
          R"({"additionalProperties":{"anyOf":[{"type":"null"},{"$ref":"#"}]}})",
          R"({"$ref":"#/definitions/a","definitions":{"a":{"contains":{"$ref":"#/definitions/a"}}}})",
      }) {
    CHECK_MESSAGE(vet(schema).empty(), std::string(schema));
  }
}

TEST_CASE("keywords of no draft up to 7 are refused by name") {
  CHECK(only(vet(R"({"properties":{"a":{"requird":["x"]}}})")) ==
        "RC2020 1:21 the schema keyword `requird` is not supported");
  CHECK(vet(R"({"requird":["x"]})")[0].find("fix: did you mean `required`?") != std::string::npos);
  for (std::string_view keyword :
       {"unevaluatedProperties", "prefixItems", "dependentRequired", "$defs", "$dynamicRef"}) {
    std::string schema = "{\"" + std::string(keyword) + "\":{}}";
    CHECK(only(vet(schema)) ==
          "RC2020 1:2 the schema keyword `" + std::string(keyword) + "` is not supported");
  }
}

TEST_CASE("names that begin with x- are free, and so are names of properties") {
  CHECK(vet(R"({"x-any":{"typ":1},"properties":{"typ":{},"$ref":{}}})").empty());
}

TEST_CASE("drafts") {
  auto schema_of = [](std::string_view draft, std::string_view rest) {
    return R"({"$schema":")" + std::string(draft) + "\"" + std::string(rest) + "}";
  };
  constexpr std::string_view kDraft4 = "http://json-schema.org/draft-04/schema#";
  constexpr std::string_view kDraft7 = "http://json-schema.org/draft-07/schema#";
  CHECK(vet(schema_of(kDraft4, R"(,"minimum":1,"exclusiveMinimum":true)")).empty());
  CHECK(only(vet(schema_of(kDraft4, R"(,"exclusiveMinimum":1)"))).starts_with("RC2022"));
  CHECK(only(vet(schema_of(kDraft4, R"(,"const":1)"))).starts_with("RC2020"));
  CHECK(only(vet(schema_of(kDraft4, R"(,"items":true)"))).starts_with("RC2022"));
  CHECK(vet(schema_of(kDraft7, R"(,"exclusiveMinimum":1,"items":true)")).empty());
  CHECK(only(vet(schema_of(kDraft7, R"(,"id":"x")"))).starts_with("RC2020"));
  CHECK(only(vet(schema_of("https://json-schema.org/draft/2020-12/schema", ""))) ==
        "RC2020 1:12 the schema keyword `$schema` is not supported");
}

TEST_CASE("patterns that RE2 refuses, and long ones") {
  CHECK(only(vet(R"x({"pattern":"(?=a)"})x")).starts_with("RC2021 1:12 the pattern is refused: "));
  CHECK(only(vet(R"({"patternProperties":{"(a)\\1":{}}})")).starts_with("RC2021 1:23"));
  CHECK(only(vet("{\"pattern\":\"" + std::string(kMaxPatternBytes + 1, 'a') + "\"}"))
            .starts_with("RC2021"));
  CHECK(vet("{\"pattern\":\"" + std::string(kMaxPatternBytes, 'a') + "\"}").empty());
}

TEST_CASE("catastrophic patterns of other engines are harmless here") {
  CHECK(validate(R"({"pattern":"^(a+)+$"})", "\"" + std::string(2000, 'a') + "b\"") ==
        std::vector<std::string>{" pattern text that matches ^(a+)+$/string"});
}

TEST_CASE("malformed keywords") {
  struct Case {
    std::string_view schema;
    std::string_view message;
  };
  for (const Case& c : {
           Case{R"({"type":"text"})", "RC2022 1:9 `type` names no type of JSON"},
           Case{R"({"type":["string",3]})", "RC2022 1:19 `type` names no type of JSON"},
           Case{R"({"properties":[]})",
                "RC2022 1:15 `properties` must be an object of schemas, found a list"},
           Case{R"({"required":"a"})",
                "RC2022 1:13 `required` must be a list of texts, found text"},
           Case{R"({"minLength":-1})",
                "RC2022 1:14 `minLength` must be a whole number from 0, found an integer"},
           Case{R"({"multipleOf":0})",
                "RC2022 1:15 `multipleOf` must be a number above 0, found an integer"},
           Case{R"({"anyOf":[]})",
                "RC2022 1:10 `anyOf` must be a list of schemas with one at least, found a list"},
           Case{R"({"items":3})",
                "RC2022 1:10 `a schema` must be an object, true or false, found an integer"},
           Case{R"({"$ref":"#/definitions/none"})",
                "RC2022 1:9 the schema has nothing at `#/definitions/none`"},
           Case{R"({"$ref":"other.json"})",
                "RC2020 1:9 the schema keyword `$ref` is not supported"},
           Case{R"({"properties":{"a":{"$id":"other.json"}}})",
                "RC2020 1:21 the schema keyword `$id` is not supported"},
           Case{"[]", "RC2022 1:1 `a schema` must be an object, true or false, found a list"},
       }) {
    CHECK(only(vet(c.schema)) == c.message);
  }
}

TEST_CASE("references: pointers, escapes, names, the document's own id") {
  CHECK(validate(R"({"$ref":"#/definitions/a~1b%25","definitions":{"a/b%":{"type":"null"}}})",
                 "1") == std::vector<std::string>{" type null/integer"});
  CHECK(validate(R"({"items":{"$ref":"#n"},"definitions":{"a":{"$id":"#n","type":"null"}}})",
                 "[1]") == std::vector<std::string>{"/0 type null/integer"});
  CHECK(validate(R"({"$id":"urn:x:1","items":{"$ref":"urn:x:1#/definitions/a"},)"
                 R"("definitions":{"a":{"type":"null"}}})",
                 "[1]") == std::vector<std::string>{"/0 type null/integer"});
}

TEST_CASE("a chain of schemas for one value has a limit") {
  auto chain = [](std::size_t links) {
    std::string schema = R"({"$ref":"#/definitions/d0","definitions":{)";
    for (std::size_t at = 0; at < links; ++at) {
      schema += "\"d" + std::to_string(at) + R"(":{"allOf":[{"$ref":"#/definitions/d)" +
                std::to_string(at + 1) + "\"}]},";
    }
    return schema + "\"d" + std::to_string(links) + "\":{}}}";
  };
  CHECK(vet(chain(schema::kMaxInPlaceDepth / 2 - 1)).empty());
  CHECK(only(vet(chain(schema::kMaxInPlaceDepth / 2 + 1)))
            .find("applies more than 64 schemas to one value") != std::string::npos);
}

}  // namespace rulec::testing
