// MemoryEnv: the outside world of one run of the program, all in memory: files, a clock that stands
// still, streams that are kept. Needs nothing of the program but env.h.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "env.h"
#include "memory_file_system.h"

namespace rulec::testing {

// Always the same instant; durations are 0, or as many steps as the clock was read times.
class FixedClock final : public Clock {
 public:
  std::int64_t now_ms() override { return 1'772'355'600'000; }  // 2026-03-01T09:00:00Z
  std::int64_t ticks_ns() override { return ticks_.fetch_add(step_); }
  void set_step(std::int64_t nanoseconds) { step_ = nanoseconds; }

 private:
  std::int64_t step_ = 0;
  std::atomic<std::int64_t> ticks_ = 0;
};

class KeptOutput final : public app::Output {
 public:
  [[nodiscard]] bool write(std::string_view text) override {
    text_ += text;
    return true;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class TextInput final : public app::Input {
 public:
  explicit TextInput(std::string text) : text_(std::move(text)) {}
  // What a person types when asked for secrets, one after the other.
  void will_type(std::vector<std::string> secrets) { secrets_ = std::move(secrets); }
  Result<std::string> read_secret(std::string_view prompt, std::size_t max_bytes) override;
  Result<std::string> read_all(std::size_t max_bytes) override;
  Result<bool> read_line(std::string& line, std::size_t max_bytes) override;

 private:
  std::string text_;
  std::size_t at_ = 0;
  std::vector<std::string> secrets_;
};

// No program is run: the answer is what the test says.
class FakePrograms final : public ProgramRunner {
 public:
  explicit FakePrograms(const std::function<Result<ProgramAnswer>(const ProgramRequest&)>& answer)
      : answer_(answer) {}
  Result<ProgramAnswer> run(const ProgramRequest& request) override {
    return answer_ ? answer_(request)
                   : fail(ErrorCode::kIo, request.arguments.front() + ": no such program");
  }

 private:
  const std::function<Result<ProgramAnswer>(const ProgramRequest&)>& answer_;
};

// What a test may set before a run.
struct Surroundings {
  std::map<std::string, std::string, std::less<>> variables;
  app::Terminal terminal;
  std::vector<std::string> secrets;  // that a person types
  std::int64_t step_ns = 0;          // of the clock, between two readings
  std::function<Result<ProgramAnswer>(const ProgramRequest&)> program;
};

// The files outlive this; two runs on the same files see each other's writes.
class MemoryEnv : public Surroundings {
 public:
  MemoryEnv(MemoryFileSystem& files, std::string input) : files_(files), in_(std::move(input)) {}

  [[nodiscard]] app::Env env() {
    in_.will_type(secrets);
    clock_.set_step(step_ns);
    return {.files = files_,
            .clock = clock_,
            .out = out_,
            .err = err_,
            .in = in_,
            .variables = variables,
            .terminal = terminal,
            .programs = &programs_};
  }
  [[nodiscard]] const std::string& out() const { return out_.text(); }
  [[nodiscard]] const std::string& err() const { return err_.text(); }

 private:
  MemoryFileSystem& files_;
  FixedClock clock_;
  KeptOutput out_;
  KeptOutput err_;
  TextInput in_;
  FakePrograms programs_{program};
};

}  // namespace rulec::testing
