// `rulec bench` with a clock by steps: every decision takes as long as the test says.
#include <doctest/doctest.h>

#include <string>

#include "run_in_memory.h"

using namespace rulec::testing;

namespace {

MemoryFileSystem project() {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", "rulec: 1\nname: shop\nversion: 1.0.0\n");
  files.add_file("rules/a.rule.json",
                 R"({"id":"large","entry_point":"checkout","condition":{">=":[{"var":"total"},10]},
                     "tests":[{"name":"a","context":{"total":10},"expect":{"fires":true}}]})");
  return files;
}

Ran bench(MemoryFileSystem& files, std::vector<std::string> flags, std::int64_t step_ns) {
  flags.insert(flags.begin(), {"bench", "--time", "1ms"});
  return run_in_memory(files, flags, {.variables = {}, .input = {}, .step_ns = step_ns});
}

}  // namespace

TEST_CASE("an equal run is the same, a slower one a regression (RC0036)") {
  MemoryFileSystem files = project();
  Ran first = bench(files, {"--save", "base.json"}, 1000);
  CHECK(first.exit_code == 0);
  CHECK(first.out.find("1.00 us") != std::string::npos);
  CHECK(first.out.find("1,000,000") != std::string::npos);
  CHECK(first.out.find("saved base.json") != std::string::npos);

  Ran again = bench(files, {"--baseline", "base.json"}, 1000);
  CHECK(again.exit_code == 0);
  CHECK(again.out.find("+0.0 %   same (noise 1.0 %)") != std::string::npos);

  Ran slower = bench(files, {"--baseline", "base.json"}, 1300);
  CHECK(slower.exit_code == 1);
  CHECK(slower.out.find("REGRESSION") != std::string::npos);
  CHECK(slower.out.find("error[RC0036] regression: the p50 of `checkout` is 1.30 us, 30 % more "
                        "than the 1.00 us of the baseline") != std::string::npos);

  CHECK(bench(files, {"--baseline", "base.json", "--max-regress", "40%"}, 1300).exit_code == 0);
  CHECK(bench(files, {"--baseline", "base.json"}, 700).out.find("faster") != std::string::npos);
}

TEST_CASE("a regression does not become the baseline") {
  MemoryFileSystem files = project();
  std::vector<std::string> both = {"--baseline", "base.json", "--save", "./base.json"};
  CHECK(bench(files, {"--save", "base.json"}, 1000).exit_code == 0);
  Ran slower = bench(files, both, 1300);
  CHECK(slower.exit_code == 1);
  CHECK(slower.out.find("note: ./base.json was not saved: it is the baseline") !=
        std::string::npos);
  CHECK(slower.out.find("saved ./base.json") == std::string::npos);
  CHECK(bench(files, both, 1300).exit_code == 1);
  // Into another file it is kept, and what is no regression moves the baseline.
  CHECK(bench(files, {"--baseline", "base.json", "--save", "new.json"}, 1300)
            .out.find("saved new.json") != std::string::npos);
  CHECK(bench(files, both, 700).out.find("saved ./base.json") != std::string::npos);
  CHECK(bench(files, {"--baseline", "base.json"}, 1000).exit_code == 1);
}

TEST_CASE("other contexts, another name, entry points that are gone") {
  MemoryFileSystem files = project();
  files.add_file("rules/b.rule.json",
                 R"({"id":"gone","entry_point":"basket","condition":true,
                     "tests":[{"name":"a","context":{},"expect":{"fires":true}}]})");
  CHECK(bench(files, {"--save", "base.json"}, 1000).exit_code == 0);
  REQUIRE(files.remove_file("rules/b.rule.json").has_value());
  files.add_file("rulec.yaml", "rulec: 1\nname: other\nversion: 1.0.0\n");
  files.add_file("rules/a.rule.json",
                 R"({"id":"large","entry_point":"checkout","condition":{">=":[{"var":"total"},10]},
                     "tests":[{"name":"a","context":{"total":11},"expect":{"fires":true}}]})");
  Ran other = bench(files, {"--baseline", "base.json"}, 5000);
  CAPTURE(other.out);
  CHECK(other.exit_code == 0);
  CHECK(other.out.find("not comparable\n") != std::string::npos);
  CHECK(other.out.find("REGRESSION") == std::string::npos);
  CHECK(other.out.find("note: the baseline is one of `shop`, not of `other`") != std::string::npos);
  CHECK(other.out.find("note: the baseline was measured with other contexts") != std::string::npos);
  CHECK(other.out.find("note: `basket` is in the baseline and was not timed now") !=
        std::string::npos);
}

TEST_CASE("a document on stdout is a baseline too") {
  MemoryFileSystem files = project();
  Ran first = bench(files, {"--json"}, 1000);
  files.add_file("base.json", first.out);
  CHECK(bench(files, {"--baseline", "base.json"}, 1000).exit_code == 0);
  CHECK(bench(files, {"--baseline", "base.json", "--json"}, 2000).exit_code == 1);
}

TEST_CASE("a budget that is not kept (RC0035)") {
  MemoryFileSystem files = project();
  CHECK(bench(files, {"--budget", "p95<2us"}, 1000).exit_code == 0);
  Ran over = bench(files, {"--budget", "p95<2us,p99<1ms"}, 2000);
  CHECK(over.exit_code == 1);
  CHECK(
      over.out.find("error[RC0035] over-budget: the p95 of `checkout` is 2.00 us, over the budget "
                    "of 2us") != std::string::npos);
  CHECK(over.out.find("p99 of") == std::string::npos);
}
