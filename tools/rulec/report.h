// Findings as output: order, selection, the lines behind them, the document rulec.lint/1, and which
// exit code they mean. Used by every command that has findings; renders nothing itself
// (diag/render.h does) and reads no files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "env.h"
#include "settings.h"
#include "tooling/report/findings.h"

namespace rulec::tooling {
class ChangedParts;
struct Build;
}  // namespace rulec::tooling

namespace rulec::app {

// The lints that need not be asked for.
inline constexpr std::string_view kDefaultLints = "default";

// Which warnings and hints are wanted; errors always are. Entries are codes, names, `all`,
// `default`, or the head of a code ("RC30").
struct LintSelection {
  std::vector<std::string> selected = {std::string(kDefaultLints)};
  std::vector<std::string> ignored;
};
// A fault of the first entry that is neither.
[[nodiscard]] Outcome<LintSelection> lint_selection(const std::vector<std::string>& selected,
                                                    const std::vector<std::string>& ignored);
[[nodiscard]] bool is_wanted(const LintSelection& selection, diag::Code code);
[[nodiscard]] bool is_wanted(const LintSelection& selection, const diag::Diagnostic& finding);

// The findings of a run in the order to show: errors, warnings, hints; inside by file and offset.
struct Findings {
  std::vector<diag::Diagnostic> shown;       // all that were kept
  std::vector<diag::Diagnostic> suppressed;  // count as nothing; reports name them
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t hints = 0;
  std::size_t omitted = 0;  // counted, not kept
  // Silenced by a suppression or the baseline: not counted above, and only shown by forms that
  // carry them.

  [[nodiscard]] bool is_empty() const { return errors + warnings + hints == 0; }
};
[[nodiscard]] Findings findings_of(diag::Collector& collector, const LintSelection& selection);
// The same with what their fingerprints need (tooling/subjects.h): for every command whose findings
// are reported.
[[nodiscard]] Findings findings_of(diag::Collector& collector, const LintSelection& selection,
                                   const tooling::Build& build);
// Only those that concern these parts.
[[nodiscard]] Findings in_parts(Findings findings, const tooling::ChangedParts& parts);

// What was looked at.
struct Scope {
  std::size_t files = 0;
  std::size_t rules = 0;
  std::size_t scorecards = 0;
  std::size_t templates = 0;  // variants
  std::int64_t elapsed_ms = 0;
};

// What a terminal can show beside colours.
struct TerminalStyle {
  bool has_unicode = false;
  std::string folder_url;  // as in diag::RenderOptions
  std::string pages_url;
};
// Line drawing on a terminal with a UTF-8 locale. Links of OSC 8 on a terminal, or as
// RULEC_HYPERLINKS (never, always) says. `root` is the folder of the project.
[[nodiscard]] TerminalStyle terminal_style(Env& env, Stream stream, const std::string& root);

struct ReportOptions {
  Format format = Format::kFull;  // full in place of a form that is not text
  bool has_color = false;
  std::uint32_t width = 100;
  std::size_t max_shown = 50;
  bool is_last = false;  // nothing follows, so no blank line at the end
  TerminalStyle style = {};
};

// Findings in the form that was asked for, with a line for those that are not shown.
[[nodiscard]] std::string findings_text(const Findings& findings, const SourceMap& sources,
                                        const ReportOptions& options);
// "checked 214 rules in 37 files in 41 ms: 1 error, 0 warnings", and what to do next.
[[nodiscard]] std::string summary_text(const Findings& findings, const Scope& scope);
// "1 error, 0 warnings", "all good".
[[nodiscard]] std::string counts_text(const Findings& findings);
// By code, most frequent first: how many there are and how many have a fix that is applied.
struct Statistic {
  diag::Code code;
  std::size_t count = 0;
  std::size_t safe = 0;       // with a safe fix
  std::size_t suggested = 0;  // with a suggested one and no safe one
};
[[nodiscard]] std::vector<Statistic> statistics_of(const Findings& findings);
// "    12  [*] RC2003 unknown-field", with a line that says what the mark means.
[[nodiscard]] std::string statistics_text(const Findings& findings);
// The member `statistics` of a document.
void write_statistics(JsonWriter& json, const Findings& findings);

// The totals of every report.
[[nodiscard]] tooling::FindingTotals totals_of(const Findings& findings, const Scope& scope);
// The member `summary` of a document.
void write_totals(JsonWriter& json, const Findings& findings, const Scope& scope);
// Members `summary` and `diagnostics` of a document.
void write_findings(JsonWriter& json, const Findings& findings, const Scope& scope,
                    const SourceMap& sources);

// The exit code that the findings mean: 3 for a failing environment, 2 for what was asked wrongly
// (also mistakes in rulec.yaml), 1 for mistakes in the rules at `fail_level` and above, else 0.
[[nodiscard]] ExitCode exit_code_of(const Findings& findings, const SourceMap& sources,
                                    diag::Severity fail_level);

// "1 rule", "2 rules".
[[nodiscard]] std::string counted(std::size_t number, std::string_view noun);

}  // namespace rulec::app
