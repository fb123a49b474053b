// ProgramRunner: the one door through which rulec runs another program (`sign --key exec:`). A
// command gets it through Env; tests put in an answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace rulec {

struct ProgramRequest {
  std::vector<std::string> arguments;  // the first one is the path of the program; no shell
  std::string input;                   // its standard input, whole
  std::int64_t timeout_ms = 0;
  std::size_t max_output_bytes = 0;
};

struct ProgramAnswer {
  int exit_status = 0;  // 128 + number of a signal that ended it; 255 too when it cannot be known
  std::string output;   // its standard output, whole
};

class ProgramRunner {
 public:
  virtual ~ProgramRunner() = default;
  // Standard error is ours. A program that cannot be started, that has not ended in time, or that
  // says more than it may is an error (kIo, kTooLarge); it is killed.
  virtual Result<ProgramAnswer> run(const ProgramRequest& request) = 0;
  // A program for a person, an editor: its streams are ours, and it takes as long as it takes. The
  // first argument is looked up in PATH. Its exit status.
  virtual Result<int> run_at_terminal(const std::vector<std::string>& arguments) {
    return fail(ErrorCode::kIo, arguments.front() + ": there is no terminal");
  }
};

// The process ignores SIGPIPE, as main.cpp sees to: a program need not hear its input out.
class RealProgramRunner final : public ProgramRunner {
 public:
  Result<ProgramAnswer> run(const ProgramRequest& request) override;
  Result<int> run_at_terminal(const std::vector<std::string>& arguments) override;
};

}  // namespace rulec
