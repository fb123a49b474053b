#include "commands/check_report.h"

#include <algorithm>
#include <charconv>

#include "diag/render.h"
#include "output.h"
#include "test_members.h"

namespace rulec::app::check_command {
namespace {

constexpr std::size_t kNameWidth = 10;
constexpr std::size_t kStateWidth = 10;
constexpr std::size_t kTableWidth = 73;
constexpr std::int64_t kMillisecond = 1'000'000;

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 1, ' ');
  return text;
}

std::string state_cell(StepState state, bool has_color) {
  bool is_ok = state == StepState::kOk;
  std::string word = is_ok ? "ok" : "FAILED";
  std::string blanks(kStateWidth - word.size(), ' ');
  if (!has_color) {
    return word + blanks;
  }
  return std::string(is_ok ? kGreen : kRed).append(word).append(kPlain).append(blanks);
}

std::string row_text(const StepResult& result, const TextOptions& options) {
  std::string words = diag::printable(result.words);
  std::string time = std::to_string(result.elapsed_ns / kMillisecond) + " ms";
  std::size_t width = std::min<std::size_t>(kTableWidth, options.width);
  std::size_t used = kNameWidth + kStateWidth + words.size() + time.size();
  return padded(std::string(step_name(result.step)), kNameWidth) +
         state_cell(result.state, options.has_color) + words +
         std::string(used + 2 < width ? width - used : 2, ' ') + time + "\n";
}

// Steps that lack the same share a line.
std::string table_text(const std::vector<StepResult>& steps, const TextOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].state != StepState::kNotRun) {
      text += row_text(steps[i], options);
      continue;
    }
    std::string_view needs = steps[i].needs;
    text += step_name(steps[i].step);
    while (i + 1 < steps.size() && steps[i + 1].state == StepState::kNotRun &&
           steps[i + 1].needs == needs) {
      ++i;
      text.append(", ").append(step_name(steps[i].step));
    }
    text.append("   not run: need ").append(needs).append("\n");
  }
  return text;
}

std::string failed_case_line(const tooling::CaseResult& result, const SourceMap& sources) {
  return tooling::place_text(result.test->span, sources) +
         ": failed test: " + diag::printable(failed_case_text(result)) + "\n";
}

std::string failed_cases_text(const tooling::Run& run, const SourceMap& sources, Format format) {
  std::string text;
  for (const tooling::CaseResult& result : run.results) {
    if (result.verdict == tooling::Verdict::kFailed) {
      text += format == Format::kFull ? tooling::render_failure(result, sources) + "\n"
                                      : failed_case_line(result, sources);
    }
  }
  return text;
}

const StepResult* find_step(const Answer& answer, Step step) {
  auto found = std::ranges::find(answer.steps, step, &StepResult::step);
  return found == answer.steps.end() ? nullptr : &*found;
}

bool has_failed(const Answer& answer, Step step) {
  const StepResult* result = find_step(answer, step);
  return result != nullptr && result->state == StepState::kFailed;
}

std::string seconds_text(std::int64_t nanoseconds) {
  constexpr double kSecond = 1e9;
  constexpr std::size_t kRoom = 32;
  char text[kRoom];
  auto [end, error] = std::to_chars(text, text + kRoom, static_cast<double>(nanoseconds) / kSecond,
                                    std::chars_format::fixed, 2);
  return error == std::errc{} ? std::string(text, end) + " s" : std::string("a long time");
}

// Of the steps that failed, what helps first: mistakes before what follows from them.
std::string_view remedy_of(const std::vector<StepResult>& steps) {
  constexpr Step kOrder[] = {Step::kLint,   Step::kCompile, Step::kTest, Step::kCoverage,
                             Step::kBudget, Step::kPackage, Step::kFmt};
  for (Step step : kOrder) {
    auto found = std::ranges::find(steps, step, &StepResult::step);
    if (found != steps.end() && !found->remedy.empty()) {
      return found->remedy;
    }
  }
  return {};
}

std::size_t count_ok(const std::vector<StepResult>& steps) {
  return static_cast<std::size_t>(std::ranges::count(steps, StepState::kOk, &StepResult::state));
}

std::string last_line(const Answer& answer, const TextOptions& options) {
  std::string line = std::to_string(count_ok(answer.steps)) + " of " +
                     counted(answer.steps.size(), "step") + " ok in " +
                     seconds_text(answer.elapsed_ns);
  for (std::size_t i = 0; i < options.reports.size(); ++i) {
    line += (i == 0 ? "; reports: " : ", ") + diag::printable(options.reports[i]);
  }
  std::string_view remedy = remedy_of(answer.steps);
  return (remedy.empty() ? line : line + "      here: " + std::string(remedy)) + "\n";
}

std::string coverage_text(const Answer& answer, const TextOptions& options) {
  const tooling::Coverage* coverage = answer.gate.coverage();
  if (coverage == nullptr || options.format != Format::kFull ||
      !has_failed(answer, Step::kCoverage)) {
    return {};
  }
  return tooling::render_coverage(*coverage, answer.gate.minimums(), answer.gate.build().sources,
                                  {.width = options.width, .advice = {}}) +
         "\n";
}

// --- the document

void write_step(JsonWriter& json, const StepResult& result) {
  json.begin_object();
  json.member("name", step_name(result.step));
  json.member("state", state_name(result.state));
  if (result.state == StepState::kNotRun) {
    json.member("needs", result.needs);
  } else {
    json.member("words", result.words);
    json.member("ms", result.elapsed_ns / kMillisecond);
    json.member("exit_code", static_cast<int>(result.exit_code));
  }
  if (!result.remedy.empty()) {
    json.member("remedy", result.remedy);
  }
  if (const std::optional<Failure>& failure = result.failure) {
    json.key("error");
    json.begin_object();
    json.member("code", diag::code_text(failure->code));
    json.member("name", diag::row_of(failure->code).name);
    json.member("message", failure->message);
    json.end_object();
  }
  json.end_object();
}

void write_steps(JsonWriter& json, const std::vector<StepResult>& steps) {
  json.key("steps");
  json.begin_array();
  for (const StepResult& result : steps) {
    write_step(json, result);
  }
  json.end_array();
  json.member("steps_ok", std::uint64_t{count_ok(steps)});
}

void write_unformatted(JsonWriter& json, const std::vector<std::string>& paths) {
  json.key("unformatted");
  json.begin_array();
  for (const std::string& path : paths) {
    json.string(path);
  }
  json.end_array();
}

void write_budget(JsonWriter& json, const std::vector<tooling::BudgetTime>& times) {
  json.key("budget");
  json.begin_array();
  for (const tooling::BudgetTime& time : times) {
    json.begin_object();
    json.member("entry_point", time.entry_point);
    json.member("environment", time.budget.environment);
    json.member("percentile", tooling::percentile_name(time.budget.percentile));
    json.member("method", "fastest");
    json.member("contexts", std::uint64_t{time.contexts});
    json.key("limit_ns");
    json.number(time.budget.limit_ns);
    json.key("found_ns");
    json.number(time.found_ns);
    json.member("kept", time.budget.is_kept(time.found_ns));
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string answer_text(const Answer& answer, const TextOptions& options) {
  const SourceMap& sources = answer.gate.build().sources;
  std::string below;
  if (options.quiet < 2) {
    below += findings_text(answer.findings, sources,
                           {.format = options.format,
                            .has_color = options.has_color,
                            .width = options.width,
                            .max_shown = options.max_shown,
                            .style = options.style});
    if (answer.gate.tests() != nullptr) {
      below += failed_cases_text(*answer.gate.tests(), sources, options.format);
    }
    below += coverage_text(answer, options);
  }
  if (options.quiet > 0) {
    return below;
  }
  bool has_frames = options.format == Format::kFull && !below.empty();
  return table_text(answer.steps, options) + (has_frames ? "\n" : "") + below +
         last_line(answer, options);
}

std::string failed_case_text(const tooling::CaseResult& result) {
  std::string text = result.test->name;
  if (!result.differences.empty()) {
    const tooling::Difference& first = result.differences.front();
    text += ": " + first.path + ": expected " + first.expected + ", got " + first.got;
  }
  return text;
}

Scope scope_of(const Answer& answer) {
  const tooling::Build& build = answer.gate.build();
  return {.files = build.sources.size(),
          .rules = build.ast.rules.size(),
          .scorecards = build.ast.scorecards.size(),
          .templates = build.ast.templates.size(),
          .elapsed_ms = answer.elapsed_ns / kMillisecond};
}

std::string answer_document(const Answer& answer) {
  const Gate& gate = answer.gate;
  const tooling::Build& build = gate.build();
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.check/1", "check", answer.exit_code);
  write_steps(json, answer.steps);
  write_unformatted(json, gate.unformatted());
  if (gate.tests() != nullptr) {
    write_tests(json, *gate.tests(), build.sources);
  }
  if (gate.coverage() != nullptr) {
    json.key("coverage");
    tooling::write_coverage(json, *gate.coverage(), gate.minimums(), build.sources);
  }
  if (!gate.budget_times().empty()) {
    write_budget(json, gate.budget_times());
  }
  json.key("bundle_digest");
  gate.digest().empty() ? json.null() : json.string(gate.digest());
  write_findings(json, answer.findings, scope_of(answer), build.sources);
  json.end_object();
  return text;
}

}  // namespace rulec::app::check_command
