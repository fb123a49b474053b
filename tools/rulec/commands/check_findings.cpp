// What the steps of `rulec check` find beside the findings of the analysis.
#include <algorithm>

#include "base/limits.h"
#include "commands/check_gate.h"
#include "tooling/lint/lint.h"
#include "tooling/subjects.h"

namespace rulec::app::check_command {
namespace {

using diag::Code;
using diag::Severity;

// Where a setting stands ("rulec.yaml:12"): its line without the blanks around it.
std::optional<Span> span_of_origin(const SourceMap& sources, std::string_view origin) {
  std::size_t colon = origin.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  std::uint32_t line = 0;
  for (char digit : origin.substr(colon + 1)) {
    line = line * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto id = SourceId(static_cast<std::uint32_t>(i));
    const Source& source = sources.at(id);
    if (source.name() != origin.substr(0, colon) || line == 0 || line > source.line_count()) {
      continue;
    }
    std::string_view text = source.line_text(line);
    std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    std::uint32_t begin = source.line_begin(line);
    return Span{.source = id,
                .begin = begin + static_cast<std::uint32_t>(blanks),
                .end = begin + static_cast<std::uint32_t>(text.size())};
  }
  return std::nullopt;
}

void count_in(Findings& findings, const diag::Diagnostic& finding) {
  ++(finding.severity == Severity::Error     ? findings.errors
     : finding.severity == Severity::Warning ? findings.warnings
                                             : findings.hints);
}

}  // namespace

Findings Gate::findings(const std::vector<StepResult>& steps) const {
  auto has_step = [&steps](Step step) {
    return std::ranges::find(steps, step, &StepResult::step) != steps.end();
  };
  bool is_blocked = unread_ > 0 || std::ranges::any_of(steps, [](const StepResult& result) {
                      return result.step != Step::kLint && result.step != Step::kFmt &&
                             result.state != StepState::kOk;
                    });
  // Warnings that strict_validation makes the compiler refuse.
  bool is_strict = has_program() && std::ranges::any_of(steps, [](const StepResult& result) {
                     return result.step == Step::kCompile && result.state == StepState::kFailed;
                   });
  Findings told{.omitted = all_.omitted};
  auto tell = [&told](const diag::Diagnostic& finding) {
    count_in(told, finding);
    told.shown.push_back(finding);
  };
  for (const diag::Diagnostic& finding : all_.shown) {
    bool is_error = finding.severity == Severity::Error;
    bool is_lints = has_step(Step::kLint) && (!changed_ || changed_->parts.concern(finding));
    bool is_refused =
        is_strict && finding.severity == Severity::Warning && !tooling::is_lint(finding.code);
    if (is_lints || (is_error && is_blocked) || is_refused) {
      tell(finding);
    }
  }
  // Those of one severity: first what is wrong in the rules, then what the steps make of it.
  std::ranges::for_each(found_by_steps_, tell);
  std::ranges::stable_sort(told.shown, {}, &diag::Diagnostic::severity);
  tooling::fill_subjects(told.shown, build());
  return told;
}

void Gate::tell_of_engines(const tooling::Run& run) {
  for (const tooling::CaseResult& result : run.results) {
    if (result.engines_differ) {
      found_by_steps_.push_back(
          diag::make(Code::kEnginesDiffer, result.test->span, "in this test",
                     {{"difference", *result.engines_differ}})
              .help("this is a bug in rulec, not in the rules; please report it"));
    }
  }
}

diag::Diagnostic Gate::at_setting(Code code, std::string_view key,
                                  std::vector<diag::Argument> arguments) const {
  const auto& settings = build().project.config.settings;
  auto setting = std::ranges::find(settings, key, &project::Config::Setting::key);
  std::optional<Span> span =
      setting == settings.end() ? std::nullopt : span_of_origin(build().sources, setting->origin);
  return span ? diag::make(code, *span, "", std::move(arguments))
              : diag::make(code, std::move(arguments));
}

// At the first line that differs.
void Gate::tell_unformatted(const tooling::FormatResult& result) {
  if (found_by_steps_.size() >= kMaxDiagnosticsPerRun) {
    ++all_.omitted;
    return;
  }
  const Source& source = build().sources.at(result.source);
  std::string_view text = source.bytes();
  auto [first, other] = std::ranges::mismatch(text, result.text);
  auto offset = static_cast<std::uint32_t>(first - text.begin());
  std::uint32_t line = source.line_column(offset).line;
  std::uint32_t begin = source.line_begin(line);
  auto size = static_cast<std::uint32_t>(source.line_text(line).size());
  found_by_steps_.push_back(diag::make(
      Code::kNotFormatted, {.source = result.source, .begin = begin, .end = begin + size},
      "the first line that differs", {{"path", result.target.path}}));
}

void Gate::tell_below(const tooling::Minimum& minimum) {
  std::string percent;
  append_number(percent, minimum.percent);
  std::string what(minimum.what);
  bool is_of_flag = options_.coverage_minimum && what == "conditions";
  found_by_steps_.push_back(
      at_setting(Code::kBelowMinimum, is_of_flag ? std::string() : "test.coverage." + what,
                 {{"what", "the coverage of " + what},
                  {"found", minimum.has_nothing() ? "not measured" : minimum.found_text()},
                  {"minimum", percent + "%"}}));
  if (minimum.has_nothing()) {
    found_by_steps_.back().notes.emplace_back("no case was run");
  }
}

void Gate::tell_failed(Step step, const Failure& why) {
  found_by_steps_.push_back(
      diag::make(Code::kStepFailed,
                 {{"step", std::string(step_name(step))},
                  {"reason", diag::code_text(why.code) + " " +
                                 std::string(diag::row_of(why.code).name) + ": " + why.message}}));
}

diag::Diagnostic Gate::over_budget(const tooling::BudgetTime& time) const {
  std::string percentile(tooling::percentile_name(time.budget.percentile));
  std::vector<diag::Argument> arguments = {
      {"what", "the " + percentile + " of `" + time.entry_point + "`"},
      {"found", tooling::duration_text(time.found_ns)},
      {"budget", time.budget.limit + " of `" + time.budget.environment + "`"}};
  std::optional<Span> span = span_of_origin(build().sources, time.budget.origin);
  diag::Diagnostic finding = span ? diag::make(Code::kOverBudget, *span, "", std::move(arguments))
                                  : diag::make(Code::kOverBudget, std::move(arguments));
  return std::move(finding
                       .note("fastest times of " + counted(time.contexts, "context") +
                             ", each decided up to " + std::to_string(tooling::kMostRounds) +
                             " times")
                       .help("rulec bench " + time.entry_point + " shows where it stands"));
}

}  // namespace rulec::app::check_command
