// Runs of test cases: order, cases at a time and engines cannot be seen in the results.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "memory_env.h"
#include "memory_file_system.h"
#include "tooling/test/test.h"

using namespace rulec;

namespace {

using Counts = std::vector<std::size_t>;

// Cases 0 to 299 with total = number; every hundredth, from the 50th on, expects the wrong thing.
std::string many_cases() {
  std::string text = R"({"entry_point":"e","cases":[)";
  for (int i = 0; i < 300; ++i) {
    bool fires = i >= 10;
    bool expected = i % 100 == 50 ? !fires : fires;
    text += i == 0 ? "" : ",";
    text += R"({"name":"case )" + std::to_string(i) + R"(","context":{"total":)" +
            std::to_string(i) + R"(},"expect":{")" + (expected ? "fires" : "not_fires") +
            R"(":["large"]}})";
  }
  return text + "]}";
}

struct Project {
  explicit Project(const std::string& cases) {
    files.add_file("rules/a.rule.json",
                   R"({"id":"large","entry_point":"e","condition":{">=":[{"var":"total"},10]}})");
    files.add_file("tests/a.test.json", cases);
    build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
    suite = tooling::collect_tests(files, *build, findings);
    REQUIRE(!findings.has_errors());
  }

  // Name, verdict, differences and decision of each result.
  std::vector<std::string> run(const tooling::RunOptions& options) {
    Result<tooling::Run> run = tooling::run_tests(files, clock, *build, *suite, options);
    REQUIRE(run.has_value());
    std::vector<std::string> lines;
    for (const tooling::CaseResult& result : run->results) {
      lines.push_back(result.test->name + " " + std::to_string(static_cast<int>(result.verdict)) +
                      " " + tooling::render_failure(result, build->sources) + result.decision);
      CHECK(!result.engines_differ.has_value());
    }
    CHECK(run->passed + run->failed + run->skipped == run->results.size());
    return lines;
  }

  testing::MemoryFileSystem files;
  testing::FixedClock clock;
  diag::Collector findings;
  std::unique_ptr<tooling::Build> build;
  std::unique_ptr<tooling::Suite> suite;
};

}  // namespace

TEST_CASE("cases at a time, order and engines change nothing of the results") {
  Project project(many_cases());
  std::vector<std::string> plain = project.run({});
  REQUIRE(plain.size() == 300);
  for (std::size_t workers : Counts{0, 2, 8, 1024}) {
    CAPTURE(workers);
    CHECK(project.run({.workers = workers}) == plain);
    CHECK(project.run({.workers = workers, .shuffle = 7}) == plain);
  }
  CHECK(project.run({.engines = tooling::EngineChoice::kAll, .workers = 2}) == plain);
}

TEST_CASE("the first failure of the order ends a run, however many cases run at a time") {
  Project project(many_cases());
  std::vector<std::string> until = project.run({.stops_at_first_failure = true});
  CHECK(until.size() == 51);  // cases 0 to 50
  CHECK(project.run({.stops_at_first_failure = true, .workers = 4}) == until);
  std::vector<std::string> shuffled = project.run({.stops_at_first_failure = true, .shuffle = 3});
  CHECK(shuffled.size() < 300);
  CHECK(shuffled != until);
  for (std::size_t workers : Counts{1, 3, 16}) {
    CHECK(project.run({.stops_at_first_failure = true, .workers = workers, .shuffle = 3}) ==
          shuffled);
  }
}

TEST_CASE("a golden file that cannot be read ends the run with its error") {
  std::string cases = R"({"entry_point":"e","cases":[)"
                      R"({"name":"a","context":{},"expect":{"decision":"golden/none.json"}},)"
                      R"({"name":"b","context":{},"expect":{"fires":false}}]})";
  Project project(cases);
  for (std::size_t workers : Counts{1, 2}) {
    Result<tooling::Run> run = tooling::run_tests(project.files, project.clock, *project.build,
                                                  *project.suite, {.workers = workers});
    REQUIRE(!run.has_value());
    CHECK(run.error().code == ErrorCode::kNotFound);
  }
}
