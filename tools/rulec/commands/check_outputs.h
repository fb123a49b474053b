// Reports of `rulec check` beside its answer (`--report FORMAT=FILE`).
#pragma once

#include <string>
#include <vector>

#include "commands/check_report.h"
#include "commands/test_reports.h"

namespace rulec::app::check_command {

// Each file whole or not at all. RC0018 for one that cannot be written.
[[nodiscard]] Outcome<void> write_reports(const std::vector<test_command::ReportFile>& files,
                                          const Answer& answer, Env& env);

}  // namespace rulec::app::check_command
