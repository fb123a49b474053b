// What `rulec test` says beside its results: coverage with its minimums, and the reports that are
// written into files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/test_command.h"
#include "report_forms.h"
#include "tooling/coverage/coverage.h"
#include "tooling/report/report.h"

namespace rulec::app::test_command {

// Refuses flags that do not go together, before anything is run.
[[nodiscard]] Outcome<void> check_coverage_flags(const Options& options);

[[nodiscard]] bool needs_coverage(const Options& options, const std::vector<ReportFile>& files);

// --min, else test.coverage of rulec.yaml. Empty when coverage is measured for a file alone.
[[nodiscard]] std::vector<tooling::Minimum> minimums_of(const Options& options,
                                                        const project::Config& config,
                                                        const tooling::Coverage& coverage,
                                                        const tooling::Run& run);

}  // namespace rulec::app::test_command
