#include "report.h"

#include <algorithm>
#include <map>
#include <utility>

#include "diag/render.h"
#include "diag/suggest.h"
#include "tooling/changed.h"
#include "tooling/lint/lint.h"

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
  bool is_of_rules = finding.code == Code::kFormatRefused || finding.code == Code::kFileExists;
  bool is_usage = (number < 1000 && !is_of_rules) || finding.code == Code::kNotBuiltYet;
  return is_usage || is_config_file(file_of(finding, sources)) ? ExitCode::kUsage : ExitCode::kNo;
}

// Order of precedence of exit codes: 2 before 3 before 1 before 0.
int rank(ExitCode code) {
  return code == ExitCode::kUsage ? 3 : code == ExitCode::kEnvironment ? 2 : static_cast<int>(code);
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

Findings in_parts(Findings findings, const tooling::ChangedParts& parts) {
  Findings kept;
  kept.omitted = findings.omitted;
  for (diag::Diagnostic& finding : findings.shown) {
    if (parts.concern(finding)) {
      count(kept, finding);
      kept.shown.push_back(std::move(finding));
    }
  }
  return kept;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string findings_text(const Findings& findings, const SourceMap& sources,
                          const ReportOptions& options) {
  diag::RenderOptions render{.has_color = options.has_color, .width = options.width};
  std::string text;
  std::size_t shown = std::min(findings.shown.size(), options.max_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    if (options.format == Format::kConcise) {
      text += diag::render_concise(findings.shown[i], sources);
    } else {
      text += diag::render_full(findings.shown[i], sources, render) + "\n";
    }
  }
  std::size_t rest = findings.shown.size() - shown;
  if (rest > 0) {
    text += "and " + counted(rest, "more finding") + " (--all)\n";
  }
  if (findings.omitted > 0) {
    text +=
        "and " + counted(findings.omitted, "finding") + " beyond the limit of a file or a run\n";
  }
  bool has_note = rest > 0 || findings.omitted > 0;
  if (has_note && options.format == Format::kFull) {
    text += "\n";
  }
  if (options.is_last && text.ends_with("\n\n")) {
    text.pop_back();
  }
  return text;
}

std::string counts_text(const Findings& findings) {
  if (findings.is_empty()) {
    return "all good";
  }
  std::string text =
      counted(findings.errors, "error") + ", " + counted(findings.warnings, "warning");
  return findings.hints > 0 ? text + ", " + counted(findings.hints, "hint") : text;
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

std::string statistics_text(const Findings& findings) {
  std::map<Code, std::size_t> counts;
  for (const diag::Diagnostic& finding : findings.shown) {
    ++counts[finding.code];
  }
  std::vector<std::pair<Code, std::size_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, std::greater(), &std::pair<Code, std::size_t>::second);
  std::string text;
  for (const auto& [code, number] : rows) {
    std::string figure = std::to_string(number);
    text.append(figure.size() < 6 ? 6 - figure.size() : 0, ' ').append(figure).append("  ");
    text.append(diag::code_text(code)).append(" ").append(diag::row_of(code).name).append("\n");
  }
  return text;
}

void write_findings(JsonWriter& json, const Findings& findings, const Scope& scope,
                    const SourceMap& sources) {
  FixCounts fixes = fix_counts(findings);
  json.key("summary");
  json.begin_object();
  json.member("files", std::uint64_t{scope.files});
  json.member("rules", std::uint64_t{scope.rules});
  json.member("scorecards", std::uint64_t{scope.scorecards});
  json.member("templates", std::uint64_t{scope.templates});
  json.member("errors", std::uint64_t{findings.errors});
  json.member("warnings", std::uint64_t{findings.warnings});
  json.member("hints", std::uint64_t{findings.hints});
  json.member("suppressed", 0);
  json.member("omitted", std::uint64_t{findings.omitted});
  json.key("fixes");
  json.begin_object();
  json.member("safe", std::uint64_t{fixes.safe});
  json.member("suggested", std::uint64_t{fixes.suggested});
  json.end_object();
  json.member("ms", scope.elapsed_ms);
  json.end_object();
  json.key("diagnostics");
  json.begin_array();
  diag::FingerprintOrdinals ordinals;
  for (const diag::Diagnostic& finding : findings.shown) {
    diag::write_json(json, finding, sources, ordinals.next(finding, sources));
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
