// What `rulec check` says in the forms of other programs: on stdout (`--format`), in files
// (`--report FORMAT=FILE`), to GitHub Actions.
#pragma once

#include "commands/check_report.h"
#include "report_output.h"

namespace rulec::app::check_command {

// The parts of a report, made once for all forms. `answer` outlives it.
class CheckReport {
 public:
  CheckReport(const Answer& answer, Env& env);
  CheckReport(const CheckReport&) = delete;
  CheckReport& operator=(const CheckReport&) = delete;

  [[nodiscard]] const ReportContent& content() const { return content_; }

 private:
  tooling::Run no_run_;
  tooling::Coverage no_coverage_;
  std::string prefix_;
  tooling::FindingsReport model_;
  Findings findings_and_cases_;
  tooling::FindingsReport model_with_cases_;
  ReportContent content_;
};

}  // namespace rulec::app::check_command
