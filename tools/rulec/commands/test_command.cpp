#include "commands/test_command.h"

#include <algorithm>

#include "argument_scan.h"
#include "build_report.h"
#include "commands/test_reports.h"
#include "commands/test_synthetic.h"
#include "diag/render.h"
#include "engine_names.h"
#include "native_code.h"
#include "output.h"
#include "project_settings.h"
#include "report.h"
#include "report_output.h"
#include "run_again.h"
#include "tooling/build.h"
#include "tooling/random.h"
#include "version.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

// Orders that --shuffle can repeat; a number that is made up has few digits to type.
constexpr std::uint64_t kMostShuffles = UINT32_MAX;
constexpr std::size_t kMadeUpShuffles = 1'000'000;
constexpr std::uint64_t kMostWorkers = 1024;

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
      tooling::write_tags(json, test);
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
  const std::vector<diag::Diagnostic>& remarks;  // about the cases
  std::optional<std::uint64_t> shuffle;
  std::optional<tooling::Coverage> coverage;
  std::vector<tooling::Minimum> minimums;
  std::int64_t elapsed_ms = 0;
  ExitCode exit_code = ExitCode::kOk;
};

void write_remarks(JsonWriter& json, const Answer& answer) {
  const SourceMap& sources = answer.build.sources;
  json.key("diagnostics");
  json.begin_array();
  diag::FingerprintOrdinals ordinals;
  for (const diag::Diagnostic& remark : answer.remarks) {
    diag::write_json(json, remark, sources, ordinals.next(remark, sources));
  }
  json.end_array();
}

void write_summary(JsonWriter& json, const Answer& answer) {
  const tooling::Run& run = answer.run;
  json.key("summary");
  json.begin_object();
  json.member("passed", std::uint64_t{run.passed});
  json.member("failed", std::uint64_t{run.failed});
  json.member("skipped", std::uint64_t{run.skipped});
  json.member("golden_files_written", std::uint64_t{run.golden_files_written});
  json.member("ms", answer.elapsed_ms);
  if (answer.shuffle) {
    json.member("shuffle", *answer.shuffle);
  }
  json.end_object();
}

std::string results_document(const Answer& answer) {
  const tooling::Run& run = answer.run;
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.test/1", "test", answer.exit_code);
  write_summary(json, answer);
  json.key("cases");
  json.begin_array();
  for (const tooling::CaseResult& result : run.results) {
    tooling::write_case(json, result, answer.build.sources);
  }
  json.end_array();
  if (!answer.remarks.empty()) {
    write_remarks(json, answer);
  }
  if (!answer.synthetic.files.empty()) {
    json.key("synthetic_files");
    json.begin_array();
    for (const tooling::GeneratedFile& file : answer.synthetic.files) {
      json.raw(file.text);
    }
    json.end_array();
  }
  if (answer.coverage) {
    json.key("coverage");
    tooling::write_coverage(json, *answer.coverage, answer.minimums, answer.build.sources);
  }
  json.end_object();
  return text;
}

ExitCode exit_code_of(const tooling::Run& run, const std::vector<tooling::Minimum>& minimums) {
  if (tooling::engines_differ(run)) {
    return ExitCode::kBug;
  }
  bool is_covered = std::ranges::all_of(minimums, &tooling::Minimum::is_reached);
  return run.failed == 0 && is_covered ? ExitCode::kOk : ExitCode::kNo;
}

// The last line of jsonl.
std::string summary_line(const Answer& answer) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("schema", "rulec.test/1");
  json.member("kind", "summary");
  json.member("rulec", version_text());
  json.member("command", "test");
  json.member("exit_code", static_cast<int>(answer.exit_code));
  write_summary(json, answer);
  json.end_object();
  return text;
}

// "2 passed, 1 failed, 0 skipped"
std::string verdicts_text(const tooling::Run& run) {
  return std::to_string(run.passed) + " passed, " + std::to_string(run.failed) + " failed, " +
         std::to_string(run.skipped) + " skipped";
}

std::vector<SummaryStep> steps_of(const Answer& answer) {
  std::vector<SummaryStep> steps = {{.name = "test",
                                     .verdict = answer.run.failed == 0 ? "ok" : "failed",
                                     .detail = verdicts_text(answer.run)}};
  for (const tooling::Minimum& minimum : answer.minimums) {
    steps.push_back({.name = "coverage of " + std::string(minimum.what),
                     .verdict = minimum.is_reached() ? "ok" : "failed",
                     .detail = minimum.found_text()});
  }
  return steps;
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
  if (answer.shuffle) {
    text += "in the order of --shuffle=" + std::to_string(*answer.shuffle) + "\n";
  }
  if (options.shows_coverage && answer.coverage) {
    text += tooling::render_coverage(*answer.coverage, answer.minimums, answer.build.sources,
                                     {.width = env.terminal.width,
                                      .shows_all_gaps = options.shows_all_gaps,
                                      .advice = options.synthetic ? "" : kAdvice});
  }
  return text;
}

// What lint says about the cases themselves; the rest of its findings is its own business.
Outcome<std::vector<diag::Diagnostic>> remarks_on_cases(diag::Collector& collector,
                                                        const tooling::Build& build) {
  Outcome<LintSelection> selection = effective_selection(build.project.config, {}, {});
  if (!selection) {
    return refuse(std::move(selection.error()));
  }
  std::vector<diag::Diagnostic> remarks = findings_of(collector, *selection, build).shown;
  std::erase_if(remarks, [](const diag::Diagnostic& finding) {
    return !diag::code_text(finding.code).starts_with("RC34");
  });
  return remarks;
}

void print_remarks(const Answer& answer, const Options& options, Env& env) {
  const Common& common = options.common;
  if (!is_text_form(common.format) || common.quiet > 1) {
    return;
  }
  Findings findings{.shown = answer.remarks};
  print_error(env, findings_text(findings, answer.build.sources,
                                 {.format = common.format,
                                  .has_color = common.err_has_color,
                                  .width = env.terminal.width,
                                  .is_last = true}));
}

Outcome<tooling::RunOptions> run_options_of(const Options& options, Env& env) {
  tooling::RunOptions run = options.run;
  run.engines =
      options.engine == "all" ? tooling::EngineChoice::kAll : tooling::EngineChoice::kPlainBeside;
  run.engine = engine_named(options.engine);
  if (options.engine == "native" || options.engine == "all") {
    // Of all engines it is the one that need not be there.
    bool is_quiet = options.engine == "all" || options.common.quiet > 0;
    run.give_native_code = [is_quiet, &env](const runtime::LoadedRuleset& ruleset) {
      give_native_code(ruleset, is_quiet, env);
    };
  }
  if (options.workers && (*options.workers == 0 || *options.workers > kMostWorkers)) {
    return refuse(failure(Code::kBadFlagValue,
                          {{"value", std::to_string(*options.workers)},
                           {"flag", "-j"},
                           {"expected", "expected 1 to " + std::to_string(kMostWorkers)}}));
  }
  run.workers = options.workers.value_or(0);
  if (options.shuffle == "") {
    auto seed = static_cast<std::uint64_t>(env.clock.now_ms());
    run.shuffle = tooling::Random(seed).below(kMadeUpShuffles);
  } else if (options.shuffle) {
    run.shuffle = parse_whole_number(*options.shuffle, 0, kMostShuffles);
    if (!run.shuffle) {
      return refuse(failure(Code::kBadFlagValue,
                            {{"value", *options.shuffle},
                             {"flag", "--shuffle"},
                             {"expected", "expected 0 to " + std::to_string(kMostShuffles)}}));
    }
  }
  return run;
}

void print_answer(const Answer& answer, const ReportContent& content, const Options& options,
                  const std::vector<ReportFile>& files, Env& env) {
  Format format = options.common.format;
  std::optional<Format> form = find_format(options.coverage_form);
  if (options.common.is_json() || form == Format::kJson) {
    print_report(Format::kJson, content, env);
  } else if (!is_text_form(format)) {
    print_report(format, content, env);
  } else if (form) {
    print_error(env, results_text(answer, options, env));
    print_report(*form, content, env);
  } else if (options.prints_synthetic()) {
    print_error(env, results_text(answer, options, env));
    for (const tooling::GeneratedFile& file : answer.synthetic.files) {
      print(env, file.text + "\n");
    }
  } else {
    print(env, results_text(answer, options, env) + reports_line(files));
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
    answer.minimums =
        minimums_of(options, answer.build.project.config, *answer.coverage, answer.run);
  }
  answer.exit_code = exit_code_of(answer.run, answer.minimums);
  ReportContent content{.command = "test",
                        .project = answer.build.project.config.name,
                        .sources = answer.build.sources,
                        .prefix = repository_prefix(env.files, answer.build.project.root),
                        .run = &answer.run,
                        .coverage = answer.coverage ? &*answer.coverage : nullptr,
                        .minimums = &answer.minimums,
                        .document = results_document(answer),
                        .summary_line = summary_line(answer),
                        .steps = steps_of(answer)};
  // Before anything is printed: a file that cannot be written is the one answer then.
  if (Outcome<void> written = write_reports(files, content, env); !written) {
    return refuse(std::move(written.error()));
  }
  print_remarks(answer, options, env);
  print_answer(answer, content, options, files, env);
  tell_github(options.common, content, env);
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
          .shuffle = invocation.value("--shuffle"),
          .workers = invocation.number("-j"),
          .shows_coverage = invocation.has("--coverage") || invocation.has("--min"),
          .coverage_form = invocation.value("--coverage").value_or(""),
          .minimum = invocation.number("--min"),
          .shows_all_gaps = invocation.has("--all"),
          .reports = invocation.all("--report"),
          .synthetic = invocation.value("--synthetic"),
          .writes_synthetic = invocation.has("--write"),
          .watches = invocation.has("--watch"),
          .synthetic_for = invocation.value("--for")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.watches) {
    Options once = options;
    once.watches = false;
    return run_again_on_saves(
        {.name = "test", .common = options.common, .sources = {.paths = options.paths}}, env,
        [&once](Env& kept) { return run(once, kept); });
  }
  Outcome<tooling::RunOptions> run_options = run_options_of(options, env);
  if (!run_options) {
    return refuse(std::move(run_options.error()));
  }
  Outcome<std::vector<ReportFile>> files = report_files(options.reports, "test");
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
  if (Outcome<void> fit = check_report_files(*files, *build, env); !fit) {
    return refuse(std::move(fit.error()));
  }
  if (findings.has_errors() || !build->program) {
    return report_findings(findings, *build, options.common, env, *files);
  }
  if (options.lists) {
    print_list(*suite, options, env);
    return ExitCode::kOk;
  }
  Outcome<std::vector<diag::Diagnostic>> remarks = remarks_on_cases(findings, *build);
  if (!remarks) {
    return refuse(std::move(remarks.error()));
  }
  auto run = tooling::run_tests(env.files, env.clock, *build, *suite, *run_options);
  if (!run) {
    return refuse(failure_of(run.error(), "the tests"));
  }
  if (run->results.empty() && !options.run.selection.pattern.empty()) {
    Failure none{.code = Code::kNoFileMatched,
                 .message = "no test case has `" + options.run.selection.pattern +
                            "` in its name or file, or as a tag"};
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
                 .remarks = *remarks,
                 .shuffle = run_options->shuffle,
                 .coverage = {},
                 .minimums = {},
                 .elapsed_ms = elapsed_ms},
                *files, options, env);
}

}  // namespace rulec::app::test_command
