#include "commands/check_outputs.h"

namespace rulec::app::check_command {
namespace {

std::vector<SummaryStep> rows_of(const std::vector<StepResult>& steps) {
  std::vector<SummaryStep> rows;
  for (const StepResult& step : steps) {
    bool has_run = step.state != StepState::kNotRun;
    rows.push_back({.name = std::string(step_name(step.step)),
                    .verdict = step.state == StepState::kOk ? "ok"
                               : has_run                    ? "failed"
                                                            : "not run",
                    .detail = has_run ? step.words : "need " + std::string(step.needs)});
  }
  return rows;
}

}  // namespace

// What no step came to is empty: a service that waits for the file gets one.
CheckReport::CheckReport(const Answer& answer, Env& env)
    : content_{.command = "check",
               .project = answer.gate.build().project.config.name,
               .sources = answer.gate.build().sources,
               .prefix = repository_prefix(env.files, answer.gate.build().project.root)} {
  const Gate& gate = answer.gate;
  Scope scope = scope_of(answer);
  model_ = findings_report(answer.findings, scope, gate.build(),
                           {.command = "check",
                            .exit_code = answer.exit_code,
                            .prefix = content_.prefix,
                            .fail_level = diag::Severity::Error});
  content_.findings = &model_;
  content_.run = gate.tests() != nullptr ? gate.tests() : &no_run_;
  content_.coverage = gate.coverage() != nullptr ? gate.coverage() : &no_coverage_;
  content_.minimums = &gate.minimums();
  content_.document = answer_document(answer);
  content_.summary_line = findings_summary_line(answer.findings, scope, "check", answer.exit_code);
  content_.steps = rows_of(answer.steps);
}

}  // namespace rulec::app::check_command
