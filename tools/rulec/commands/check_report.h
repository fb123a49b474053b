// The answer of `rulec check`: the table of steps, what lies below it, and rulec.check/1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "commands/check_gate.h"

namespace rulec::app::check_command {

struct Answer {
  const Gate& gate;
  const std::vector<StepResult>& steps;
  const Findings& findings;
  std::int64_t elapsed_ns = 0;
  ExitCode exit_code = ExitCode::kOk;
};

struct TextOptions {
  Format format = Format::kFull;
  bool has_color = false;
  std::uint32_t width = 100;
  std::size_t quiet = 0;
  std::size_t max_shown = 50;
  TerminalStyle style;
  std::vector<std::string> reports;  // paths that were written
};
[[nodiscard]] std::string answer_text(const Answer& answer, const TextOptions& options);
[[nodiscard]] std::string answer_document(const Answer& answer);
// "below: fires: expected true, got false", of a failed case.
[[nodiscard]] std::string failed_case_text(const tooling::CaseResult& result);
[[nodiscard]] Scope scope_of(const Answer& answer);

}  // namespace rulec::app::check_command
