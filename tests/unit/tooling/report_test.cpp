#include <doctest/doctest.h>

#include <string>

#include "tooling/test/test.h"

using namespace rulec;
using tooling::CaseResult;
using tooling::TestCase;
using tooling::Verdict;

namespace {

TestCase sample() {
  return {.file = "tests/a.test.json", .name = "UK cart", .entry_point = "checkout"};
}

}  // namespace

TEST_CASE("a failure names file and case, then what differs") {
  SourceMap sources;
  TestCase test = sample();
  CaseResult result = {.test = &test, .verdict = Verdict::kFailed, .elapsed_ns = 20'000};
  result.differences.push_back({.path = "blocked", .expected = "true", .got = "false"});
  std::string text = tooling::render_failure(result, sources);
  CHECK(text.starts_with("FAIL tests/a.test.json > UK cart"));
  CHECK(text.find("  - blocked: true\n  + blocked: false\n") != std::string::npos);
  CHECK(text.find("RC6001") == std::string::npos);
}

TEST_CASE("engines that differ are a bug of rulec and told as one (RC6001)") {
  SourceMap sources;
  TestCase test = sample();
  CaseResult result = {.test = &test, .verdict = Verdict::kFailed};
  result.engines_differ = "-O0 answers {}, the optimised program {\"a\":\x1b[1m1}";
  std::string text = tooling::render_failure(result, sources);
  CHECK(text.find("error[RC6001] engines-differ: -O0 answers {}") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("the closing line counts, and tells how to run the first failure again") {
  TestCase test = sample();
  tooling::Run run;
  run.passed = 2;
  CHECK(tooling::render_summary(run, 8) == "2 passed, 0 failed, 0 skipped in 8 ms\n");
  run.failed = 1;
  run.results.push_back({.test = &test, .verdict = Verdict::kFailed});
  CHECK(tooling::render_summary(run, 8).find("again: rulec test -k \"UK cart\"") !=
        std::string::npos);
}
