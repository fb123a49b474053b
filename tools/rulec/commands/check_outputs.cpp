#include "commands/check_outputs.h"

#include <algorithm>
#include <iterator>

#include "tooling/subjects.h"

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

std::vector<tooling::ReportedStep> reported_steps(const std::vector<StepResult>& steps) {
  using tooling::StepVerdict;
  std::vector<tooling::ReportedStep> reported;
  for (const StepResult& step : steps) {
    bool has_run = step.state != StepState::kNotRun;
    reported.push_back({.name = std::string(step_name(step.step)),
                        .verdict = step.state == StepState::kOk ? StepVerdict::kOk
                                   : has_run                    ? StepVerdict::kFailed
                                                                : StepVerdict::kNotRun,
                        .detail = has_run ? step.words : "need " + std::string(step.needs)});
  }
  return reported;
}

// Failed cases as findings, but for those where engines differ, which are findings already.
Findings with_failed_cases(const Answer& answer) {
  Findings findings = answer.findings;
  const tooling::Run* run = answer.gate.tests();
  if (run == nullptr) {
    return findings;
  }
  std::vector<diag::Diagnostic> cases;
  for (const tooling::CaseResult& result : run->results) {
    if (result.verdict == tooling::Verdict::kFailed && !result.engines_differ) {
      cases.push_back(diag::make(diag::Code::kStepFailed, result.test->span, "",
                                 {{"step", "test"}, {"reason", failed_case_text(result)}}));
    }
  }
  tooling::fill_subjects(cases, answer.gate.build());
  findings.errors += cases.size();
  std::ranges::move(cases, std::back_inserter(findings.shown));
  return findings;
}

// Whether cases had to be run: a report of cases must not look as if there were none.
bool needed_tests(const std::vector<StepResult>& steps) {
  return std::ranges::any_of(steps, [](const StepResult& step) {
    return step.step == Step::kTest || step.step == Step::kCoverage || step.step == Step::kPackage;
  });
}

tooling::FindingsReport model_of(const Findings& findings, const Answer& answer,
                                 const std::string& prefix) {
  return findings_report(findings, scope_of(answer), answer.gate.build(),
                         {.command = "check",
                          .exit_code = answer.exit_code,
                          .prefix = prefix,
                          .fail_level = diag::Severity::Error});
}

}  // namespace

// What no step asked for is empty: a service that waits for the file gets one.
CheckReport::CheckReport(const Answer& answer, Env& env)
    : prefix_(repository_prefix(env.files, answer.gate.build().project.root)),
      model_(model_of(answer.findings, answer, prefix_)),
      findings_and_cases_(with_failed_cases(answer)),
      model_with_cases_(model_of(findings_and_cases_, answer, prefix_)),
      content_{
          .command = "check",
          .project = answer.gate.build().project.config.name,
          .sources = answer.gate.build().sources,
          .prefix = prefix_,
          .findings = &model_,
          .findings_and_cases = &model_with_cases_,
          .run = answer.gate.tests() != nullptr ? answer.gate.tests()
                 : needed_tests(answer.steps)   ? nullptr
                                                : &no_run_,
          .coverage = answer.gate.coverage() != nullptr ? answer.gate.coverage() : &no_coverage_,
          .minimums = &answer.gate.minimums(),
          .document = answer_document(answer),
          .summary_line =
              findings_summary_line(answer.findings, scope_of(answer), "check", answer.exit_code),
          .steps = rows_of(answer.steps),
          .reported_steps = reported_steps(answer.steps)} {}

}  // namespace rulec::app::check_command
