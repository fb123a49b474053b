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
    : prefix_(repository_prefix(env.files, answer.gate.build().project.root)),
      model_(findings_report(answer.findings, scope_of(answer), answer.gate.build(),
                             {.command = "check",
                              .exit_code = answer.exit_code,
                              .prefix = prefix_,
                              .fail_level = diag::Severity::Error})),
      content_{
          .command = "check",
          .project = answer.gate.build().project.config.name,
          .sources = answer.gate.build().sources,
          .prefix = prefix_,
          .findings = &model_,
          .run = answer.gate.tests() != nullptr ? answer.gate.tests() : &no_run_,
          .coverage = answer.gate.coverage() != nullptr ? answer.gate.coverage() : &no_coverage_,
          .minimums = &answer.gate.minimums(),
          .document = answer_document(answer),
          .summary_line =
              findings_summary_line(answer.findings, scope_of(answer), "check", answer.exit_code),
          .steps = rows_of(answer.steps)} {}

}  // namespace rulec::app::check_command
