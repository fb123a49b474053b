// Cases that nobody wrote: what they are made from, and what they ask for.
#include "tooling/synthetic/synthetic.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "memory_file_system.h"
#include "tooling/synthetic/cut_points.h"
#include "tooling/synthetic/pattern_texts.h"
#include "value/json_value.h"

using namespace rulec;

namespace {

struct Project {
  explicit Project(const std::string& condition, const std::string& actions = "[]") {
    files.add_file(
        "rulec.yaml",
        "rulec: 1\nname: n\nentry_points: { e: { updates: { b: {}, \"deep.**\": {} } } }\n");
    files.add_file("rules/a.rule.json", R"({"id":"a","entry_point":"e","condition":)" + condition +
                                            R"(,"actions":)" + actions + "}");
    build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
    REQUIRE(!findings.has_errors());
  }

  // "path: values" of every path, as JSON; - for none.
  [[nodiscard]] std::vector<std::string> cut_points() {
    std::vector<const parser::Expr*> conditions{build->ast.rules[0].condition};
    std::vector<std::string> lines;
    for (const tooling::PathValues& path : tooling::cut_points(conditions, nullptr, arena)) {
      std::string line;
      for (const std::string& segment : path.segments) {
        line += (line.empty() ? "" : ".") + segment;
      }
      line += ":";
      for (const Value& value : path.values) {
        std::string text;
        append_value(text, value.is_absent() ? Value::string("-") : value);
        line += " " + text;
      }
      lines.push_back(line);
    }
    return lines;
  }

  testing::MemoryFileSystem files;
  diag::Collector findings;
  std::unique_ptr<tooling::Build> build;
  Arena arena;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a constant gives values on both of its sides") {
  CHECK(Project(R"({"and":[{">":[{"var":"a.n"},10]},{"===":[{"var":"t"},"GB"]}]})").cut_points() ==
        Lines{R"(a.n: 10 9 11 "-")", R"(t: "GB" "GBx" "xGB" "other" "-")"});
  CHECK(Project(R"({"in":[{"var":"c"},[1,4]]})").cut_points() == Lines{R"(c: 1 0 2 4 3 5 "-")"});
  CHECK(Project(R"({"!":{"var":"flag"}})").cut_points() ==
        Lines{R"(flag: true false 1 0 "other" "-")"});
  CHECK(Project(R"({">":[{"length":{"var":"s"}},1]})").cut_points() ==
        Lines{R"(s: "" [] "x" ["x"] "xx" ["x","x"] "-")"});
}

TEST_CASE("the predicate of a quantifier gives items of its list") {
  Lines lines = Project(R"({"some":[{"var":"l"},{">":[{"var":"p"},1]}]})").cut_points();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with(R"(l: [] [{"p":1}] [{"p":1},{"p":1}] [{"p":0}] )"));
}

TEST_CASE("same rules, same cases; those that raise coverage come first") {
  std::string condition = R"({"and":[{">":[{"var":"n"},10]},{"===":[{"var":"t"},"GB"]}]})";
  std::vector<std::string> made[2];
  for (auto& contexts : made) {
    Project project(condition);
    auto synthetic = tooling::synthesize(*project.build, {}, {.cases = 12});
    REQUIRE(synthetic.has_value());
    CHECK((*synthetic)->without_context.empty());
    for (const tooling::TestCase& test : (*synthetic)->suite.cases) {
      append_value(contexts.emplace_back(), test.context);
    }
    tooling::Run run;
    REQUIRE(tooling::run_synthetic(*project.build, (*synthetic)->suite, run).has_value());
    CHECK(run.passed == 12);
    auto coverage = tooling::measure_coverage(*project.build, run);
    REQUIRE(coverage.has_value());
    CHECK(tooling::totals_of(*coverage).conditions.have == 4);
  }
  CHECK(made[0].size() == 12);
  CHECK(made[0] == made[1]);
  std::ranges::sort(made[0]);
  CHECK(std::ranges::adjacent_find(made[0]) == made[0].end());
}

TEST_CASE("an update that `**` of the allow-list covers is good") {
  Project project("true", R"([{"type":"update","target":"deep.c.d","operation":"set","value":1}])");
  auto synthetic = tooling::synthesize(*project.build, {}, {.cases = 1});
  REQUIRE(synthetic.has_value());
  tooling::Run run;
  REQUIRE(tooling::run_synthetic(*project.build, (*synthetic)->suite, run).has_value());
  CHECK(run.passed == 1);
  CHECK(run.failed == 0);
}

TEST_CASE("an update outside of the allow-list fails the case") {
  Project project("true", R"([{"type":"update","target":"b","operation":"set","value":1}])");
  auto synthetic = tooling::synthesize(*project.build, {}, {.cases = 1});
  REQUIRE(synthetic.has_value());
  tooling::Run run;
  REQUIRE(tooling::run_synthetic(*project.build, (*synthetic)->suite, run).has_value());
  CHECK(run.failed == 0);
  // The engines are compiled anew with the list as it then is, and the first to refuse.
  for (compiler::EntryPointSettings& settings : project.build->settings.entry_points) {
    settings.allows_all_updates = false;
    settings.updates = {{.pattern = "b.*", .type = "", .span = {}}};
  }
  tooling::Run again;
  REQUIRE(tooling::run_synthetic(*project.build, (*synthetic)->suite, again).has_value());
  REQUIRE(again.failed == 1);
  CHECK(again.results[0].differences[0].got.find("does not allow updates of `b`") !=
        std::string::npos);
  for (compiler::EntryPointSettings& settings : project.build->settings.entry_points) {
    settings.updates = {{.pattern = "*", .type = "", .span = {}}};
  }
  tooling::Run third;
  REQUIRE(tooling::run_synthetic(*project.build, (*synthetic)->suite, third).has_value());
  CHECK(third.failed == 0);
}

TEST_CASE("texts that fit a simple pattern") {
  auto texts = [](std::string_view pattern) { return tooling::pattern_texts(pattern); };
  CHECK(texts("^[A-Z]{2}[0-9]{3,5}$") == Lines{"AA000", "ZZ9999"});
  CHECK(texts("^(?:GB|IE)-\\d+$") == Lines{"GB-0", "IE-99"});
  CHECK(texts("^a?b*c{2}$") == Lines{"cc", "abcc"});
  CHECK(texts("^\\w+@\\w+\\.[a-z]{2,}$") == Lines{"a@a.aa", "ZZ@ZZ.zzz"});
  CHECK(texts("^[^a-z0]+$") == Lines{"A", "AA"});
  CHECK(texts("^[]a-]{2}$") == Lines{"]]", "--"});
  CHECK(texts("é{2}") == Lines{"éé"});
  CHECK(texts("^$") == Lines{""});
}

TEST_CASE("a pattern that is not simple gives no text") {
  for (std::string_view pattern : {"(?i)abc", "\\bword\\b", "[[:alpha:]]+", "\\p{L}+", "a{300}",
                                   "a$b", "[z-a]", "(a", "a)", "[a", "*", "a{2", "\\", "[é-ü]"}) {
    CAPTURE(pattern);
    CHECK(tooling::pattern_texts(pattern).empty());
  }
  CHECK(tooling::pattern_texts(std::string(100, '(') + "a" + std::string(100, ')')).empty());
}
