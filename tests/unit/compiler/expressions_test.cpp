// What the checker says about expressions; each condition has one finding or none.
#include <doctest/doctest.h>

#include <string>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::code_for_condition;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

struct Case {
  const char* condition;
  const char* code;
};

// The first fix of the only finding, as the text it puts in, or its help.
std::string advice_for(const std::string& condition) {
  Project project;
  project.rule(rule_text("r", "\"condition\":" + condition));
  static_cast<void>(project.check());
  const auto& kept = project.collector.kept();
  REQUIRE(kept.size() == 1);
  if (!kept[0].fixes.empty()) {
    return kept[0].fixes[0].edits[0].new_text;
  }
  return kept[0].helps.empty() ? "" : kept[0].helps[0];
}

}  // namespace

TEST_CASE("good conditions have no finding") {
  for (
      const char* condition : {
          R"({"and":[{"in":[{"var":"user.region"},["EU","UK"]]},{">=":[{"var":"cart.total"},0]}]})",
          R"({"!":{"var":"x"}})",
          R"({"!":[[]]})",
          R"({"max":{"val":"data"}})",
          R"({"missing":["a","b"]})",
          R"({"some":[{"var":"items"},{"==":[{"var":"x"},1]}]})",
          R"({"preserve":{"a":1,"b":2}})",
          R"({"try":[{"throw":"x"},1]})",
          R"({"and":[]})",
          R"({"matches":[{"var":"a"},"^[a-z]+$"]})",
          "true",
          "{}",
          R"({"type":"jsonlogic","expr":{"var":"a"}})",
      }) {
    CAPTURE(condition);
    CHECK(code_for_condition(condition) == "");
  }
}

TEST_CASE("each mistake has its code, and one finding") {
  const Case cases[] = {
      {R"({"equals":[1,2]})", "RC2001"},
      {R"({"vaar":"x"})", "RC2001"},
      {R"({"a.b":"x"})", "RC2001"},
      {R"({"<":[1]})", "RC2002"},
      {R"({"==":[{"var":"a"}]})", "RC2002"},
      {R"({"%":[1]})", "RC2002"},
      {R"({"!":[1,2]})", "RC2002"},
      {R"({"if":true})", "RC2002"},
      {R"({"and":{"var":"x"}})", "RC2002"},
      {R"({"map":[[1]]})", "RC2002"},
      {R"({"reduce":[[1],1,1,1]})", "RC2002"},
      {R"({"now":[1]})", "RC2002"},
      {R"({"in":"x"})", "RC2002"},
      {R"({"var":"a","val":"b"})", "RC2014"},
      {R"({"matches":[{"var":"a"},"("]})", "RC2021"},
      {R"({"matches":[{"var":"a"},{"var":"b"}]})", "RC2011"},
      {R"({"matches":[{"var":"a"},5]})", "RC2017"},
      {R"({"round":[1,2,"sideways"]})", "RC2017"},
      {R"({"date_diff":[{"var":"a"},{"var":"b"},"fortnights"]})", "RC2017"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.condition);
    CHECK(code_for_condition(test.condition) == test.code);
  }
}

TEST_CASE("an unknown operator gets a near name, the spelling of ours, or an explanation") {
  CHECK(advice_for(R"({"vaar":"x"})") == "var");
  CHECK(advice_for(R"({"equals":[1,2]})") == "===");
  CHECK(advice_for(R"({"&&":[true,true]})") == "and");
  CHECK(advice_for(R"({"gt":[2,1]})") == ">");
  CHECK(advice_for(R"({"contains":[[1],1]})").find("needle first") != std::string::npos);
  CHECK(advice_for(R"({"zzqqxxww":1})").find("preserve") != std::string::npos);
}

TEST_CASE("a finding points at the operator, the operand, the object") {
  Project project;
  project.rule(rule_text("r",
                         "\"condition\":\n"
                         "{\"and\":[\n"
                         "  {\"equals\":[1,1]},\n"
                         "  {\"and\":true},\n"
                         "  {\"a\":1,\"b\":2},\n"
                         "  {\"<\":[1]}]}"));
  static_cast<void>(project.check());
  CHECK(project.findings() ==
        "RC2001 3:5 `equals` is no operator\n"
        "RC2002 4:10 `and` takes its operands in a list, found a single value\n"
        "RC2014 5:3 an object with 2 members is no expression\n"
        "RC2002 6:5 `<` takes at least 2 operands, found 1\n");
}

TEST_CASE("a finding knows where it stands in its rule") {
  Project project;
  project.rule(rule_text("r", R"("condition":{"and":[true,{"<":[1]}]})"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& place = project.collector.kept()[0].place;
  CHECK(place.rule_id == "r");
  CHECK(place.pointer == "/condition/and/1/<");
  REQUIRE(!place.breadcrumb.empty());
  CHECK(place.breadcrumb.front() == "rule r");
}

TEST_CASE("expressions in arguments are checked like conditions") {
  Project project;
  project.settings.effects = {{.name = "notify"}};
  project.rule(
      rule_text("r", R"("actions":[{"type":"notify","to":[{"deep":{"expr":{"equals":[1,1]}}}]}])"));
  static_cast<void>(project.check());
  CHECK(project.findings() == "RC2001 1:81 `equals` is no operator\n");
}
