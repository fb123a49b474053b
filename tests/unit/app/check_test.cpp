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
  CHECK(fast.out.find("checkout: p95 900 ns of 1us") != std::string::npos);
  Ran slow = run_in_memory(files, {"check"}, {.variables = {}, .input = {}, .step_ns = 1000});
  CHECK(slow.exit_code == 1);
  CHECK(slow.out.find("budget    FAILED    checkout: p95 1.00 us of 1us") != std::string::npos);
  CHECK(
      slow.out.find("rulec.yaml:8:5: error[RC0035] over-budget: the p95 of `checkout` is 1.00 us, "
                    "over the budget of 1us of `production`") != std::string::npos);
  CHECK(slow.out.find("6 of 7 steps ok") != std::string::npos);
  CHECK(slow.out.find("here: rulec bench") != std::string::npos);
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
