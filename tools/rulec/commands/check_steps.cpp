#include "commands/check_steps.h"

#include <utility>

namespace rulec::app::check_command {

std::string_view step_name(Step step) {
  constexpr std::string_view kNames[] = {"fmt",      "lint",   "compile", "test",
                                         "coverage", "budget", "package"};
  return kNames[static_cast<std::size_t>(step)];
}

std::string_view state_name(StepState state) {
  constexpr std::string_view kNames[] = {"ok", "failed", "not_run"};
  return kNames[static_cast<std::size_t>(state)];
}

StepResult failed(Step step, Failure failure) {
  StepResult result{.step = step,
                    .state = StepState::kFailed,
                    .words = failure.message,
                    .needs = {},
                    .remedy = {},
                    .exit_code = failure.exit_code};
  result.failure = std::move(failure);
  return result;
}

StepResult not_run(Step step, std::string_view needs, std::string_view remedy) {
  return {.step = step, .state = StepState::kNotRun, .words = {}, .needs = needs, .remedy = remedy};
}

StepResult answer(Step step, bool is_ok, std::string words, std::string_view remedy) {
  return {.step = step,
          .state = is_ok ? StepState::kOk : StepState::kFailed,
          .words = std::move(words),
          .needs = {},
          .remedy = is_ok ? std::string_view() : remedy,
          .exit_code = is_ok ? ExitCode::kOk : ExitCode::kNo};
}

}  // namespace rulec::app::check_command
