#include "commands/check_outputs.h"

namespace rulec::app::check_command {

Outcome<void> write_reports(const std::vector<test_command::ReportFile>& files,
                            const Answer& answer, Env& env) {
  if (files.empty()) {
    return {};
  }
  // What no step came to is empty: a service that waits for the file gets one.
  tooling::Run no_run;
  tooling::Coverage no_coverage;
  const Gate& gate = answer.gate;
  std::string document = answer_document(answer);
  return test_command::write_reports(
      files,
      {.build = gate.build(),
       .run = gate.tests() != nullptr ? *gate.tests() : no_run,
       .coverage = gate.coverage() != nullptr ? gate.coverage() : &no_coverage,
       .minimums = gate.minimums(),
       .document = document},
      env);
}

}  // namespace rulec::app::check_command
