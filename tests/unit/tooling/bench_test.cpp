// Timing decisions: what the statistics make of numbers, budgets as they are written, kept runs.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "memory_env.h"
#include "memory_file_system.h"
#include "tooling/bench/budget_times.h"
#include "tooling/bench/budgets.h"
#include "tooling/bench/contexts.h"
#include "tooling/bench/measure.h"
#include "tooling/bench/run_file.h"
#include "tooling/bench/statistics.h"
#include "tooling/random.h"

using namespace rulec;
using namespace rulec::tooling;

namespace {

// Batches of a machine in use: most lie within `spread` of `value`, one in ten is disturbed.
std::vector<double> batches(double value, double spread, std::uint64_t seed) {
  constexpr std::size_t kCount = 60;
  constexpr std::uint64_t kSteps = 1000;
  constexpr std::uint64_t kDisturbed = 10;
  Random random(seed);
  std::vector<double> made;
  for (std::size_t i = 0; i < kCount; ++i) {
    double at = static_cast<double>(random.below(kSteps)) / static_cast<double>(kSteps);
    double batch = value * (1 + spread * (2 * at - 1));
    made.push_back(random.below(kDisturbed) == 0 ? batch * 3 : batch);
  }
  return made;
}

// A rule with two accepted contexts and one that its schema refuses.
struct Project {
  Project() {
    files.add_file(
        "rulec.yaml",
        "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  e: { context_schema: s.json }\n");
    files.add_file("s.json", R"({"type":"object","properties":{"total":{"type":"number"}}})");
    files.add_file("rules/a.rule.json",
                   R"({"id":"large","entry_point":"e","condition":{">=":[{"var":"total"},10]}})");
    files.add_file("tests/a.test.json",
                   R"({"entry_point":"e","cases":[
                      {"name":"a","context":{"total":10},"expect":{"fires":["large"]}},
                      {"name":"b","context":{"total":9},"expect":{"not_fires":["large"]}},
                      {"name":"c","context":{"total":"x"},"expect":{"error":"RC6110"}},
                      {"name":"d","context":{},"skip":"later","expect":{"fires":["large"]}}]})");
    build = build_project();
    suite = collect_tests(files, *build, findings);
    REQUIRE(!findings.has_errors());
    auto loaded = runtime::load(*build->program, "");
    REQUIRE(loaded.has_value());
    ruleset = *loaded;
  }

  std::unique_ptr<Build> build_project() {
    return tooling::build(files, {}, Phase::kEmit, findings);
  }

  testing::MemoryFileSystem files;
  diag::Collector findings;
  std::unique_ptr<Build> build;
  std::unique_ptr<Suite> suite;
  runtime::RulesetPtr ruleset;
};

BenchRun run_of(double p50, double band) {
  Estimate estimate{.value = p50, .band = band};
  return {.rulec = "1.0.0",
          .name = "shop",
          .version = "1.2.0",
          .digest = "sha256:00",
          .measured_at = "2026-03-01T09:00:00Z",
          .machine = {.cpu = "a \"cpu\"", .kernel = "Linux 6.1", .processors = 2},
          .rows = {{.entry_point = "checkout",
                    .engine = "bytecode",
                    .origin = "tests",
                    .contexts = 7,
                    .contexts_sha256 = "ab",
                    .measured = {.mean = estimate,
                                 .p50 = estimate,
                                 .p95 = estimate,
                                 .p99 = estimate,
                                 .decisions = 1000,
                                 .batches = 60}}}};
}

std::string text_of(const BenchRun& run) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("schema", "rulec.bench/1");
  json.member("rulec", run.rulec);
  write_run(json, run);
  json.end_object();
  return text;
}

}  // namespace

TEST_CASE("median and percentiles are values that were measured") {
  CHECK(median_of({}) == 0);
  CHECK(median_of({3}) == 3);
  CHECK(median_of({5, 1, 3}) == 3);
  CHECK(median_of({4, 1, 3, 2}) == 2.5);
  CHECK(percentile_of({}, 95) == 0);
  std::vector<double> hundred;
  for (int i = 100; i > 0; --i) {
    hundred.push_back(i);
  }
  CHECK(percentile_of(hundred, 50) == 50);
  CHECK(percentile_of(hundred, 95) == 95);
  CHECK(percentile_of(hundred, 99) == 99);
  CHECK(percentile_of(hundred, 100) == 100);
  CHECK(percentile_of({7, 9}, 1) == 7);
}

TEST_CASE("a few disturbed batches move neither the figure nor its band") {
  Estimate calm = estimate_of(batches(1000, 0.02, 1));
  CHECK(calm.value > 980);
  CHECK(calm.value < 1020);
  CHECK(calm.noise() < 0.06);
  Estimate restless = estimate_of(batches(1000, 0.2, 1));
  CHECK(restless.noise() > calm.noise() * 5);
  CHECK(estimate_of({5, 5, 5, 5}).band == 0);
}

TEST_CASE("two runs of the same are the same, a slower one is a regression") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Estimate first = estimate_of(batches(1000, 0.03, seed));
    Estimate again = estimate_of(batches(1000, 0.03, seed + 1000));
    CHECK(compare_estimates(first, again, 0.2).kind == ChangeKind::kSame);
    Estimate slow = estimate_of(batches(1250, 0.03, seed + 2000));
    CHECK(compare_estimates(first, slow, 0.05).kind == ChangeKind::kRegression);
    CHECK(compare_estimates(slow, first, 0.05).kind == ChangeKind::kFaster);
    CHECK(compare_estimates(first, slow, 0.5).kind == ChangeKind::kSlower);
  }
}

TEST_CASE("a change inside the noise is no change, and unsure where the noise hides too much") {
  Estimate older{.value = 100, .band = 30};
  Estimate newer{.value = 140, .band = 40};
  Change change = compare_estimates(older, newer, 0);
  CHECK(change.share == doctest::Approx(0.4));
  CHECK(change.noise == doctest::Approx(0.5));
  CHECK(change.kind == ChangeKind::kUnsure);
  CHECK(compare_estimates(older, newer, 0.6).kind == ChangeKind::kSame);
  newer.value = 151;
  CHECK(compare_estimates(older, newer, 0).kind == ChangeKind::kRegression);
  // No band is narrower than what memory layout alone does.
  CHECK(compare_estimates({.value = 1000}, {.value = 1009}, 0).kind == ChangeKind::kSame);
  CHECK(compare_estimates({.value = 1000}, {.value = 1011}, 0).kind == ChangeKind::kRegression);
  CHECK(compare_estimates({}, {.value = 5}, 0).kind == ChangeKind::kSame);
}

TEST_CASE("durations are numbers with a unit") {
  CHECK(parse_duration_ns("250ns") == 250.0);
  CHECK(parse_duration_ns("1.5us") == 1500.0);
  CHECK(parse_duration_ns("100ms") == 1e8);
  CHECK(parse_duration_ns("3s") == 3e9);
  CHECK(parse_duration_ns("2m") == 120e9);
  for (const char* wrong : {"", "5", "s", "5 s", ".5s", "5.s", "1.2.3s", "-1s", "+1s", "5S", "5sec",
                            "1e3s", "0x1s", "5s "}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_duration_ns(wrong).has_value());
  }
  CHECK(duration_text(0) == "0 ns");
  CHECK(duration_text(999.4) == "999 ns");
  CHECK(duration_text(999.6) == "1.00 us");
  CHECK(duration_text(12'340) == "12.3 us");
  CHECK(duration_text(123'400'000) == "123 ms");
  CHECK(duration_text(2.5e9) == "2.50 s");
  CHECK(duration_text(5e12) == "5000 s");
}

TEST_CASE("budgets are a percentile, `<` and a duration") {
  auto budgets = parse_budgets("p95<100us, p99 < 1.5ms");
  REQUIRE(budgets.has_value());
  REQUIRE(budgets->size() == 2);
  CHECK(budgets->at(0).percentile == Percentile::kP95);
  CHECK(budgets->at(0).limit_ns == 100'000);
  CHECK(budgets->at(0).is_kept(99'999));
  CHECK_FALSE(budgets->at(0).is_kept(100'000));
  CHECK(budgets->at(1).limit == "1.5ms");
  for (const auto& [wrong, said] : std::vector<std::pair<const char*, const char*>>{
           {"", "expected a percentile, `<` and a duration"},
           {"p95", "expected a percentile, `<` and a duration"},
           {"p95>1ms", "expected a percentile, `<` and a duration"},
           {"p90<1ms", "expected p50, p95 or p99 before `<`, not `p90`"},
           {"p95<=1ms", "expected a duration such as 100us or 1.5ms after `<`, not `=1ms`"},
           {"p95<", "after `<`, not ``"},
           {"p95<0ms", "not `0ms`"},
           {"p95<100", "not `100`"},
           {"p95<1ms,", "expected a percentile, `<` and a duration"}}) {
    CAPTURE(wrong);
    auto read = parse_budgets(wrong);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message.find(said) != std::string::npos);
  }
}

TEST_CASE("budgets of rulec.yaml are those of its environments") {
  project::Config config;
  config.settings = {
      {.key = "environments.eu.west.performance_budget.p99", .json = "\"1s\"", .origin = "r:9"},
      {.key = "environments.prod.performance_budget", .json = "\"100ms\"", .origin = "r:3"},
      {.key = "environments.prod.performance_budget.x_note", .json = "\"5s\"", .origin = "r:4"},
      {.key = "environments.prod.storage", .json = "\"main\"", .origin = "r:2"},
      {.key = "x.performance_budget", .json = "\"1ms\"", .origin = "r:1"}};
  std::vector<TimeBudget> all = configured_budgets(config, "");
  REQUIRE(all.size() == 2);
  CHECK(all[0].environment == "eu.west");
  CHECK(all[0].percentile == Percentile::kP99);
  CHECK(all[1].environment == "prod");
  CHECK(all[1].percentile == Percentile::kP95);
  CHECK(all[1].limit_ns == 1e8);
  CHECK(all[1].origin == "r:3");
  CHECK(configured_budgets(config, "prod").size() == 1);
  CHECK(configured_budgets(config, "pro").empty());
}

TEST_CASE("a kept run reads back, and nothing else does") {
  BenchRun run = run_of(1234.5678, 12.3);
  std::string text = text_of(run);
  auto read = read_run(text);
  REQUIRE(read.has_value());
  CHECK(read->name == "shop");
  CHECK(read->machine == run.machine);
  REQUIRE(read->rows.size() == 1);
  CHECK(read->rows[0].measured.p95.value == doctest::Approx(1234.6));
  CHECK(read->rows[0].contexts_sha256 == "ab");
  CHECK(text_of(*read) == text_of(*read_run(text_of(*read))));

  auto replaced = [&text](std::string_view from, std::string_view to) {
    std::string changed = text;
    std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, from.size(), to);
  };
  for (const auto& [wrong, said] : std::vector<std::pair<std::string, std::string>>{
           {"", "byte 0"},
           {"[]", "`schema` is not rulec.bench/1"},
           {replaced("rulec.bench/1", "rulec.lint/1"), "`schema` is not rulec.bench/1"},
           {replaced("\"runs\":[", "\"rows\":["), "`runs` is no list"},
           {replaced("\"engine\":\"bytecode\"", "\"engine\":5"), "`engine` is no text"},
           {replaced("1234.6", "-1"), "`value` is no time in nanoseconds"},
           {replaced("1234.6", "1e300"), "`value` is no time in nanoseconds"},
           {replaced("\"count\":7", "\"count\":7.5"), "`count` is no number from 0 on"},
           {replaced("\"machine\":{", "\"machine\":null,\"m\":{"), "`machine` is no object"}}) {
    CAPTURE(wrong);
    auto bad = read_run(wrong);
    REQUIRE_FALSE(bad.has_value());
    CAPTURE(bad.error().message);
    CHECK(bad.error().message.find(said) != std::string::npos);
  }
}

TEST_CASE("runs are compared by entry point and engine, one percentile at a time") {
  BenchRun older = run_of(1000, 10);
  BenchRun newer = run_of(1300, 10);
  newer.rows.push_back(newer.rows[0]);
  newer.rows[1].entry_point = "other";
  newer.rows[0].measured.p99 = {.value = 1005, .band = 10};
  std::vector<RowChange> changes = compare_runs(older, newer, 0.05);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].change.kind == ChangeKind::kRegression);
  CHECK(changes[1].change.kind == ChangeKind::kRegression);
  CHECK(changes[2].percentile == Percentile::kP99);
  CHECK(changes[2].change.kind == ChangeKind::kSame);
}

TEST_CASE("contexts of a folder: files and lines, in the order of their names") {
  testing::MemoryFileSystem files;
  files.add_file("c/b.json", "{\"a\": 1}");
  files.add_file("c/a.jsonl", "{\"a\":2}\n\n  \n{\"a\":3}\r\n{\"a\":4}");
  files.add_file("c/readme.txt", "no context");
  files.add_file("c/deeper/d.json", "{}");
  auto texts = read_contexts(files, "c", 1000);
  REQUIRE(texts.has_value());
  REQUIRE(texts->size() == 4);
  CHECK(texts->at(0) == "{\"a\":2}");
  CHECK(texts->at(3) == "{\"a\": 1}");
  files.add_file("c/a.jsonl", "{\"a\":2}\n{\"a\":");
  auto broken = read_contexts(files, "c", 1000);
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().message.starts_with("c/a.jsonl:2: "));
  CHECK_FALSE(read_contexts(files, "nowhere", 1000).has_value());
}

TEST_CASE("contexts that are not accepted are left out") {
  Project project;
  ContextSet of_tests = contexts_of_tests(*project.ruleset, "e", *project.suite);
  CHECK(of_tests.contexts.size() == 2);
  CHECK(of_tests.refused == 1);
  ContextSet of_texts =
      contexts_of_texts(*project.ruleset, "e", {R"({"total":1})", R"({"total":null})"});
  CHECK(of_texts.contexts.size() == 1);
  CHECK(of_texts.refused == 1);
  CHECK(of_texts.sha256() != of_tests.sha256());
  CHECK(of_texts.sha256() == contexts_of_texts(*project.ruleset, "e", {R"({"total":1})"}).sha256());
  auto made = synthetic_contexts(*project.ruleset, "e", *project.build, Run());
  REQUIRE(made.has_value());
  CHECK(made->contexts.size() >= 2);
  CHECK(made->refused == 0);
  CHECK(entry_points_of(*project.build->program) == std::vector<std::string>{"e"});
}

TEST_CASE("a clock by steps gives every decision one step, one that stands still ends") {
  Project project;
  ContextSet set = contexts_of_tests(*project.ruleset, "e", *project.suite);
  BenchSubject subject{.ruleset = *project.ruleset, .entry_point = "e", .contexts = set.contexts};
  testing::FixedClock clock;
  std::size_t told = 0;
  Measured still = measure(subject, 1'000'000, clock, [&told](double) { ++told; });
  CHECK(still.batches == kLeastBatches);
  CHECK(still.p99.value == 0);
  CHECK(told == kLeastBatches);
  clock.set_step(1000);
  Measured measured = measure(subject, 1'000'000, clock, {});
  CHECK(measured.batches >= kLeastBatches);
  CHECK(measured.decisions >= measured.batches * 2);
  CHECK(measured.p50.value == 1000);
  CHECK(measured.mean.value == 1000);
  CHECK(measured.p99.band == 0);
}

TEST_CASE("the fastest time of each context is what a budget is held against") {
  Project project;
  ContextSet set = contexts_of_tests(*project.ruleset, "e", *project.suite);
  BenchSubject subject{.ruleset = *project.ruleset, .entry_point = "e", .contexts = set.contexts};
  testing::FixedClock clock;
  clock.set_step(700);
  std::vector<double> best = {500, 900};
  find_fastest(subject, 3, clock, best);
  CHECK(best == std::vector<double>{500, 700});
  std::vector<TimeBudget> budgets = *parse_budgets("p95<1us,p99<700ns");
  std::vector<BudgetTime> times = time_budgets(*project.ruleset, set, budgets, clock);
  REQUIRE(times.size() == 2);
  CHECK(times[0].found_ns == 700);
  CHECK(times[0].budget.is_kept(times[0].found_ns));
  CHECK_FALSE(times[1].budget.is_kept(times[1].found_ns));
}
