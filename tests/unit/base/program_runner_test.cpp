// Programs that answer, hang, flood and die: each ends, and in time.
#include "base/program_runner.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>

namespace rulec {
namespace {

constexpr std::int64_t kLongMs = 20'000;

Result<ProgramAnswer> run(const std::string& script, const std::string& input = "",
                          std::int64_t timeout_ms = kLongMs) {
  std::signal(SIGPIPE, SIG_IGN);
  RealProgramRunner programs;
  return programs.run({.arguments = {"/bin/sh", "-c", script},
                       .input = input,
                       .timeout_ms = timeout_ms,
                       .max_output_bytes = 1000});
}

TEST_CASE("input goes in, output and status come out") {
  Result<ProgramAnswer> answer = run("cat; exit 3", "hello");
  REQUIRE(answer.has_value());
  CHECK(answer->output == "hello");
  CHECK(answer->exit_status == 3);
  answer = run("kill -9 $$");
  REQUIRE(answer.has_value());
  CHECK(answer->exit_status == 137);
  CHECK(run("true")->output.empty());
}

TEST_CASE("no shell reads the arguments") {
  RealProgramRunner programs;
  auto answer = programs.run({.arguments = {"/bin/echo", "$HOME; echo x", "`id`"},
                              .input = "",
                              .timeout_ms = kLongMs,
                              .max_output_bytes = 1000});
  REQUIRE(answer.has_value());
  CHECK(answer->output == "$HOME; echo x `id`\n");
}

TEST_CASE("more input than a pipe holds, read late or never") {
  std::string large(1024 * 1024, 'x');
  Result<ProgramAnswer> answer = run("wc -c", large);
  REQUIRE(answer.has_value());
  CHECK(answer->output.find("1048576") != std::string::npos);
  answer = run("exec <&-; echo deaf", large);
  REQUIRE(answer.has_value());
  CHECK(answer->output == "deaf\n");
}

TEST_CASE("how a program ended is no success when nobody is told") {
  auto before = std::signal(SIGCHLD, SIG_IGN);
  auto began = std::chrono::steady_clock::now();
  // Before it can be watched, and after it has been for a while.
  for (const std::string script : {"true", "echo said", "cat; sleep 0.2"}) {
    CAPTURE(script);
    Result<ProgramAnswer> answer = run(script);
    REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    CHECK(answer->exit_status == 255);
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(15));
  std::signal(SIGCHLD, before);
  CHECK(run("true")->exit_status == 0);
}

// The sleepers take the place of their shell, so that they are killed with it: one that outlived
// the test would hold its standard error, and whoever reads that would wait for it.
TEST_CASE("a program that hangs is killed in time") {
  auto began = std::chrono::steady_clock::now();
  Result<ProgramAnswer> answer = run("exec sleep 600", "", 200);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == ErrorCode::kIo);
  CHECK(answer.error().message.find("200 ms") != std::string::npos);
  // Also one that closes its output, or goes on talking.
  CHECK_FALSE(run("exec >&-; exec sleep 600", "", 200).has_value());
  CHECK_FALSE(run("while true; do printf ''; done", "", 200).has_value());
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(60));
}

TEST_CASE("a program that says too much, or cannot be started") {
  Result<ProgramAnswer> answer = run("cat /dev/zero");
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == ErrorCode::kTooLarge);
  CHECK(run("head -c 1000 /dev/zero")->output.size() == 1000);
  CHECK_FALSE(run("head -c 1001 /dev/zero").has_value());
  RealProgramRunner programs;
  CHECK_FALSE(programs.run({.arguments = {"/nowhere/at/all"}, .input = "", .timeout_ms = kLongMs})
                  .has_value());
}

TEST_CASE("what a program leaves behind does not keep us") {
  auto began = std::chrono::steady_clock::now();
  Result<ProgramAnswer> answer = run("sleep 30 2>/dev/null & echo gone");
  REQUIRE(answer.has_value());
  CHECK(answer->output == "gone\n");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
}

}  // namespace
}  // namespace rulec
