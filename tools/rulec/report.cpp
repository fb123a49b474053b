#include "report.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "base/uri.h"
#include "diag/render.h"
#include "diag/suggest.h"
#include "tooling/changed.h"
#include "tooling/lint/lint.h"
#include "tooling/subjects.h"
#include "version.h"

namespace rulec::app {
namespace {

using diag::Code;
using diag::Severity;

bool is_head_of_a_code(std::string_view text) {
  return text.size() >= 3 && text.size() < 6 && text.starts_with("RC") &&
         std::ranges::any_of(
             diag::catalogue(),
             [&](const diag::CatalogueRow& row) {
               return diag::code_text(row.code).starts_with(text);
             });
}

bool matches(std::string_view entry, Code code) {
  if (entry == "all") {
    return true;
  }
  if (entry == kDefaultLints) {
    return tooling::is_on_by_default(code);
  }
  const diag::CatalogueRow* row = diag::find_row(entry);
  return row != nullptr ? row->code == code : diag::code_text(code).starts_with(entry);
}

Outcome<void> check_entries(std::string_view flag, const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    if (entry == "all" || entry == kDefaultLints || diag::find_row(entry) != nullptr ||
        is_head_of_a_code(entry)) {
      continue;
    }
    Failure unknown =
        failure(Code::kBadFlagValue, {{"value", entry},
                                      {"flag", std::string(flag)},
                                      {"expected",
                                       "expected a code such as RC3010, its name, a head "
                                       "such as RC30, all, or default"}});
    std::vector<std::string> candidates;
    for (const diag::CatalogueRow& row : diag::catalogue()) {
      candidates.emplace_back(row.name);
      candidates.push_back(diag::code_text(row.code));
    }
    unknown.suggestions = diag::suggest(entry, candidates);
    return refuse(std::move(unknown));
  }
  return {};
}

void count(Findings& findings, const diag::Diagnostic& finding) {
  switch (finding.severity) {
    case Severity::Error:
      ++findings.errors;
      break;
    case Severity::Warning:
      ++findings.warnings;
      break;
    case Severity::Hint:
      ++findings.hints;
      break;
    case Severity::Retired:
      break;
  }
}

std::string_view file_of(const diag::Diagnostic& finding, const SourceMap& sources) {
  return finding.has_primary ? std::string_view(sources.at(finding.primary.span.source).name())
                             : std::string_view();
}

bool is_config_file(std::string_view path) {
  return file_name(path) == "rulec.yaml" || file_name(path) == "rulec.json";
}

ExitCode exit_code_of_error(const diag::Diagnostic& finding, const SourceMap& sources) {
  auto number = static_cast<unsigned>(finding.code);
  bool is_environment =
      finding.code == Code::kFileUnreadable || finding.code == Code::kWriteFailed ||
      finding.code == Code::kGitNoRepository || finding.code == Code::kGitNoCommit ||
      finding.code == Code::kGitForeignOwner || finding.code == Code::kGitUnavailable;
  if (is_environment) {
    return ExitCode::kEnvironment;
  }
  bool is_of_rules = finding.code == Code::kFormatRefused || finding.code == Code::kFileExists ||
                     finding.code == Code::kOverBudget || finding.code == Code::kRegression ||
                     finding.code == Code::kNotFormatted || finding.code == Code::kBelowMinimum ||
                     finding.code == Code::kStepFailed;
  bool is_usage = (number < 1000 && !is_of_rules) || finding.code == Code::kNotBuiltYet;
  return is_usage || is_config_file(file_of(finding, sources)) ? ExitCode::kUsage : ExitCode::kNo;
}

// Order of precedence of exit codes: 2 before 3 before 1 before 0.
int rank(ExitCode code) {
  return code == ExitCode::kUsage ? 3 : code == ExitCode::kEnvironment ? 2 : static_cast<int>(code);
}

std::string_view variable(const Env& env, std::string_view name) {
  auto found = env.variables.find(name);
  return found == env.variables.end() ? std::string_view() : std::string_view(found->second);
}

// The first of them that is set decides (POSIX, 8.2).
bool has_utf8_locale(const Env& env) {
  for (std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale(variable(env, name));
    if (!locale.empty()) {
      std::ranges::transform(locale, locale.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      return locale.contains("utf-8") || locale.contains("utf8");
    }
  }
  return false;
}

// Findings of one file stand together in a list that is sorted by severity.
std::string grouped_text(std::span<const diag::Diagnostic> findings, const SourceMap& sources,
                         const ReportOptions& options) {
  std::vector<std::pair<std::string_view, std::string>> groups;  // by their first finding
  for (const diag::Diagnostic& finding : findings) {
    std::string_view file = file_of(finding, sources);
    auto group = std::ranges::find(groups, file, &std::pair<std::string_view, std::string>::first);
    if (group == groups.end()) {
      group = groups.insert(group, {file, {}});
    }
    group->second += diag::render_in_group(finding, sources);
  }
  std::string text;
  for (const auto& [file, lines] : groups) {
    const std::string& folder = options.style.folder_url;
    std::string head = file.empty() ? std::string("rulec") : diag::printable(file);
    text += diag::linked(folder.empty() || file.empty() ? "" : folder + uri_path(file), head);
    text.append("\n").append(lines).append("\n");
  }
  return text;
}

std::string list_text(std::span<const diag::Diagnostic> findings, const SourceMap& sources,
                      const ReportOptions& options) {
  if (options.format == Format::kGrouped) {
    return grouped_text(findings, sources, options);
  }
  diag::RenderOptions render{.has_color = options.has_color,
                             .width = options.width,
                             .has_unicode = options.style.has_unicode,
                             .folder_url = options.style.folder_url,
                             .pages_url = options.style.pages_url};
  std::string text;
  for (const diag::Diagnostic& finding : findings) {
    text += options.format == Format::kConcise ? diag::render_concise(finding, sources)
            : options.format == Format::kNarrate
                ? diag::render_narrated(finding, sources)
                : diag::render_full(finding, sources, render) + "\n";
  }
  return text;
}

// Forms with a line for each finding leave no line empty.
bool is_in_lines(Format format) {
  return format == Format::kConcise || format == Format::kNarrate;
}

struct FixCounts {
  std::size_t safe = 0;
  std::size_t suggested = 0;
};

FixCounts fix_counts(const Findings& findings) {
  FixCounts counts;
  for (const diag::Diagnostic& finding : findings.shown) {
    for (const diag::Fix& fix : finding.fixes) {
      counts.safe += fix.fix_class == diag::FixClass::kSafe ? 1 : 0;
      counts.suggested += fix.fix_class == diag::FixClass::kSuggested ? 1 : 0;
    }
  }
  return counts;
}

}  // namespace

Outcome<LintSelection> lint_selection(const std::vector<std::string>& selected,
                                      const std::vector<std::string>& ignored) {
  for (auto [flag, entries] : {std::pair("--select", &selected), {"--ignore", &ignored}}) {
    if (Outcome<void> checked = check_entries(flag, *entries); !checked) {
      return refuse(std::move(checked.error()));
    }
  }
  LintSelection selection{.selected = selected, .ignored = ignored};
  if (selection.selected.empty()) {
    selection.selected = {std::string(kDefaultLints)};
  }
  return selection;
}

bool is_wanted(const LintSelection& selection, Code code) {
  auto is_listed = [&](const std::vector<std::string>& entries) {
    return std::ranges::any_of(entries,
                               [&](const std::string& entry) { return matches(entry, code); });
  };
  return diag::row_of(code).severity == Severity::Error ||
         (is_listed(selection.selected) && !is_listed(selection.ignored));
}

bool is_wanted(const LintSelection& selection, const diag::Diagnostic& finding) {
  return finding.severity == Severity::Error || is_wanted(selection, finding.code);
}

namespace {

// Says how to see those with a witness happen: `rulec eval` counts them in the same way.
void number_examples(std::vector<diag::Diagnostic>& findings) {
  std::map<Code, std::size_t> numbers;
  for (diag::Diagnostic& finding : findings) {
    std::size_t number = ++numbers[finding.code];
    if (finding.witness) {
      finding.help("see it happen: `rulec eval " + finding.witness->entry_point + " --example " +
                   diag::code_text(finding.code) + ":" + std::to_string(number) + " --explain`");
    }
  }
}

}  // namespace

Findings findings_of(diag::Collector& collector, const LintSelection& selection) {
  Findings findings;
  findings.omitted = collector.omitted();
  findings.errors = collector.error_count();
  findings.warnings = collector.warning_count();
  findings.hints = collector.hint_count();
  findings.shown = collector.take_sorted();
  number_examples(findings.shown);
  auto unwanted = std::ranges::remove_if(findings.shown, [&](const diag::Diagnostic& finding) {
    bool is_out = !is_wanted(selection, finding);
    findings.warnings -= is_out && finding.severity == Severity::Warning ? 1 : 0;
    findings.hints -= is_out && finding.severity == Severity::Hint ? 1 : 0;
    return is_out;
  });
  findings.shown.erase(unwanted.begin(), unwanted.end());
  std::ranges::stable_sort(findings.shown, {}, &diag::Diagnostic::severity);
  return findings;
}

Findings findings_of(diag::Collector& collector, const LintSelection& selection,
                     const tooling::Build& build) {
  Findings findings = findings_of(collector, selection);
  tooling::fill_subjects(findings.shown, build);
  return findings;
}

Findings in_parts(Findings findings, const tooling::ChangedParts& parts) {
  Findings kept;
  kept.omitted = findings.omitted;
  kept.suppressed = std::move(findings.suppressed);
  for (diag::Diagnostic& finding : findings.shown) {
    if (parts.concern(finding)) {
      count(kept, finding);
      kept.shown.push_back(std::move(finding));
    }
  }
  for (diag::Diagnostic& finding : findings.suppressed) {
    if (parts.concern(finding)) {
      kept.suppressed.push_back(std::move(finding));
    }
  }
  return kept;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string findings_text(const Findings& findings, const SourceMap& sources,
                          const ReportOptions& options) {
  std::size_t shown = std::min(findings.shown.size(), options.max_shown);
  std::string text = list_text(std::span(findings.shown).first(shown), sources, options);
  std::size_t rest = findings.shown.size() - shown;
  if (rest > 0) {
    text += "and " + counted(rest, "more finding") + " (--all)\n";
  }
  if (findings.omitted > 0) {
    text +=
        "and " + counted(findings.omitted, "finding") + " beyond the limit of a file or a run\n";
  }
  bool has_note = rest > 0 || findings.omitted > 0;
  if (has_note && !is_in_lines(options.format)) {
    text += "\n";
  }
  if (options.is_last && text.ends_with("\n\n")) {
    text.pop_back();
  }
  return text;
}

std::string counts_text(const Findings& findings) {
  std::string text = findings.is_empty() ? "all good"
                                         : counted(findings.errors, "error") + ", " +
                                               counted(findings.warnings, "warning");
  text += findings.hints > 0 ? ", " + counted(findings.hints, "hint") : "";
  std::size_t suppressed = findings.suppressed.size();
  return suppressed > 0 ? text + ", " + std::to_string(suppressed) + " suppressed" : text;
}

std::string summary_text(const Findings& findings, const Scope& scope) {
  std::string text = "checked " + counted(scope.rules, "rule");
  bool has_both = scope.scorecards > 0 && scope.templates > 0;
  if (scope.scorecards > 0) {
    text += (has_both ? ", " : " and ") + counted(scope.scorecards, "scorecard");
  }
  text += scope.templates > 0 ? " and " + counted(scope.templates, "template") : "";
  text += " in " + counted(scope.files, "file") + " in " + std::to_string(scope.elapsed_ms) +
          " ms: " + counts_text(findings) + "\n";
  if (!findings.shown.empty()) {
    text += "learn more: rulec explain " + diag::code_text(findings.shown.front().code) + "\n";
  }
  return text;
}

std::vector<Statistic> statistics_of(const Findings& findings) {
  std::map<Code, Statistic> counts;
  for (const diag::Diagnostic& finding : findings.shown) {
    auto has = [&](diag::FixClass fix_class) {
      return std::ranges::find(finding.fixes, fix_class, &diag::Fix::fix_class) !=
             finding.fixes.end();
    };
    bool is_safe = has(diag::FixClass::kSafe);
    Statistic& row = counts[finding.code];
    row.code = finding.code;
    ++row.count;
    row.safe += is_safe ? 1 : 0;
    row.suggested += !is_safe && has(diag::FixClass::kSuggested) ? 1 : 0;
  }
  std::vector<Statistic> rows;
  rows.reserve(counts.size());
  for (const auto& [code, row] : counts) {
    rows.push_back(row);
  }
  std::ranges::stable_sort(rows, std::greater(), &Statistic::count);
  return rows;
}

std::string statistics_text(const Findings& findings) {
  std::vector<Statistic> rows = statistics_of(findings);
  auto is_safe = [](const Statistic& row) { return row.safe > 0; };
  auto is_suggested = [](const Statistic& row) { return row.safe == 0 && row.suggested > 0; };
  bool has_safe = std::ranges::any_of(rows, is_safe);
  bool has_suggested = std::ranges::any_of(rows, is_suggested);
  std::string_view blank = has_safe || has_suggested ? "    " : "";
  std::string text;
  for (const Statistic& row : rows) {
    std::string figure = std::to_string(row.count);
    text.append(figure.size() < 6 ? 6 - figure.size() : 0, ' ').append(figure).append("  ");
    text += is_safe(row) ? "[*] " : is_suggested(row) ? "[?] " : blank;
    text.append(diag::code_text(row.code)).append(" ").append(diag::row_of(row.code).name);
    text += "\n";
  }
  text += has_safe ? "[*] has safe fixes (--fix)\n" : "";
  text += has_suggested ? "[?] has suggested fixes (--fix-suggested)\n" : "";
  return text;
}

void write_statistics(JsonWriter& json, const Findings& findings) {
  json.key("statistics");
  json.begin_array();
  for (const Statistic& row : statistics_of(findings)) {
    json.begin_object();
    json.member("code", diag::code_text(row.code));
    json.member("name", diag::row_of(row.code).name);
    json.member("count", std::uint64_t{row.count});
    json.key("fixes");
    json.begin_object();
    json.member("safe", std::uint64_t{row.safe});
    json.member("suggested", std::uint64_t{row.suggested});
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

TerminalStyle terminal_style(Env& env, Stream stream, const std::string& root) {
  bool is_tty = stream == Stream::kOut ? env.terminal.out_is_tty : env.terminal.err_is_tty;
  bool is_plain = variable(env, "TERM") == "dumb";
  TerminalStyle style{.has_unicode = is_tty && !is_plain && has_utf8_locale(env)};
  std::string_view wanted = variable(env, "RULEC_HYPERLINKS");
  if (wanted == "always" || (wanted != "never" && is_tty && !is_plain)) {
    style.pages_url = pages_url();
    if (Result<std::string> folder = env.files.canonical(root)) {
      style.folder_url = "file://" + uri_path(*folder) + (folder->ends_with('/') ? "" : "/");
    }
  }
  return style;
}

tooling::FindingTotals totals_of(const Findings& findings, const Scope& scope) {
  return {.files = scope.files,
          .rules = scope.rules,
          .scorecards = scope.scorecards,
          .templates = scope.templates,
          .errors = findings.errors,
          .warnings = findings.warnings,
          .hints = findings.hints,
          .suppressed = findings.suppressed.size(),
          .omitted = findings.omitted,
          .elapsed_ms = scope.elapsed_ms};
}

void write_totals(JsonWriter& json, const Findings& findings, const Scope& scope) {
  FixCounts fixes = fix_counts(findings);
  tooling::write_totals(json, totals_of(findings, scope), fixes.safe, fixes.suggested);
}

void write_findings(JsonWriter& json, const Findings& findings, const Scope& scope,
                    const SourceMap& sources) {
  write_totals(json, findings, scope);
  json.key("diagnostics");
  json.begin_array();
  for (const tooling::ReportedFinding& finding :
       tooling::reported(findings.shown, findings.suppressed, sources)) {
    if (!finding.is_suppressed()) {
      diag::write_json(json, *finding.diagnostic, sources, finding.fingerprint);
    }
  }
  json.end_array();
}

ExitCode exit_code_of(const Findings& findings, const SourceMap& sources, Severity fail_level) {
  ExitCode worst = ExitCode::kOk;
  for (const diag::Diagnostic& finding : findings.shown) {
    ExitCode code = finding.severity == Severity::Error ? exit_code_of_error(finding, sources)
                    : finding.severity <= fail_level    ? ExitCode::kNo
                                                        : ExitCode::kOk;
    worst = rank(code) > rank(worst) ? code : worst;
  }
  bool has_hidden_errors = findings.errors > 0 && worst == ExitCode::kOk;
  return has_hidden_errors ? ExitCode::kNo : worst;
}

}  // namespace rulec::app
