// How the answer of `rulec check` leaves the program: into the files of `--report`, then on stdout
// in the form that was asked for.
#pragma once

#include <vector>

#include "commands/check_report.h"
#include "commands/test_reports.h"

namespace rulec::app::check_command {

class Outputs {
 public:
  // Refuses values of `--report` that are wrong, before anything is run.
  [[nodiscard]] static Outcome<Outputs> of(const Options& options);

  // A file that cannot be written (RC0018) is the one answer then: nothing is printed.
  [[nodiscard]] Outcome<void> give(const Answer& answer, const Options& options, Env& env) const;

 private:
  [[nodiscard]] Outcome<void> write_files(const Answer& answer, Env& env) const;

  std::vector<test_command::ReportFile> files_;
};

}  // namespace rulec::app::check_command
