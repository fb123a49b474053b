#include "commands/test_command.h"

#include "build_report.h"
#include "output.h"
#include "tooling/build.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

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

std::string results_document(const tooling::Run& run, const SourceMap& sources,
                             std::int64_t elapsed_ms, ExitCode exit_code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.test/1", "test", exit_code);
  json.key("summary");
  json.begin_object();
  json.member("passed", std::uint64_t{run.passed});
  json.member("failed", std::uint64_t{run.failed});
  json.member("skipped", std::uint64_t{run.skipped});
  json.member("golden_files_written", std::uint64_t{run.golden_files_written});
  json.member("ms", elapsed_ms);
  json.end_object();
  json.key("cases");
  json.begin_array();
  for (const tooling::CaseResult& result : run.results) {
    tooling::write_case(json, result, sources);
  }
  json.end_array();
  json.end_object();
  return text;
}

ExitCode exit_code_of(const tooling::Run& run) {
  for (const tooling::CaseResult& result : run.results) {
    if (result.engines_differ) {
      return ExitCode::kBug;
    }
  }
  return run.failed == 0 ? ExitCode::kOk : ExitCode::kNo;
}

void print_results(const tooling::Run& run, const SourceMap& sources, std::int64_t elapsed_ms,
                   const Options& options, Env& env) {
  for (const tooling::CaseResult& result : run.results) {
    if (result.verdict == tooling::Verdict::kFailed) {
      print(env, tooling::render_failure(result, sources) + "\n");
    } else if (result.verdict == tooling::Verdict::kSkipped && options.common.verbose > 0) {
      print(env, "skip " + result.test->file + " > " + result.test->name + ": " +
                     *result.test->skip_reason + "\n");
    }
  }
  if (run.golden_files_written > 0) {
    print(env, std::to_string(run.golden_files_written) + " golden files written\n");
  }
  print(env, tooling::render_summary(run, elapsed_ms));
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .paths = invocation.arguments,
          .run = {.selection = {.pattern = invocation.value("-k").value_or("")},
                  .stops_at_first_failure = invocation.has("--fail-fast"),
                  .updates_golden_files = invocation.has("--update")},
          .lists = invocation.has("--list"),
          .engine = invocation.value_or_default("--engine")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.engine != "auto" && options.engine != "bytecode") {
    Failure later = failure(Code::kNotBuiltYet, {{"what", "the engine `" + options.engine + "`"}});
    later.more = "use instead: --engine bytecode, which decides alike";
    return refuse(std::move(later));
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
  std::int64_t elapsed_ms = (env.clock.ticks_ns() - begin) / 1'000'000;
  ExitCode exit_code = exit_code_of(*run);
  if (options.common.is_json()) {
    print_document(env, results_document(*run, build->sources, elapsed_ms, exit_code));
  } else {
    print_results(*run, build->sources, elapsed_ms, options, env);
  }
  return exit_code;
}

}  // namespace rulec::app::test_command
