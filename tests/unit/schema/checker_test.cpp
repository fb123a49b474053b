#include "schema/internal/checker.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "parser/json/reader.h"
#include "schema/internal/number.h"
#include "support.h"

namespace rulec::testing {

namespace {

using Lines = std::vector<std::string>;
const Lines kValid{"valid"};

}  // namespace

TEST_CASE("a member without a name has a path of its own") {
  CHECK(validate(R"({"additionalProperties":false})", R"({"":7})") ==
        Lines{"/ additionalProperties nothing here/integer"});
}

TEST_CASE("one error for each fault, with its place") {
  CHECK(validate(R"({"required":["a"],"properties":{"b":{"type":"number"},"c":{"maxLength":2}}})",
                 R"({"b":"x","c":"äöü"})") ==
        Lines{"/a required a value/absent", "/b type number/string",
              "/c maxLength at most 2 characters/3 characters"});
}

TEST_CASE("errors name kinds and lengths, never values") {
  CHECK(validate(R"({"enum":["a","b"]})", R"("secret")") ==
        Lines{" enum one of the listed values/string"});
  CHECK(validate(R"({"additionalProperties":false})", R"({"a/b~":"secret"})") ==
        Lines{"/a~1b~0 additionalProperties nothing here/string"});
  CHECK(validate(R"({"maxItems":1})", "[1,2]") == Lines{" maxItems at most 1 items/2 items"});
}

TEST_CASE("numbers are compared by their exact value") {
  CHECK(validate(R"({"maximum":9007199254740992})", "9007199254740993") ==
        Lines{" maximum at most 9007199254740992/integer"});
  CHECK(validate(R"({"maximum":9007199254740992.0})", "9007199254740993") != kValid);
  CHECK(validate(R"({"enum":[1]})", "1.0") == kValid);
  CHECK(validate(R"({"type":"integer"})", "1.0") == kValid);
  CHECK(validate(R"({"type":"integer"})", "1.5") != kValid);
  CHECK(validate(R"({"$schema":"http://json-schema.org/draft-04/schema#","type":"integer"})",
                 "1.0") != kValid);
}

TEST_CASE("exclusive bounds in both drafts") {
  constexpr std::string_view kDraft4 =
      R"({"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true})";
  CHECK(validate(kDraft4, "1") == Lines{" exclusiveMinimum more than 1/integer"});
  CHECK(validate(R"({"minimum":5,"exclusiveMinimum":1})", "3") ==
        Lines{" minimum at least 5/integer"});
  CHECK(validate(R"({"minimum":1,"exclusiveMinimum":5})", "5") ==
        Lines{" exclusiveMinimum more than 5/integer"});
  CHECK(validate(R"({"exclusiveMaximum":5})", "4.999999999999999") == kValid);
}

TEST_CASE("multipleOf is exact in decimal") {
  struct Case {
    std::string_view divisor;
    std::string_view number;
    bool is_multiple;
  };
  for (const Case& c : {
           Case{"0.01", "19.99", true},
           Case{"0.01", "19.995", false},
           Case{"0.1", "0.3", true},
           Case{"3", "9223372036854775806", true},
           Case{"3", "9223372036854775807", false},
           Case{"0.5", "1e308", true},
           Case{"0.123456789", "1e308", false},
           Case{"1e-8", "12391239123", true},
           Case{"2.5", "-7.5", true},
           Case{"7", "0", true},
           Case{"1e300", "1e301", true},
           Case{"1e301", "1e300", false},
       }) {
    std::string schema = "{\"multipleOf\":" + std::string(c.divisor) + "}";
    CHECK_MESSAGE((validate(schema, c.number) == kValid) == c.is_multiple, std::string(c.number),
                  " by ", std::string(c.divisor));
  }
}

TEST_CASE("uniqueItems compares by value") {
  constexpr std::string_view kUnique = R"({"uniqueItems":true})";
  for (std::string_view repeated : {"[1,1.0]", "[[1],[1.0]]", R"([{"a":1,"b":2},{"b":2,"a":1}])",
                                    R"(["a","b","a"])", "[null,0,null]", "[true,false,true]"}) {
    CHECK_MESSAGE(validate(kUnique, repeated) == Lines{" uniqueItems different items/array"},
                  std::string(repeated));
  }
  for (std::string_view different :
       {"[1,true]", "[0,false]", R"(["1",1])", "[[],{}]", "[null,0]", R"([{"a":1},{"a":2}])",
        "[9007199254740993,9007199254740992.0]"}) {
    CHECK_MESSAGE(validate(kUnique, different) == kValid, std::string(different));
  }
}

TEST_CASE("uniqueItems of a long list is fast") {
  std::string list = "[0";
  for (int at = 1; at < 100'000; ++at) {
    list += "," + std::to_string(at);
  }
  CHECK(validate(R"({"uniqueItems":true})", list + "]") == kValid);
  CHECK(validate(R"({"uniqueItems":true})", list + ",0]") != kValid);
}

TEST_CASE("alternatives report the branch that comes nearest") {
  constexpr std::string_view kByKind =
      R"({"oneOf":[{"required":["k","a"],"properties":{"k":{"enum":["a"]},"a":{"type":"number"}}},)"
      R"({"required":["k","b"],"properties":{"k":{"enum":["b"]},"b":{"type":"number"}}}]})";
  CHECK(validate(kByKind, R"({"k":"b","b":"x"})") == Lines{"/b type number/string"});
  CHECK(validate(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})",
                 "3") == Lines{" type string or array/integer"});
  CHECK(validate(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})",
                 "[3]") == Lines{"/0 type string/integer"});
  CHECK(validate(R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "3") ==
        Lines{" oneOf one form only/integer"});
}

TEST_CASE("conditions, dependencies, names, contains") {
  constexpr std::string_view kCondition =
      R"({"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"required":["b"]},)"
      R"("else":{"required":["c"]}})";
  CHECK(validate(kCondition, R"({"a":1})") == Lines{"/b required a value/absent"});
  CHECK(validate(kCondition, R"({"a":2})") == Lines{"/c required a value/absent"});
  CHECK(validate(R"({"dependencies":{"a":["b"],"c":{"maxProperties":1}}})", R"({"a":1,"c":1})") ==
        Lines{"/b dependencies a value/absent", " maxProperties at most 1 members/2 members"});
  CHECK(validate(R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})") ==
        Lines{"/ab propertyNames another name/a name"});
  CHECK(validate(R"({"contains":{"const":1}})", "[2]") == Lines{" contains a certain item/array"});
}

TEST_CASE("a schema that doubles its work at each level runs into the limit of work") {
  constexpr std::string_view kDoubling =
      R"({"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}})";
  std::string instance;
  for (int level = 0; level < 60; ++level) {
    instance += R"({"a":)";
  }
  instance += "1" + std::string(60, '}');
  CHECK(validate(kDoubling, instance) == Lines{" limit less work/object"});
  CHECK(validate(R"({"not":)" + std::string(kDoubling) + "}", R"({"a":{"a":1}})") ==
        Lines{" not another form/object"});
}

TEST_CASE("the deepest document fits into a small stack") {
  std::string schema =
      R"({"properties":{"a":{"allOf":[{"anyOf":[{"$ref":"#"}]}]}},"type":["object","integer"]})";
  std::string instance;
  for (int level = 0; level < 128; ++level) {
    instance += R"({"a":)";
  }
  instance += "1" + std::string(128, '}');
  CHECK(validate(schema, instance) == kValid);
}

TEST_CASE("one compiled schema serves several threads") {
  auto compiled = schema::compile(R"({"items":{"pattern":"^[a-z]+$","minLength":2}})");
  REQUIRE(compiled.has_value());
  Parsed parsed = parse(R"(["ab","cd","e1"])");
  std::array<std::size_t, 4> counts{};
  {
    std::vector<std::jthread> threads;
    for (std::size_t& count : counts) {
      threads.emplace_back([&] {
        Arena arena;
        for (int round = 0; round < 200; ++round) {
          arena.reset();
          Value value = json::to_value(parsed.document, parsed.document.root(), arena);
          std::array<schema::CheckError, 4> errors;
          std::size_t found = 0;
          if (!schema::validate(**compiled, value, arena, errors, found)) {
            count += found;
          }
        }
      });
    }
  }
  for (std::size_t count : counts) {
    CHECK(count == 200);
  }
}

TEST_CASE("no more errors than there is room for") {
  auto compiled = schema::compile(R"({"items":{"type":"null"}})");
  REQUIRE(compiled.has_value());
  Parsed parsed = parse("[1,2,3]");
  Arena arena;
  Value value = json::to_value(parsed.document, parsed.document.root(), arena);
  std::array<schema::CheckError, 2> errors;
  std::size_t count = 0;
  CHECK_FALSE(schema::validate(**compiled, value, arena, errors, count));
  CHECK(count == 2);
  CHECK_FALSE(schema::validate(**compiled, value, arena, {}, count));
  CHECK(count == 0);
}

}  // namespace rulec::testing
