// Reports as they leave the program: on stdout (`--format`), in files (`--report`), and for GitHub
// Actions. The printers are those of lib/tooling/report; a command gives what it found and what it
// ran, and every form takes what it can show of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "env.h"
#include "report.h"
#include "report_forms.h"
#include "tooling/report/findings.h"

namespace rulec::app {

// A row of the table on the page of a GitHub job.
struct SummaryStep {
  std::string name;     // "lint"
  std::string verdict;  // "ok", "failed", "not run"
  std::string detail;   // "214 rules in 37 files: 1 error, 0 warnings"
};

// What there is to report. Parts that a command has not stay null or empty.
struct ReportContent {
  std::string_view command;  // "lint"
  std::string_view project;  // its name
  const SourceMap& sources;
  std::string prefix;                                 // as in FindingsReport
  const tooling::FindingsReport* findings = nullptr;  // what was found
  // The same with failed cases among them, for forms that know findings alone; null: `findings`.
  const tooling::FindingsReport* findings_and_cases = nullptr;
  const tooling::Run* run = nullptr;            // what the tests came to
  const tooling::Coverage* coverage = nullptr;  // needed by lcov, cobertura and html
  const std::vector<tooling::Minimum>* minimums = nullptr;
  std::string document;      // rulec.<command>/1, for json
  std::string summary_line;  // the last line of jsonl
  std::vector<SummaryStep> steps;
  std::vector<tooling::ReportedStep> reported_steps;  // for forms that show each; may be empty
};

// Whether the form speaks of coverage, and is left out where none was measured.
[[nodiscard]] bool needs_coverage(Format format);

// One report; ends with a line end.
[[nodiscard]] std::string report_text(Format format, const ReportContent& content);
// To stdout. The lines of jsonl are written one by one, so that a reader sees each as it comes.
void print_report(Format format, const ReportContent& content, Env& env);
// RC0004 (exit 2) where a file that `flag` names is one that the project is made of: its answer
// must not take the place of a rule, whatever link leads there. Asked before anything is written.
[[nodiscard]] Outcome<void> check_target(const std::string& path, std::string_view flag,
                                         const tooling::Build& build, Env& env);
[[nodiscard]] Outcome<void> check_report_files(const std::vector<ReportFile>& files,
                                               const tooling::Build& build, Env& env);
// Makes the folders of the files, where nothing else shall happen if that fails (RC0018, exit 3).
[[nodiscard]] Outcome<void> make_report_folders(const std::vector<ReportFile>& files, Env& env);
// Each file whole or not at all. RC0018 (exit 3): one that could not be written.
[[nodiscard]] Outcome<void> write_reports(const std::vector<ReportFile>& files,
                                          const ReportContent& content, Env& env);
// "reports: rulec.sarif, rulec.xml\n", "" for none.
[[nodiscard]] std::string reports_line(const std::vector<ReportFile>& files);

// What GitHub Actions is told beside: commands on `stream` where the form was nobody's choice
// (stderr where stdout holds a text for programs; runners read both), and the table on the job's
// page (GITHUB_STEP_SUMMARY), which is appended to. A page that cannot be written is a line on
// stderr and changes no answer.
void tell_github(const Common& common, const ReportContent& content, Env& env,
                 Stream stream = Stream::kOut);

// The folder of a project below the root of the git work tree that it lies in: "", "shop/".
[[nodiscard]] std::string repository_prefix(FileSystem& files, const std::string& root);

// The model of findings. `suppressed` ones of `findings` are part of it.
struct ReportHead {
  std::string_view command;
  ExitCode exit_code = ExitCode::kOk;
  std::string prefix;
  diag::Severity fail_level = diag::Severity::Error;
};
[[nodiscard]] tooling::FindingsReport findings_report(const Findings& findings, const Scope& scope,
                                                      const tooling::Build& build, ReportHead head);
// The row of the step that looks for findings.
[[nodiscard]] SummaryStep lint_step(const Findings& findings, const Scope& scope,
                                    ExitCode exit_code);
// The last line of jsonl for findings.
[[nodiscard]] std::string findings_summary_line(const Findings& findings, const Scope& scope,
                                                std::string_view command, ExitCode exit_code);

}  // namespace rulec::app
