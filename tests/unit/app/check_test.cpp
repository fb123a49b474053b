// `rulec check`: what it reads and writes, and budgets with a clock by steps.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "app.h"
#include "exit_precedence.h"
#include "read_once_file_system.h"
#include "run_in_memory.h"

using namespace rulec;
using namespace rulec::testing;

namespace {

// Counts how often each file is read.
class CountingFileSystem final : public FileSystem {
 public:
  explicit CountingFileSystem(FileSystem& next) : next_(next) {}

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override {
    ++reads_[next_.canonical(path).value_or(path)];
    return next_.read_file(path, max_bytes);
  }
  Status write_file(const std::string& path, std::string_view bytes) override {
    return next_.write_file(path, bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return next_.write_private_file(path, bytes);
  }
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override {
    return next_.list_folder(path);
  }
  Result<FileInfo> info(const std::string& path) override { return next_.info(path); }
  Result<std::string> canonical(const std::string& path) override { return next_.canonical(path); }
  Status make_folder(const std::string& path) override { return next_.make_folder(path); }
  Status remove_file(const std::string& path) override { return next_.remove_file(path); }

  [[nodiscard]] const std::map<std::string, int>& reads() const { return reads_; }

 private:
  FileSystem& next_;
  std::map<std::string, int> reads_;
};

constexpr const char* kConfig =
    "rulec: 1\n"
    "name: shop\n"
    "version: 1.0.0\n"
    "entry_points:\n"
    "  checkout: { context_schema: schemas/checkout.context.json }\n"
    "environments:\n"
    "  production:\n"
    "    performance_budget: { p95: 1us }\n";

MemoryFileSystem project() {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", kConfig);
  files.add_file("schemas/checkout.context.json",
                 R"({"type":"object","properties":{"total":{"type":"number"}}})");
  files.add_file("rules/a.eff",
                 "rule large on checkout {\n  when total >= 10\n  then display_message(message: "
                 "\"hello\")\n}\n");
  files.add_file("tests/a.test.json",
                 R"({"entry_point":"checkout","cases":[
                    {"name":"a","context":{"total":10},"expect":{"decision":"golden/a.json"}}]})");
  files.add_file("contexts/a.json", "{}");
  REQUIRE(run_in_memory(files, {"test", "--update"}).exit_code == 0);
  REQUIRE(run_in_memory(files, {"fmt"}).exit_code == 0);
  return files;
}

}  // namespace

TEST_CASE("no file is read twice, and none is written") {
  MemoryFileSystem files = project();
  MemoryFileSystem before = files;
  CountingFileSystem counting(files);
  MemoryEnv memory(files, "");
  app::Env env = memory.env();
  app::Env counted{.files = counting,
                   .clock = env.clock,
                   .out = env.out,
                   .err = env.err,
                   .in = env.in,
                   .variables = env.variables,
                   .terminal = env.terminal,
                   .programs = env.programs};
  int exit_code = static_cast<int>(app::run({"check", "--isolated"}, counted));
  CAPTURE(memory.out());
  CAPTURE(memory.err());
  CHECK(exit_code == 0);
  CHECK(counting.reads().size() >= 5);
  for (const auto& [path, count] : counting.reads()) {
    CAPTURE(path);
    CHECK(count == 1);
  }
  CHECK(files.written() == before.written());
}

TEST_CASE("a budget of rulec.yaml that is not kept stands at its line (RC0035)") {
  MemoryFileSystem files = project();
  Ran fast = run_in_memory(files, {"check", "--only", "budget"},
                           {.variables = {}, .input = {}, .step_ns = 900});
  CHECK(fast.exit_code == 0);
  CHECK(fast.out.find("checkout: p95 (fastest) 900 ns of 1us") != std::string::npos);
  Ran slow = run_in_memory(files, {"check"}, {.variables = {}, .input = {}, .step_ns = 1000});
  CHECK(slow.exit_code == 1);
  CHECK(slow.out.find("budget    FAILED    checkout: p95 (fastest) 1.00 us of 1us") !=
        std::string::npos);
  CHECK(
      slow.out.find("rulec.yaml:8:5: error[RC0035] over-budget: the p95 of `checkout` is 1.00 us, "
                    "over the budget of 1us of `production`") != std::string::npos);
  CHECK(slow.out.find("6 of 7 steps ok") != std::string::npos);
  CHECK(slow.out.find("here: rulec bench") != std::string::npos);
}

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// One step that fails, and what each form has to say of it.
struct Shown {
  std::string form;
  std::string part;
};
void each_form_shows(MemoryFileSystem files, const std::vector<std::string>& line,
                     const std::vector<Shown>& wanted) {
  for (const Shown& shown : wanted) {
    CAPTURE(shown.form);
    std::vector<std::string> words = {"check", "--format", shown.form};
    words.insert(words.end(), line.begin(), line.end());
    Ran ran = run_in_memory(files, words);
    CAPTURE(ran.out);
    CAPTURE(ran.err);
    CHECK(ran.exit_code == 1);
    CHECK(has(ran.out, shown.part));
  }
}

const std::vector<Shown> kFormsOfFindings = {
    {"sarif", "\"ruleId\":\""}, {"gitlab", "\"check_name\""},        {"checkstyle", "<error "},
    {"rdjson", "\"message\":"}, {"jsonl", "\"severity\":\"error\""}, {"github", "::error "},
    {"junit", "<failure "}};

}  // namespace

TEST_CASE("a file that is not formatted fails in every form (RC0038)") {
  MemoryFileSystem files = project();
  files.add_file("rules/b.rule.json",
                 "{\n  \"id\": \"b\",\n     \"entry_point\": \"checkout\"\n}\n");
  std::vector<std::string> line = {"--only", "fmt"};
  each_form_shows(files, line, kFormsOfFindings);
  each_form_shows(files, line,
                  {{"sarif", "RC0038"},
                   {"gitlab", "rules/b.rule.json"},
                   {"github", "file=rules/b.rule.json,line=3"},
                   {"concise", "rules/b.rule.json:3:1: error[RC0038] not-formatted: "},
                   {"junit", "<testsuite name=\"rulec check\" tests=\"1\" failures=\"1\""},
                   {"json", "\"code\":\"RC0038\""}});
}

TEST_CASE("a minimum that is not reached fails in every form (RC0039)") {
  std::vector<std::string> line = {"--only", "coverage", "--coverage-min", "100"};
  each_form_shows(project(), line, kFormsOfFindings);
  each_form_shows(project(), line,
                  {{"concise",
                    "error[RC0039] below-minimum: the coverage of conditions is 50.0%, below the "
                    "minimum of 100%"},
                   {"json", "\"code\":\"RC0039\""}});
  MemoryFileSystem configured = project();
  configured.add_file("rulec.yaml",
                      std::string(kConfig) + "test:\n  coverage:\n    conditions: 80\n");
  each_form_shows(configured, {"--only", "coverage"}, {{"concise", "rulec.yaml:11:5: error"}});
}

TEST_CASE("a failed case is in every form, and so is what only needed the tests") {
  MemoryFileSystem files = project();
  files.add_file("tests/b.test.json",
                 R"({"entry_point":"checkout","cases":[
                    {"name":"b","context":{"total":10},"expect":{"fires":false}}]})");
  for (const char* step : {"test", "package"}) {
    CAPTURE(step);
    std::vector<Shown> wanted = kFormsOfFindings;
    std::erase_if(wanted, [](const Shown& shown) { return shown.form == "jsonl"; });
    wanted.push_back({"jsonl", "\"failed\""});
    wanted.push_back({"tap", "not ok "});
    wanted.push_back({"concise", "failed test: b: "});
    wanted.push_back({"concise", "here: rulec test"});
    each_form_shows(files, {"--only", step}, wanted);
  }
}

TEST_CASE("more warnings than are allowed fail in every form (RC0045)") {
  MemoryFileSystem files = project();
  files.add_file("rulec.yaml", std::string(kConfig) + "lint:\n  max_warnings: 0\n");
  files.add_file("rules/b.eff",
                 "rule always on checkout {\n  when true == true\n  then "
                 "display_message(message: \"hello\")\n}\n");
  each_form_shows(files, {"--only", "lint"}, kFormsOfFindings);
  each_form_shows(files, {"--only", "lint"}, {{"concise", "error[RC0045] step-failed: the step "}});
  // A package is made of what the lints let pass.
  each_form_shows(files, {"--only", "package"}, {{"concise", "package   not run: need "}});
  Ran packaged = run_in_memory(files, {"package", "--no-sign", "--allow-dirty"});
  CAPTURE(packaged.err);
  CHECK(packaged.exit_code == 1);
}

TEST_CASE("rules that do not compile leave no report that looks as if there were no case") {
  MemoryFileSystem files = project();
  files.add_file("rules/b.eff", "rule b on checkout {\n  when nobody >= 10\n  then nothing()\n}\n");
  each_form_shows(files, {}, {{"tap", "Bail out!"}});
  Ran skipped = run_in_memory(files, {"check", "--format", "tap", "--only", "lint"});
  CHECK(has(skipped.out, "1..0 # SKIP"));
}

TEST_CASE("a minimum over nothing is not reached when no case was run") {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", "rulec: 1\nname: shop\nversion: 1.0.0\n");
  files.add_file("rules/a.rule.json", R"({"id":"a","entry_point":"checkout","condition":true})");
  Ran check = run_in_memory(files, {"check", "--only", "coverage", "--coverage-min", "100"});
  CAPTURE(check.out);
  CHECK(check.exit_code == 1);
  CHECK(has(check.out, "coverage  FAILED    conditions nothing measured < 100%"));
  Ran test = run_in_memory(files, {"test", "--coverage", "--min", "100"});
  CAPTURE(test.out);
  CHECK(test.exit_code == 1);
  CHECK(has(test.out, "nothing measured"));
  CHECK(run_in_memory(files, {"check", "--only", "coverage", "--coverage-min", "0"}).exit_code ==
        0);
}

TEST_CASE("settings that could not be read are blamed on no rule") {
  MemoryFileSystem files = project();
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  checkout:\n"
                 "    on_error: maybe\n    updates: { cart.discount: { type: number } }\n");
  files.add_file("rules/b.eff",
                 "rule b on checkout {\n  when total >= 10\n  then "
                 "update cart.gift = 1\n}\n");
  Ran wrong = run_in_memory(files, {"lint"});
  CAPTURE(wrong.out);
  CHECK(wrong.exit_code == 2);
  CHECK_FALSE(has(wrong.out, "RC2008"));
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  checkout:\n"
                 "    updates: { cart.discount: { type: number } }\n");
  CHECK(has(run_in_memory(files, {"lint"}).out, "RC2008"));
}

TEST_CASE("a package stands on the findings of check: suppressed ones stop nothing") {
  MemoryFileSystem files = project();
  files.add_file("rulec.yaml", std::string(kConfig) + "lint: { max_warnings: 0 }\n");
  std::string rule =
      "rule always on checkout {\n  when true == true\n  then display_message(message: "
      "\"hello\")\n}\n";
  files.add_file("rules/b.eff", rule);
  std::vector<std::string> package = {"package", "--no-sign", "--allow-dirty"};
  Ran stopped = run_in_memory(files, package);
  CAPTURE(stopped.err);
  CHECK(stopped.exit_code == 1);
  CHECK(run_in_memory(files, {"check", "--only", "package"}).exit_code == 1);
  CHECK(
      run_in_memory(files, {"lint", "--baseline", ".rulec/lint-baseline.json", "--write-baseline"})
          .exit_code == 0);
  Ran kept = run_in_memory(files, package);
  CAPTURE(kept.err);
  CHECK_FALSE(has(kept.err, "always-true"));
}

TEST_CASE("files that are read once") {
  MemoryFileSystem files;
  files.add_file("a.txt", "one");
  files.add_link("b.txt", "a.txt");
  CountingFileSystem counting(files);
  app::ReadOnceFileSystem once(counting);
  CHECK(once.read_file("a.txt", 10) == "one");
  CHECK(once.read_file("b.txt", 10) == "one");
  CHECK_FALSE(once.read_file("none.txt", 10).has_value());
  CHECK_FALSE(once.read_file("none.txt", 10).has_value());
  for (const auto& [path, count] : counting.reads()) {
    CHECK(count == 1);
  }
  CHECK(once.read_file("a.txt", 2).error().code == ErrorCode::kTooLarge);
  CHECK(once.read_file("a.txt", 10) == "one");
  REQUIRE(once.write_file("a.txt", "two").has_value());
  CHECK(once.read_file("b.txt", 10) == "two");
  REQUIRE(once.remove_file("b.txt").has_value());
  CHECK_FALSE(once.read_file("b.txt", 10).has_value());
}

TEST_CASE("the first of 70, 2, 3, 4, 5, 1 wins") {
  using app::ExitCode;
  using app::worse_of;
  const ExitCode order[] = {ExitCode::kBug,        ExitCode::kUsage,   ExitCode::kEnvironment,
                            ExitCode::kNotAllowed, ExitCode::kRefused, ExitCode::kNo,
                            ExitCode::kOk};
  for (std::size_t i = 0; i < std::size(order); ++i) {
    for (std::size_t k = i; k < std::size(order); ++k) {
      CHECK(worse_of(order[i], order[k]) == order[i]);
      CHECK(worse_of(order[k], order[i]) == order[i]);
    }
  }
}
