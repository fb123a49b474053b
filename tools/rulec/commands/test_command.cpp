#include "commands/test_command.h"

#include <algorithm>

#include "build_report.h"
#include "commands/test_reports.h"
#include "commands/test_synthetic.h"
#include "output.h"
#include "tooling/build.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

constexpr std::string_view kAdvice = "write the missing tests: rulec test --synthetic=20 --write";

std::string list_text(const tooling::Suite& suite, const Options& options) {
  std::string out;
  for (const tooling::TestCase& test : suite.cases) {
    if (tooling::is_selected(test, options.run.selection)) {
      out += test.file + " > " + test.name + "\n";
    }
  }
  return out;
}

std::string list_document(const tooling::Suite& suite, const Options& options) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.test/1", "test", ExitCode::kOk);
  json.key("cases");
  json.begin_array();
  for (const tooling::TestCase& test : suite.cases) {
    if (tooling::is_selected(test, options.run.selection)) {
      json.begin_object();
      json.member("file", test.file);
      json.member("name", test.name);
      json.member("entry_point", test.entry_point);
      json.end_object();
    }
  }
  json.end_array();
  json.end_object();
  return text;
}

void print_list(const tooling::Suite& suite, const Options& options, Env& env) {
  if (options.common.is_json()) {
    print_document(env, list_document(suite, options));
  } else {
    print(env, list_text(suite, options));
  }
}

// What a run came to; the forms of the answer are made from it.
struct Answer {
  const tooling::Build& build;
  const tooling::Run& run;
  const SyntheticText& synthetic;
  std::optional<tooling::Coverage> coverage;
  std::vector<tooling::Minimum> minimums;
  std::int64_t elapsed_ms = 0;
  ExitCode exit_code = ExitCode::kOk;
};

std::string results_document(const Answer& answer) {
  const tooling::Run& run = answer.run;
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.test/1", "test", answer.exit_code);
  json.key("summary");
  json.begin_object();
  json.member("passed", std::uint64_t{run.passed});
  json.member("failed", std::uint64_t{run.failed});
  json.member("skipped", std::uint64_t{run.skipped});
  json.member("golden_files_written", std::uint64_t{run.golden_files_written});
  json.member("ms", answer.elapsed_ms);
  json.end_object();
  json.key("cases");
  json.begin_array();
  for (const tooling::CaseResult& result : run.results) {
    tooling::write_case(json, result, answer.build.sources);
  }
  json.end_array();
  if (answer.coverage) {
    json.key("coverage");
    tooling::write_coverage(json, *answer.coverage, answer.minimums, answer.build.sources);
  }
  json.end_object();
  return text;
}

ExitCode exit_code_of(const tooling::Run& run, const std::vector<tooling::Minimum>& minimums) {
  for (const tooling::CaseResult& result : run.results) {
    if (result.engines_differ) {
      return ExitCode::kBug;
    }
  }
  bool is_covered = std::ranges::all_of(minimums, &tooling::Minimum::is_reached);
  return run.failed == 0 && is_covered ? ExitCode::kOk : ExitCode::kNo;
}

std::string results_text(const Answer& answer, const Options& options, const Env& env) {
  const tooling::Run& run = answer.run;
  std::string text;
  for (const tooling::CaseResult& result : run.results) {
    if (result.verdict == tooling::Verdict::kFailed) {
      text += tooling::render_failure(result, answer.build.sources) + "\n";
    } else if (result.verdict == tooling::Verdict::kSkipped && options.common.verbose > 0) {
      text += "skip " + result.test->file + " > " + result.test->name + ": " +
              *result.test->skip_reason + "\n";
    }
  }
  if (run.golden_files_written > 0) {
    text += std::to_string(run.golden_files_written) + " golden files written\n";
  }
  text += tooling::render_summary(run, answer.elapsed_ms);
  text += answer.synthetic.text;
  if (options.shows_coverage && answer.coverage) {
    text += tooling::render_coverage(*answer.coverage, answer.minimums, answer.build.sources,
                                     {.width = env.terminal.width,
                                      .shows_all_gaps = options.shows_all_gaps,
                                      .advice = options.synthetic ? "" : kAdvice});
  }
  return text;
}

void print_answer(const Answer& answer, const ReportInput& input, const Options& options,
                  Env& env) {
  std::optional<ReportForm> form = report_form(options.coverage_form);
  if (options.common.is_json() || form == ReportForm::kJson) {
    print_document(env, input.document);
  } else if (form) {
    print_error(env, results_text(answer, options, env));
    print(env, report_text(*form, input));
  } else {
    print(env, results_text(answer, options, env));
  }
}

Outcome<ExitCode> finish(Answer answer, const std::vector<ReportFile>& files,
                         const Options& options, Env& env) {
  if (needs_coverage(options, files)) {
    Result<tooling::Coverage> measured = tooling::measure_coverage(answer.build, answer.run);
    if (!measured) {
      return refuse(failure_of(measured.error(), "the coverage"));
    }
    answer.coverage = std::move(*measured);
    auto minimums = minimums_of(options, answer.build.project.config, *answer.coverage);
    if (!minimums) {
      return refuse(std::move(minimums.error()));
    }
    answer.minimums = std::move(*minimums);
  }
  answer.exit_code = exit_code_of(answer.run, answer.minimums);
  std::string document = results_document(answer);
  ReportInput input{.build = answer.build,
                    .run = answer.run,
                    .coverage = answer.coverage ? &*answer.coverage : nullptr,
                    .minimums = answer.minimums,
                    .document = document};
  // Before anything is printed: a file that cannot be written is the one answer then.
  if (Outcome<void> written = write_reports(files, input, env); !written) {
    return refuse(std::move(written.error()));
  }
  print_answer(answer, input, options, env);
  return answer.exit_code;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .paths = invocation.arguments,
          .run = {.selection = {.pattern = invocation.value("-k").value_or("")},
                  .stops_at_first_failure = invocation.has("--fail-fast"),
                  .updates_golden_files = invocation.has("--update")},
          .lists = invocation.has("--list"),
          .engine = invocation.value_or_default("--engine"),
          .shows_coverage = invocation.has("--coverage") || invocation.has("--min"),
          .coverage_form = invocation.value("--coverage").value_or(""),
          .minimum = invocation.number("--min"),
          .shows_all_gaps = invocation.has("--all"),
          .reports = invocation.all("--report"),
          .synthetic = invocation.value("--synthetic"),
          .writes_synthetic = invocation.has("--write")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.engine != "auto" && options.engine != "bytecode") {
    Failure later = failure(Code::kNotBuiltYet, {{"what", "the engine `" + options.engine + "`"}});
    later.more = "use instead: --engine bytecode, which decides alike";
    return refuse(std::move(later));
  }
  Outcome<std::vector<ReportFile>> files = report_files(options);
  if (!files) {
    return refuse(std::move(files.error()));
  }
  for (Outcome<void> fit : {check_coverage_flags(options), check_synthetic_flags(options)}) {
    if (!fit) {
      return refuse(std::move(fit.error()));
    }
  }
  std::int64_t begin = env.clock.ticks_ns();
  diag::Collector findings;
  tooling::BuildOptions build_options{.paths = options.paths,
                                      .max_source_bytes = options.common.max_source_bytes};
  auto build = tooling::build(env.files, build_options, tooling::Phase::kEmit, findings);
  auto suite = tooling::collect_tests(env.files, *build, findings);
  if (findings.has_errors() || !build->program) {
    return report_findings(findings, *build, options.common, env);
  }
  if (options.lists) {
    print_list(*suite, options, env);
    return ExitCode::kOk;
  }
  auto run = tooling::run_tests(env.files, env.clock, *build, *suite, options.run);
  if (!run) {
    return refuse(failure_of(run.error(), "the tests"));
  }
  if (run->results.empty() && !options.run.selection.pattern.empty()) {
    Failure none{
        .code = Code::kNoFileMatched,
        .message = "no test case has `" + options.run.selection.pattern + "` in its name or file"};
    none.more = "all cases: rulec test --list";
    return refuse(std::move(none));
  }
  std::unique_ptr<tooling::Synthetic> synthetic;  // holds what results point at
  SyntheticText made;
  if (options.synthetic) {
    if (Outcome<void> added = add_synthetic(options, *build, *run, synthetic, made, env); !added) {
      return refuse(std::move(added.error()));
    }
  }
  std::int64_t elapsed_ms = (env.clock.ticks_ns() - begin) / 1'000'000;
  return finish({.build = *build,
                 .run = *run,
                 .synthetic = made,
                 .coverage = {},
                 .minimums = {},
                 .elapsed_ms = elapsed_ms},
                *files, options, env);
}

}  // namespace rulec::app::test_command
