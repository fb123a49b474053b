#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support.h"

namespace rulec::testing {

namespace {

using schema::BuiltIn;
using Lines = std::vector<std::string>;

std::string rule_with(std::string_view members) {
  return R"({"id":"a","entry_point":"e",)" + std::string(members) + "}";
}

std::string rule_with_action(std::string_view action) {
  return rule_with(R"("actions":[)" + std::string(action) + "]");
}

// The one finding, without the place and what follows.
std::string only_message(const Lines& found) {
  REQUIRE(found.size() == 1);
  return found[0].substr(0, found[0].find(" | "));
}

bool has(const Lines& found, std::string_view part) {
  REQUIRE(found.size() == 1);
  return found[0].find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a good rule has no findings") {
  for (std::string_view rule : {
           R"({"id":"a","entry_point":"e"})",
           R"({"rules":[]})",
           R"({"rules":[{"id":"a","entry_point":["e","f"],"x_any":1}]})",
           R"({"rule_code":"a","entryPoint":"e","stopProcessing":true,"testCases":[]})",
           R"({"id":"a","entry_point":"e","condition":{"no_such_operator":[1]}})",
           R"({"id":"a","entry_point":"e","priority":-2147483648})",
       }) {
    CHECK_MESSAGE(check(BuiltIn::kRule, rule).empty(), std::string(rule));
  }
}

TEST_CASE("an unknown member gets a suggestion that replaces the key") {
  CHECK(check(BuiltIn::kRule, R"({"id":"a","entry_point":"e","priorty":3})") ==
        Lines{"RC2009 1:29 a rule has no member `priorty` | \"priorty\" | rule a | at /priorty | "
              "fix: did you mean `priority`? => \"priority\""});
}

TEST_CASE("a member that resembles nothing gets the list of members") {
  auto found = check(BuiltIn::kRule, rule_with(R"("whatever":1)"));
  CHECK(only_message(found) == "RC2009 1:29 a rule has no member `whatever`");
  CHECK(has(found, "note: members: `$schema`, `name`, "));
}

TEST_CASE("a misspelled required member is one finding, not two") {
  CHECK(only_message(check(BuiltIn::kRule, R"({"idd":"a","entry_point":"e"})")) ==
        "RC2009 1:2 a rule has no member `idd`");
}

TEST_CASE("a missing member points at the brace of its object") {
  CHECK(check(BuiltIn::kRule, R"({"entry_point":"e"})") ==
        Lines{"RC2010 1:1 a rule needs the member `id` | { | at "});
  CHECK(only_message(check(BuiltIn::kRule, rule_with_action("{}"))) ==
        "RC2010 1:40 an action needs the member `type`");
}

TEST_CASE("wrong types name what was expected and found") {
  struct Case {
    std::string_view members;
    std::string_view message;
  };
  for (const Case& c : {
           Case{R"("active":"yes")", "RC2011 1:38 expected true or false, found text"},
           Case{R"("priority":1.0)",
                "RC2011 1:40 expected an integer, found a number with a fraction or exponent"},
           Case{R"("name":null)", "RC2011 1:36 expected text, found null"},
           Case{R"("actions":{})", "RC2011 1:39 expected a list, found an object"},
           Case{R"("tests":[{"name":"t","expect":{"fires":"a"}}])",
                "RC2011 1:68 expected true, false or a list, found text"},
       }) {
    CHECK(only_message(check(BuiltIn::kRule, rule_with(c.members))) == c.message);
  }
}

TEST_CASE("numbers, texts and lists out of range") {
  struct Case {
    std::string_view members;
    std::string_view message;
  };
  for (const Case& c : {
           Case{R"("version":0)", "RC2017 1:39 `0` is less than 1"},
           Case{R"("priority":2147483648)", "RC2017 1:40 `2147483648` is more than 2147483647"},
           Case{R"("actions":[{"type":""}])", "RC2017 1:48 the text is empty"},
       }) {
    CHECK(only_message(check(BuiltIn::kRule, rule_with(c.members))) == c.message);
  }
  CHECK(only_message(check(BuiltIn::kRule, R"({"id":"a","entry_point":[]})")) ==
        "RC2017 1:25 the list is empty");
  CHECK(only_message(check(BuiltIn::kRule, R"({"id":"a","entry_point":["x","x"]})")) ==
        "RC2023 1:25 the list holds the same value twice");
}

TEST_CASE("a value outside a closed list gets a suggestion") {
  auto found =
      check(BuiltIn::kRule, rule_with_action(R"({"type":"user_acknowledge","scope":"per-order"})"));
  CHECK(has(found,
            "RC2007 1:75 `per-order` is not allowed here: allowed are `per_session`, "
            "`per_user`, `per_order` and `per_product`"));
  CHECK(has(found, "fix: did you mean `per_order`? => \"per_order\""));
}

TEST_CASE("a name of another form says the form") {
  CHECK(only_message(check(BuiltIn::kRule, R"({"id":"a b","entry_point":"e"})")) ==
        "RC2015 1:7 `a b` does not have the form of an id: letters, digits, `_`, `.` and `-`, at "
        "most 255");
}

TEST_CASE("an argument that must be text or an expression gets the expression wrapped") {
  auto found = check(BuiltIn::kRule, rule_with_action(R"({"type":"display","title":{"var":"x"}})"));
  CHECK(only_message(found) == "RC2010 1:66 an expression needs the member `expr`");
  CHECK(has(found, "fix: an expression stands inside `expr` => {\"expr\":  }"));
  CHECK(only_message(check(BuiltIn::kRule, rule_with_action(R"({"type":"display","title":5})"))) ==
        "RC2011 1:66 expected text or an object, found an integer");
}

TEST_CASE("members of older systems are named as such, with what to write") {
  auto found = check(BuiltIn::kRule, rule_with_action(R"({"type":"update","formula":"x"})"));
  CHECK(has(found, "RC2016 1:57 `formula` of older systems is not part of the language"));
  CHECK(has(found, "help: write the formula as"));
  CHECK(has(check(BuiltIn::kConfig, R"({"rule_manager":{}})"),
            "RC2016 1:2 `rule_manager` of older systems"));
}

TEST_CASE("types of declared effects are open") {
  CHECK(check(BuiltIn::kRule, rule_with_action(R"({"type":"send_email","to":{"any":1}})")).empty());
}

TEST_CASE("the finding names the rule of a file with several") {
  auto found =
      check(BuiltIn::kRule,
            R"({"rules":[{"id":"a","entry_point":"e"},{"id":"b","entry_point":"e","z":1}]})");
  CHECK(has(found, "| rule b | at /rules/1/z"));
}

TEST_CASE("several faults of one file are several findings, in order") {
  auto found =
      check(BuiltIn::kRule, R"({"id":"a","entry_point":3,"priority":10.5,"version":0,"active":1})");
  REQUIRE(found.size() == 4);
  CHECK(found[0].starts_with("RC2011 1:25"));
  CHECK(found[1].starts_with("RC2011 1:38"));
  CHECK(found[2].starts_with("RC2017 1:53"));
  CHECK(found[3].starts_with("RC2011 1:64"));
}

TEST_CASE("a document that is no object at all") {
  CHECK(check(BuiltIn::kRule, "[]") ==
        Lines{"RC2011 1:1 expected an object, found a list | [ | at "});
  CHECK(only_message(check(BuiltIn::kTest, "3")) ==
        "RC2011 1:1 expected an object, found an integer");
}

TEST_CASE("findings about configuration") {
  struct Case {
    std::string_view config;
    std::string_view message;
  };
  for (const Case& c : {
           Case{R"({"stores":{"a":{"kind":"postgre"}}})", "RC2007 1:24 `postgre` is not allowed "},
           Case{R"({"stores":{"a":{}}})", "RC2010 1:16 `a` needs the member `kind`"},
           Case{R"({"stores":{"b":{"kind":"sqlite","pth":"x"}}})",
                "RC2009 1:33 `b` has no member `pth`"},
           Case{R"({"environments":{"pro duction":{}}})",
                "RC2015 1:18 `pro duction` does not have the form of a name"},
           Case{R"({"cache_ttl":"5"})", "RC2015 1:14 `5` does not have the form of a duration"},
           Case{R"({"environments":{"p":{"performance_budget":5}}})",
                "RC2011 1:44 expected text or an object, found an integer"},
           Case{R"({"nam":"x"})", "RC2009 1:2 rulec.yaml has no member `nam`"},
           Case{R"({"rulec":2})", "RC2007 1:10 `2` is not allowed here: only `1`"},
       }) {
    auto found = check(BuiltIn::kConfig, c.config);
    CHECK_MESSAGE(only_message(found).starts_with(c.message), only_message(found));
  }
}

TEST_CASE("an entry point without settings is the same as one with none") {
  CHECK(check(BuiltIn::kConfig, R"({"entry_points":{"a":null,"b":{}}})").empty());
}

TEST_CASE("test cases: one shape in rules and in test files") {
  std::string_view wrong = R"({"name":"t","expct":{}})";
  auto in_rule = check(BuiltIn::kRule, rule_with(R"("tests":[)" + std::string(wrong) + "]"));
  auto in_file =
      check(BuiltIn::kTest, R"({"entry_point":"e","cases":[)" + std::string(wrong) + "]}");
  CHECK(has(in_rule, "a test case has no member `expct`"));
  CHECK(has(in_file, "a test case has no member `expct`"));
}

}  // namespace rulec::testing
