#include "commands/check_command.h"

#include <utility>

#include "command_table.h"
#include "commands/check_gate.h"
#include "commands/check_outputs.h"
#include "commands/check_report.h"
#include "exit_precedence.h"
#include "output.h"

namespace rulec::app::check_command {
namespace {

// A line for each finding where a program may read it, unless a form was chosen.
Format text_format(const Common& common, const Env& env) {
  bool is_chosen = !common.settings.empty() && common.settings.front().origin != "default";
  bool is_for_people = is_chosen || env.terminal.out_is_tty;
  return common.format == Format::kFull && !is_for_people ? Format::kConcise : common.format;
}

using diag::Code;

constexpr std::uint64_t kWholePercent = 100;

std::vector<std::string> names_of(const std::optional<std::string>& text) {
  std::vector<std::string> names;
  if (text) {
    for (std::string_view name : split_values(*text, ',')) {
      names.emplace_back(name);
    }
  }
  return names;
}

ExitCode exit_code_of(const Gate& gate, const std::vector<StepResult>& steps) {
  ExitCode code = ExitCode::kOk;
  for (const StepResult& result : steps) {
    bool has_run = result.state != StepState::kNotRun;
    code = worse_of(
        code, has_run ? result.exit_code : worse_of(ExitCode::kNo, gate.exit_code_of_errors()));
  }
  bool has_bug = gate.tests() != nullptr && tooling::engines_differ(*gate.tests());
  return has_bug ? ExitCode::kBug : code;
}

Outcome<void> check_options(const Options& options) {
  if (options.coverage_minimum && *options.coverage_minimum > kWholePercent) {
    return refuse(
        failure(Code::kBadFlagValue, {{"value", std::to_string(*options.coverage_minimum)},
                                      {"flag", "--coverage-min"},
                                      {"expected", "expected 0 to 100"}}));
  }
  return {};
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .only = names_of(invocation.value("--only")),
          .skipped = names_of(invocation.value("--skip")),
          .coverage_minimum = invocation.number("--coverage-min"),
          .since = invocation.value("--since"),
          .reports = invocation.all("--report"),
          .max_shown = kShownDiagnostics};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (Outcome<void> fit = check_options(options); !fit) {
    return refuse(std::move(fit.error()));
  }
  auto files = report_files(options.reports, "check");
  if (!files) {
    return refuse(std::move(files.error()));
  }
  std::int64_t began = env.clock.ticks_ns();
  Progress progress(options.common, env);
  Gate gate(options, env, progress);
  if (Outcome<void> looked = gate.look(); !looked) {
    return refuse(std::move(looked.error()));
  }
  if (Outcome<void> fit = check_report_files(*files, gate.build(), env); !fit) {
    return refuse(std::move(fit.error()));
  }
  Outcome<std::vector<Step>> wanted = gate.wanted_steps();
  if (!wanted) {
    return refuse(std::move(wanted.error()));
  }
  std::vector<StepResult> steps;
  for (Step step : *wanted) {
    steps.push_back(gate.run(step));
  }
  progress.finish();
  Findings findings = gate.findings(steps);
  Answer answer{.gate = gate,
                .steps = steps,
                .findings = findings,
                .elapsed_ns = env.clock.ticks_ns() - began,
                .exit_code = exit_code_of(gate, steps)};
  CheckReport report(answer, env);
  // Before anything is printed: a file that cannot be written is the one answer then.
  if (Outcome<void> written = write_reports(*files, report.content(), env); !written) {
    return refuse(std::move(written.error()));
  }
  if (options.common.is_json() || !is_text_form(options.common.format)) {
    print_report(options.common.format, report.content(), env);
    tell_github(options.common, report.content(), env);
    return answer.exit_code;
  }
  TextOptions text{.format = text_format(options.common, env),
                   .has_color = options.common.out_has_color,
                   .width = env.terminal.width,
                   .quiet = options.common.quiet,
                   .max_shown = options.max_shown,
                   .style = terminal_style(env, Stream::kOut, gate.build().project.root),
                   .reports = {}};
  for (const ReportFile& file : *files) {
    text.reports.push_back(file.path);
  }
  print(env, answer_text(answer, text));
  tell_github(options.common, report.content(), env);
  return answer.exit_code;
}

}  // namespace rulec::app::check_command
