// Findings for other programs: small printers over one model, so that no two of them count, order
// or name differently. Same input, same bytes. Places are relative to the root of the repository,
// which is what the services that read these forms compare them with.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/diagnostic.h"
#include "tooling/report/report.h"

namespace rulec::tooling {

struct ReportedFinding {
  const diag::Diagnostic* diagnostic = nullptr;
  std::string fingerprint;

  [[nodiscard]] bool is_suppressed() const { return diagnostic->suppressed.has_value(); }
};

// Counted once, by whoever makes the model.
struct FindingTotals {
  std::uint64_t files = 0;
  std::uint64_t rules = 0;
  std::uint64_t scorecards = 0;
  std::uint64_t templates = 0;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t hints = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t omitted = 0;  // beyond the limits of a file or a run
  std::int64_t elapsed_ms = 0;
};

// What a run found. Looks into what it was made from, which outlives it.
struct FindingsReport {
  const SourceMap& sources;
  std::string_view command;  // "lint"
  std::string_view version;  // of rulec
  int exit_code = 0;
  std::string prefix;     // the project's folder below the repository's root: "" or "shop/"
  std::string pages_url;  // where the explanation pages can be read, "" where nowhere
  diag::Severity fail_level = diag::Severity::Error;
  std::vector<ReportedFinding> findings;  // most severe first; the suppressed ones behind
  std::vector<std::string> files;         // that were looked at
  FindingTotals totals;
};

// The model of these findings. Equal ones are numbered by their places, shown and suppressed alike,
// so that a suppression changes the fingerprint of no other finding.
[[nodiscard]] std::vector<ReportedFinding> reported(std::span<const diag::Diagnostic> shown,
                                                    std::span<const diag::Diagnostic> suppressed,
                                                    const SourceMap& sources);

// At most this many results go into a SARIF file: a popular service keeps no more.
inline constexpr std::size_t kMaxSarifResults = 5000;

// SARIF 2.1.0 (OASIS, section numbers are its): the most severe kMaxSarifResults, and a
// notification for what was left out.
[[nodiscard]] std::string sarif_report(const FindingsReport& report);
// Workflow commands of GitHub Actions, one a line.
[[nodiscard]] std::string github_report(const FindingsReport& report);
// The same for failed cases.
[[nodiscard]] std::string github_report(const Run& run, const SourceMap& sources,
                                        std::string_view prefix);
// GitLab's code quality report.
[[nodiscard]] std::string gitlab_report(const FindingsReport& report);
// Checkstyle's XML.
[[nodiscard]] std::string checkstyle_report(const FindingsReport& report);
// reviewdog's diagnostic format: one document, or one diagnostic a line. Columns are bytes of
// UTF-8, ends are exclusive.
[[nodiscard]] std::string rdjson_report(const FindingsReport& report);
[[nodiscard]] std::string rdjsonl_report(const FindingsReport& report);

// --- parts of documents with other parts

// A step of a command, for the forms that name them.
enum class StepVerdict : std::uint8_t { kOk, kFailed, kNotRun };
struct ReportedStep {
  std::string name;  // "fmt"
  StepVerdict verdict = StepVerdict::kOk;
  std::string detail;  // "1 of 3 files is not formatted"
};

// Suites of a JUnit document with their counts, so that the head of the document can be written
// when all of them are known.
struct JunitSuites {
  std::uint64_t tests = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::int64_t elapsed_ns = 0;
  std::string text;

  // A file is a suite, a code in it a case; what is below the fail level fails no case.
  void add(const FindingsReport& report);
  // A file of cases is a suite. `prefix` as in FindingsReport.
  void add(const Run& run, const SourceMap& sources, std::string_view prefix);
  // One suite, a step is a case; one that was not run is skipped.
  void add(std::string_view suite, std::span<const ReportedStep> steps);
};
[[nodiscard]] std::string junit_document(const JunitSuites& suites, std::string_view project);

// One line each of `rulec.lint/1`: the findings that are shown.
[[nodiscard]] std::vector<std::string> diagnostic_lines(const FindingsReport& report);
// As lines of `rulec.test/1`.
[[nodiscard]] std::vector<std::string> case_lines(const Run& run, const SourceMap& sources);

// TAP 14 with a YAML block of what differs below a failed case. `prefix` as in FindingsReport.
[[nodiscard]] std::string tap_report(const Run& run, const SourceMap& sources,
                                     std::string_view prefix);

// The member `summary` of rulec.lint/1, which every other total is compared with.
void write_totals(JsonWriter& json, const FindingTotals& totals, std::uint64_t safe_fixes,
                  std::uint64_t suggested_fixes);

}  // namespace rulec::tooling
