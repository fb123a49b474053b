// The steps of `rulec check` and what came of each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "env.h"
#include "failure.h"

namespace rulec::app::check_command {

enum class Step : std::uint8_t { kFmt, kLint, kCompile, kTest, kCoverage, kBudget, kPackage };
inline constexpr std::array kSteps = {Step::kFmt,      Step::kLint,   Step::kCompile, Step::kTest,
                                      Step::kCoverage, Step::kBudget, Step::kPackage};
[[nodiscard]] std::string_view step_name(Step step);  // "fmt"

enum class StepState : std::uint8_t { kOk, kFailed, kNotRun };
[[nodiscard]] std::string_view state_name(StepState state);  // "ok", "failed", "not_run"

struct StepResult {
  Step step = Step::kFmt;
  StepState state = StepState::kOk;
  std::string words;        // "37 files"
  std::string_view needs;   // of one that was not run: what was missing ("compile")
  std::string_view remedy;  // of one that is not ok: a command line that helps ("rulec fmt")
  std::int64_t elapsed_ns = 0;
  ExitCode exit_code = ExitCode::kOk;
  std::optional<Failure> failure;  // why there is no result
};

// One that came to no result, one that lacks something, and one with a result; the exit code of one
// that is not ok is 1. `needs` and `remedy` outlive it.
[[nodiscard]] StepResult failed(Step step, Failure failure);
[[nodiscard]] StepResult not_run(Step step, std::string_view needs, std::string_view remedy);
[[nodiscard]] StepResult answer(Step step, bool is_ok, std::string words, std::string_view remedy);

}  // namespace rulec::app::check_command
