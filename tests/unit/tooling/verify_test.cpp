// Engines against each other: every level of a project in memory, and rulesets that differ.
#include "tooling/test/verify.h"

#include <doctest/doctest.h>

#include "memory_file_system.h"

using namespace rulec;

namespace {

struct Project {
  explicit Project(const char* rule, const char* tests = nullptr) {
    files.add_file("rules/a.rule.json", rule);
    if (tests != nullptr) {
      files.add_file("tests/a.test.json", tests);
    }
    build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
    suite = tooling::collect_tests(files, *build, findings);
    REQUIRE(!findings.has_errors());
  }

  testing::MemoryFileSystem files;
  diag::Collector findings;
  std::unique_ptr<tooling::Build> build;
  std::unique_ptr<tooling::Suite> suite;
};

constexpr const char* kTests =
    R"({"entry_point":"e","cases":[
        {"name":"small","context":{"n":1},"expect":{"fires":false}},
        {"name":"large","context":{"n":5},"expect":{"fires":["a"]}},
        {"name":"later","skip":"not yet","context":{"n":5},"expect":{"fires":["a"]}}]})";

}  // namespace

TEST_CASE("all levels agree, as compiled and read back; skipped cases are counted apart") {
  Project project(R"({"id":"a","entry_point":"e","condition":{">":[{"var":"n"},2]}})", kTests);
  auto engines = tooling::all_engines(*project.build);
  REQUIRE(engines.has_value());
  CHECK(engines->size() == 9);
  CHECK(engines->back().name == "the bundle of -O2");
  auto done = tooling::compare_engines(*project.suite, *engines, project.findings);
  CHECK(done.cases == 2);
  CHECK(done.skipped == 1);
  CHECK(done.engines == 9);
  CHECK(done.differences == 0);
  CHECK(!project.findings.has_errors());
}

TEST_CASE("engines that decide differently are RC6001 at the place of the test") {
  Project project(R"({"id":"a","entry_point":"e","condition":{">":[{"var":"n"},2]}})", kTests);
  Project other(R"({"id":"a","entry_point":"e","condition":{">":[{"var":"n"},8]}})");
  auto engines = tooling::all_engines(*project.build);
  auto wrong = tooling::all_engines(*other.build);
  REQUIRE((engines.has_value() && wrong.has_value()));
  engines->push_back({.name = "another", .ruleset = wrong->front().ruleset});
  auto done = tooling::compare_engines(*project.suite, *engines, project.findings);
  CHECK(done.cases == 2);
  CHECK(done.differences == 1);
  REQUIRE(project.findings.kept().size() == 1);
  const diag::Diagnostic& finding = project.findings.kept()[0];
  CHECK(finding.code == diag::Code::kEnginesDiffer);
  CHECK(project.build->sources.at(finding.primary.span.source).name() == "tests/a.test.json");
  std::string message = diag::message_of(finding);
  CHECK(message.find("-O0 says `") != std::string::npos);
  CHECK(message.find("and another `") != std::string::npos);
}

TEST_CASE("without a test nothing is verified") {
  Project project(R"({"id":"a","entry_point":"e"})");
  auto engines = tooling::all_engines(*project.build);
  REQUIRE(engines.has_value());
  CHECK(tooling::compare_engines(*project.suite, *engines, project.findings).cases == 0);
}
