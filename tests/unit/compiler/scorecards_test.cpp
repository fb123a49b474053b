// Scorecards in the compiler: findings of their parts, exact points, order of items and bands.
#include <doctest/doctest.h>

#include <string>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;

namespace {

std::string card(std::string_view members, std::string_view id = "s",
                 std::string_view entry = "e") {
  return R"({"scorecard":")" + std::string(id) + R"(","entry_point":")" + std::string(entry) +
         "\"," + std::string(members) + "}";
}

std::string findings_of(const std::string& scorecard) {
  Project project;
  project.scorecard(scorecard);
  static_cast<void>(project.check());
  return project.findings();
}

// The listing from its line "scorecard" on.
std::string listing(const std::string& scorecard) {
  Project project;
  project.scorecard(scorecard);
  auto program = project.compile();
  REQUIRE_MESSAGE(program.has_value(), project.findings());
  return bytecode::disassemble_scorecard(*program, 0);
}

// Points of the only item.
std::string points(std::string_view points, std::string_view weight) {
  std::string text = listing(card(R"("items":[{"id":"i","points":)" + std::string(points) +
                                  R"(,"weight":)" + std::string(weight) + "}]"));
  std::size_t begin = text.find("points ") + 7;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("points times weight is exact, with the digits of both") {
  CHECK(points("20", "0.1") == "2.0");
  CHECK(points("10", "0.15") == "1.50");
  CHECK(points("0.1", "0.2") == "0.02");
  CHECK(points("-3", "1") == "-3");
  CHECK(points("0", "0.25") == "0.00");
  CHECK(points("1e3", "1") == "1000");
  CHECK(points("9223372036854775807", "10") == "92233720368547758070");
  CHECK(points("0.12345678901234567", "0.12345678901234567") ==
        "1.52415787532388320835238953208356e-2");
}

TEST_CASE("weighted points stay within what every reader of JSON takes") {
  struct Case {
    const char* points;
    const char* weight;
    bool fits;
  };
  for (const Case& each : {Case{"1e100", "1e100", true}, Case{"-1e100", "1e100", true},
                           Case{"1e100", "1.1e100", false}, Case{"-1e100", "1.1e100", false},
                           Case{"1e-100", "1e-100", true}, Case{"1e-100", "-0.9e-100", false},
                           Case{"0", "1e300", true}, Case{"1e300", "1e-300", true}}) {
    CAPTURE(std::string(each.points));
    CAPTURE(std::string(each.weight));
    std::string findings =
        findings_of(card(R"("items":[{"id":"i","points":)" + std::string(each.points) +
                         R"(,"weight":)" + each.weight + "}]"));
    CHECK(findings.starts_with("RC2017 ") == !each.fits);
    CHECK(findings.empty() == each.fits);
  }
}

TEST_CASE("items stand in ascending priority, ties as written; bands ascend") {
  CHECK(listing(card(
            R"("items":[{"id":"b","priority":2},{"id":"z"},{"id":"a"},{"id":"m","priority":-1}],
                        "bands":[{"from":3,"recommend":"x"},{"from":-0.5,"recommend":"y"}])")) ==
        R"(scorecard s
  entry point e
  item m: symbol "Y", points 0
    condition: always
  item z: symbol "Y", points 0
    condition: always
  item a: symbol "Y", points 0
    condition: always
  item b: symbol "Y", points 0
    condition: always
  band from -0.5: "y"
  band from 3: "x"
  default: null
)");
}

TEST_CASE("findings of the parts") {
  CHECK(findings_of(card(R"("items":[{"id":"a"},{"id":"a"}])")) ==
        "RC2030 1:63 two items of the scorecard have the id `a`\n");
  CHECK(findings_of(
            card(R"("items":[],"bands":[{"from":1,"recommend":"x"},{"from":1.0,"recommend":"y"}])"))
            .starts_with("RC2032 "));
  for (const char* pattern : {"", "Y", "YYY", "YN", "-N", "yY"}) {
    CAPTURE(std::string(pattern));
    CHECK(findings_of(card(R"("items":[{"id":"a"},{"id":"b"}],"patterns":{")" +
                           std::string(pattern) + R"(":"x"})"))
              .starts_with("RC3020 "));
  }
  for (const char* pattern : {"--", "Y-", "-Z", "YZ"}) {
    CAPTURE(std::string(pattern));
    CHECK(findings_of(card(R"("items":[{"id":"a"},{"id":"b","symbol":"Z"}],"patterns":{")" +
                           std::string(pattern) + R"(":"x"})")) == "");
  }
  CHECK(
      findings_of(card(R"("items":[{"id":"a","condition":{"foo":[1]}}])")).starts_with("RC2001 "));
}

TEST_CASE("one scorecard for an entry point, and an id for each") {
  Project twice;
  twice.scorecard(card(R"("items":[])", "a", "e")).scorecard(card(R"("items":[])", "b", "e"));
  CHECK(twice.check()->has_errors);
  CHECK(twice.findings().starts_with("RC2031 1:33 two scorecards have the entry point `e`\n"));
  Project same;
  same.scorecard(card(R"("items":[])", "a", "e")).scorecard(card(R"("items":[])", "a", "f"));
  CHECK(same.check()->has_errors);
  CHECK(same.findings().starts_with("RC2031 1:15 two scorecards have the id `a`\n"));
  Project distinct;
  distinct.rule(compiler::testing::rule_text("a", ""));
  distinct.scorecard(card(R"("items":[])", "a", "e")).scorecard(card(R"("items":[])", "b", "f"));
  CHECK(distinct.compile().has_value());
  CHECK(distinct.findings() == "");
}

TEST_CASE("a scorecard answers where no rule is active, but not for a critical entry point") {
  for (bool is_critical : {false, true}) {
    Project project;
    project.entry_point("e").is_critical = is_critical;
    project.scorecard(card(R"("items":[{"id":"a"}])"));
    CHECK(project.check()->has_errors == is_critical);
    CHECK(project.findings().starts_with("RC3012 ") == is_critical);
  }
  Project undeclared;
  undeclared.entry_point("other");
  undeclared.scorecard(card(R"("items":[{"id":"a"}])"));
  CHECK(undeclared.check()->has_errors);
  CHECK(undeclared.findings().starts_with("RC2004 "));
}

TEST_CASE("fields without a schema: rules and items are held against each other") {
  Project project;
  project.entry_point("e");
  project.rule(compiler::testing::rule_text("r", R"("condition":{"===":[{"var":"x"},"a"]})"));
  project.scorecard(card(R"("items":[{"id":"a","condition":{"===":[{"var":"x"},"b"]}},
                                     {"id":"b","condition":{"===":[{"var":"x"},1]}}])"));
  static_cast<void>(project.check());
  CHECK(project.findings().starts_with("RC2029 "));
}

TEST_CASE("light validation reads what items read; features name their operators") {
  Project project;
  project.entry_point("e").validation = bytecode::Validation::kLight;
  project.rule(compiler::testing::rule_text("r", R"("condition":{"var":"seen.by_rule"})"));
  project.scorecard(
      card(R"("items":[{"id":"a","condition":{"matches":[{"var":"seen.by_item"},"x"]}}])"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  std::string text = bytecode::disassemble(*program);
  CHECK(text.find("reads seen.by_rule\n") != std::string::npos);
  CHECK(text.find("reads seen.by_item\n") != std::string::npos);
  CHECK(program->features == std::vector<std::string>{"op.matches"});
}
