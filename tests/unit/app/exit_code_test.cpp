#include <doctest/doctest.h>

#include <new>
#include <stdexcept>
#include <string>

#include "app.h"
#include "run_in_memory.h"

using namespace rulec::testing;

namespace {

// A world in which reading the clock goes wrong in the way of `Fault`.
template <class Fault>
class FaultyClock final : public rulec::Clock {
 public:
  std::int64_t now_ms() override { return 1'772'355'600'000; }
  std::int64_t ticks_ns() override { throw Fault(); }
};

struct PlannedFault : std::runtime_error {
  PlannedFault() : std::runtime_error("planned: internal detail") {}
};

class LosingOutput final : public rulec::app::Output {
 public:
  bool write(std::string_view) override { return false; }
};

rulec::app::Env with(rulec::app::Env env, rulec::Clock& clock) {
  return {.files = env.files,
          .clock = clock,
          .out = env.out,
          .err = env.err,
          .in = env.in,
          .variables = env.variables,
          .terminal = env.terminal};
}

}  // namespace

TEST_CASE("an exception ends in exit 70 with a report file, never as raw text") {
  for (bool is_json : {false, true}) {
    MemoryFileSystem files;
    MemoryEnv memory(files, "");
    memory.variables["TMPDIR"] = "/tmp-of-test";
    FaultyClock<PlannedFault> clock;
    rulec::app::Env env = with(memory.env(), clock);
    std::vector<std::string> line = {"lint", "it's here", "--limit", "source=1MiB"};
    if (is_json) {
      line.emplace_back("--json");
    }
    CHECK(rulec::app::run(line, env) == rulec::app::ExitCode::kBug);
    CHECK(memory.out().find("planned") == std::string::npos);
    CHECK(memory.err().find("planned") == std::string::npos);
    const std::string& said = is_json ? memory.out() : memory.err();
    CHECK(said.find("RC0070") != std::string::npos);
    CHECK(said.find("/tmp-of-test/rulec-report-1772355600000.txt") != std::string::npos);
    std::string report =
        files.read_file("/tmp-of-test/rulec-report-1772355600000.txt", 1 << 20).value_or("");
    CHECK(report.find("command: rulec lint 'it'\\''s here' --limit source=1MiB") !=
          std::string::npos);
    CHECK(report.find("planned: internal detail") != std::string::npos);
  }
}

TEST_CASE("no memory is the environment's fault") {
  MemoryFileSystem files;
  MemoryEnv memory(files, "");
  FaultyClock<std::bad_alloc> clock;
  rulec::app::Env env = with(memory.env(), clock);
  CHECK(rulec::app::run({"lint"}, env) == rulec::app::ExitCode::kEnvironment);
  CHECK(memory.err().find("RC0019") != std::string::npos);
}

TEST_CASE("a lost answer is never exit 0") {
  for (const char* command : {"version", "help", "lint"}) {
    MemoryFileSystem files;
    MemoryEnv memory(files, "");
    LosingOutput out;
    rulec::app::Env env = memory.env();
    rulec::app::Env losing{.files = env.files,
                           .clock = env.clock,
                           .out = out,
                           .err = env.err,
                           .in = env.in,
                           .variables = {},
                           .terminal = {}};
    CAPTURE(command);
    auto code = rulec::app::run({command}, losing);
    CHECK(code != rulec::app::ExitCode::kOk);
    CHECK(code != rulec::app::ExitCode::kNo);
  }
}

TEST_CASE("-C: a folder that is not there or is a file was asked for wrongly") {
  MemoryFileSystem files;
  files.add_file("shop/rulec.yaml", "rulec: 1\n");
  CHECK(run_in_memory(files, {"-C", "nowhere", "version"}).exit_code == 2);
  CHECK(run_in_memory(files, {"-C", "shop/rulec.yaml", "version"}).exit_code == 2);
  CHECK(run_in_memory(files, {"-C", "shop", "version"}).exit_code == 0);
  Ran ran = run_in_memory(files, {"-C", "shop", "init", "--template", "empty", "new"});
  CHECK(ran.exit_code == 0);
  CHECK(files.exists("shop/new/rulec.yaml"));
}
