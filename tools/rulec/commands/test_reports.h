// What `rulec test` says beside its results: coverage with its minimums, and the reports that are
// written into files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/test_command.h"
#include "tooling/coverage/coverage.h"
#include "tooling/report/report.h"

namespace rulec::app::test_command {

enum class ReportForm : std::uint8_t { kJunit, kLcov, kCobertura, kHtml, kJson };

// Nothing for a name that is none.
[[nodiscard]] std::optional<ReportForm> report_form(std::string_view name);

struct ReportFile {
  ReportForm form = ReportForm::kJunit;
  std::string path;
};

// The reports that were asked for ("FORMAT=FILE" each). RC0004: a form that does not exist, no
// path,
// `-`. RC7001: a form that other commands will have.
[[nodiscard]] Outcome<std::vector<ReportFile>> report_files(const std::vector<std::string>& values,
                                                            std::string_view command);

// Refuses flags that do not go together, before anything is run.
[[nodiscard]] Outcome<void> check_coverage_flags(const Options& options);

[[nodiscard]] bool needs_coverage(const Options& options, const std::vector<ReportFile>& files);

// --min, else test.coverage of rulec.yaml. Empty when coverage is measured for a file alone.
[[nodiscard]] std::vector<tooling::Minimum> minimums_of(const Options& options,
                                                        const project::Config& config,
                                                        const tooling::Coverage& coverage);

// What a report is made from; `coverage` is not null when needs_coverage() said so.
struct ReportInput {
  const tooling::Build& build;
  const tooling::Run& run;
  const tooling::Coverage* coverage = nullptr;
  const std::vector<tooling::Minimum>& minimums;
  const std::string& document;  // rulec.test/1
};
[[nodiscard]] std::string report_text(ReportForm form, const ReportInput& input);

[[nodiscard]] Outcome<void> write_reports(const std::vector<ReportFile>& files,
                                          const ReportInput& input, Env& env);

}  // namespace rulec::app::test_command
