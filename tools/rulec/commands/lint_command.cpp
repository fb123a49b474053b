#include "commands/lint_command.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>

#include "commands/lint_settings_report.h"
#include "index_file_system.h"
#include "output.h"
#include "progress.h"
#include "project_settings.h"
#include "report.h"
#include "report_output.h"
#include "run_again.h"
#include "since.h"
#include "tooling/analysis.h"
#include "tooling/build.h"
#include "tooling/test/test.h"

namespace rulec::app::lint_command {
namespace {

using diag::Code;
using diag::Severity;

Severity severity_of(std::string_view name) {
  return name == "hint" ? Severity::Hint : name == "warning" ? Severity::Warning : Severity::Error;
}

std::vector<std::string> comma_list(const std::optional<std::string>& text) {
  std::vector<std::string> parts;
  if (text) {
    for (std::string_view part : split_values(*text, ',')) {
      parts.emplace_back(part);
    }
  }
  return parts;
}

Outcome<tooling::BuildOptions> build_options(const Options& options, Env& env) {
  tooling::BuildOptions build{.paths = options.paths,
                              .max_source_bytes = options.common.max_source_bytes};
  for (std::string& path : build.paths) {
    if (path != "-") {
      continue;
    }
    path = options.stdin_name;
    if (build.overlay.contains(path)) {
      continue;
    }
    Result<std::string> bytes = env.in.read_all(options.common.max_source_bytes);
    if (!bytes) {
      return refuse(failure_of(bytes.error(), "standard input"));
    }
    build.overlay.emplace(path, std::move(*bytes));
  }
  return build;
}

Outcome<void> check_options(const Options& options) {
  auto refused = [](std::string problem) {
    return refuse(failure(Code::kBadUsage, {{"problem", std::move(problem)}}));
  };
  if (options.since && options.reads_index) {
    return refused("`--since` and `--staged` exclude each other");
  }
  if (options.fixes.is_on() && options.reads_index) {
    return refused("fixes change the work tree, and `--staged` looks at the git index");
  }
  if (options.watches && (options.fixes.is_stdin || options.reads_index)) {
    return refused("`--watch` waits for saves of files: standard input and `--staged` have none");
  }
  if (options.fixes.is_on() && options.fixes.is_stdin && options.paths.size() > 1) {
    return refused("`-` is fixed alone, as its text goes to standard output");
  }
  return {};
}

std::string file_list(const tooling::Build& build) {
  std::vector<std::string> names;
  names.reserve(build.sources.size());
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    names.push_back(build.sources.at(SourceId(i)).name());
  }
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) {
    text += name + "\n";
  }
  return text;
}

std::string file_document(const tooling::Build& build) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.lint/1", "lint", ExitCode::kOk);
  json.key("files");
  json.begin_array();
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    json.string(build.sources.at(SourceId(i)).name());
  }
  json.end_array();
  json.end_object();
  return text;
}

class Lint {
 public:
  Lint(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    Outcome<std::vector<ReportFile>> reports = report_files(options_.reports, "lint");
    if (!reports) {
      return refuse(std::move(reports.error()));
    }
    reports_ = std::move(*reports);
    std::int64_t started = env_.clock.ticks_ns();
    Outcome<tooling::BuildOptions> build = build_options(options_, env_);
    if (!build) {
      return refuse(std::move(build.error()));
    }
    FileSystem* files = &env_.files;
    std::unique_ptr<IndexFileSystem> index;
    if (options_.reads_index) {
      Result<std::string> folder = env_.files.canonical("");
      Result<std::unique_ptr<IndexFileSystem>> opened =
          folder ? IndexFileSystem::open(env_.files, *folder) : std::unexpected(folder.error());
      if (!opened) {
        return refuse(failure_of(opened.error(), "."));
      }
      index = std::move(*opened);
      files = index.get();
    }
    // A bad selection is told once findings are chosen.
    auto selection = [this](const tooling::Build& built) {
      Outcome<LintSelection> read =
          effective_selection(built.project.config, options_.selected, options_.ignored);
      LintSelection wanted = read ? std::move(*read) : LintSelection{};
      return [wanted = std::move(wanted)](Code code) { return is_wanted(wanted, code); };
    };
    tooling::AnalysisOptions how = {.build = std::move(*build),
                                    .now_ms = env_.clock.now_ms(),
                                    .selection = selection,
                                    .baseline = options_.baseline,
                                    .makes_baseline = options_.writes_baseline};
    Outcome<void> done = options_.fixes.is_on() ? run_fixes(*files, how) : look(*files, how);
    if (!done) {
      return refuse(std::move(done.error()));
    }
    elapsed_ms_ = (env_.clock.ticks_ns() - started) / 1'000'000;
    return finish();
  }

 private:
  Outcome<void> look(FileSystem& files, const tooling::AnalysisOptions& how) {
    take(tooling::analyse(files, how, collector_));
    return check_report_files(reports_, *built_, env_);
  }

  void take(tooling::Analysis analysis) {
    built_ = std::move(analysis.build);
    suite_ = std::move(analysis.suite);
    suppressed_ = std::move(analysis.suppressed);
    baseline_ = std::move(analysis.baseline);
    baseline_path_ = std::move(analysis.baseline_path);
    has_baseline_ = analysis.has_baseline;
    gone_ = analysis.gone;
  }

  // Leaves the project as it is then, with what was found in it.
  Outcome<void> run_fixes(FileSystem& files, const tooling::AnalysisOptions& how) {
    tooling::FixRun run;
    std::vector<std::string> named;
    std::ranges::transform(options_.paths, std::back_inserter(named), [this](const auto& path) {
      return path == "-" ? options_.stdin_name : path;
    });
    Progress progress(options_.common, env_);
    auto tell = [&progress](std::size_t looks) {
      progress.begin(looks == 0 ? "looking for fixes"
                                : "trying fixes, round " + std::to_string(looks));
    };
    fixed_ =
        find_fixes(env_, files, options_.fixes, named,
                   {.analysis = how,
                    .selection = [this](const tooling::Build& built) { return to_be_fixed(built); },
                    .on_look = tell},
                   run);
    progress.finish();
    // What cannot be reported is not done either, as far as that is known before.
    if (Outcome<void> fit = check_report_files(reports_, *run.analysis.build, env_); !fit) {
      return fit;
    }
    if (options_.fixes.writes()) {
      if (Outcome<void> made = make_report_folders(reports_, env_); !made) {
        return made;
      }
      write_files(env_, run, *fixed_);
    }
    if (options_.fixes.is_stdin) {
      bool is_changed = fixed_->has_changes();
      stdin_text_ =
          is_changed ? fixed_->files.front().after : how.build.overlay.at(options_.stdin_name);
    }
    if (!fixed_->errors.empty()) {
      take(tooling::analyse(files, how, collector_));  // not all of it was written
      for (const Error& error : fixed_->errors) {
        collector_.emit(diag::make(Code::kWriteFailed, {{"reason", error.message}}));
      }
      return {};
    }
    for (diag::Diagnostic& finding : run.findings) {
      collector_.emit(std::move(finding));
    }
    take(std::move(run.analysis));
    return {};
  }

  // Only what would be shown is fixed.
  std::function<bool(const diag::Diagnostic&)> to_be_fixed(const tooling::Build& built) {
    Outcome<LintSelection> selection =
        effective_selection(built.project.config, options_.selected, options_.ignored);
    if (!selection) {
      return [](const diag::Diagnostic&) { return false; };  // told once all is over
    }
    std::shared_ptr<tooling::ChangedParts> changed;
    if (options_.since) {
      Outcome<Changed> found = changed_of(
          built, {.revision = options_.since, .max_source_bytes = options_.common.max_source_bytes},
          env_);
      if (!found) {
        return [](const diag::Diagnostic&) { return false; };
      }
      changed = std::make_shared<tooling::ChangedParts>(std::move(found->parts));
    }
    return [selection = std::move(*selection), changed](const diag::Diagnostic& finding) {
      return is_wanted(selection, finding) && (changed == nullptr || changed->concern(finding));
    };
  }

  Outcome<ExitCode> finish() {
    if (options_.lists_files) {
      if (options_.common.is_json()) {
        print_document(env_, file_document(*built_));
      } else {
        print(env_, file_list(*built_));
      }
      return ExitCode::kOk;
    }
    if (!options_.lists_settings) {
      require_files(*built_, options_.paths, collector_);
    }
    Outcome<LintSelection> selection =
        effective_selection(built_->project.config, options_.selected, options_.ignored);
    if (!selection) {
      return refuse(std::move(selection.error()));
    }
    if (options_.lists_settings) {
      ShownSettings shown = shown_settings(options_, *selection, *built_);
      if (options_.common.is_json()) {
        print_document(env_, settings_document(shown));
      } else {
        print(env_, settings_text(shown));
      }
      return ExitCode::kOk;
    }
    if (fixed_) {
      selection->selected.push_back(diag::code_text(Code::kFixDropped));  // asked for with `--fix`
    }
    Findings findings = findings_of(collector_, *selection, *built_);
    findings.suppressed = std::move(suppressed_);
    if (options_.since || options_.reads_index) {
      Outcome<Changed> changed = changed_of(
          *built_,
          {.revision = options_.since, .max_source_bytes = options_.common.max_source_bytes}, env_);
      if (!changed) {
        return refuse(std::move(changed.error()));
      }
      findings = in_parts(std::move(findings), changed->parts);
    }
    return report(std::move(findings));
  }

  [[nodiscard]] ExitCode exit_code(const Findings& findings) const {
    ExitCode code = exit_code_of(findings, built_->sources, options_.fail_level);
    std::optional<std::size_t> most =
        options_.max_warnings ? options_.max_warnings
                              : configured_number(built_->project.config, "lint.max_warnings");
    bool would_change = options_.fixes.is_diff && fixed_ && fixed_->has_changes();
    if (code == ExitCode::kOk && (would_change || (most && findings.warnings > *most))) {
      code = ExitCode::kNo;
    }
    return code == ExitCode::kNo && options_.exits_zero ? ExitCode::kOk : code;
  }

  // Before anything is printed: a file that cannot be written is the one answer then, unless fixes
  // were written already.
  Outcome<ExitCode> report(Findings findings) {
    if (Outcome<ExitCode> written = answer(findings, Pass::kFiles); !written) {
      if (!fixed_ || fixed_->written.empty()) {
        return refuse(std::move(written.error()));
      }
      findings.shown.insert(
          findings.shown.begin(),
          diag::make(Code::kWriteFailed, {{"reason", std::move(written.error().message)}}));
      ++findings.errors;
      has_all_files_ = false;
    }
    return answer(findings, Pass::kPrint);
  }

  Outcome<void> write_files_beside(const ReportContent& content) {
    if (Outcome<void> written = write_reports(reports_, content, env_); !written) {
      return written;
    }
    if (options_.writes_baseline) {
      if (Status written = env_.files.write_file(baseline_path_, baseline_.text()); !written) {
        return refuse(write_failure(written.error()));
      }
    }
    return {};
  }

  enum class Pass : std::uint8_t { kFiles, kPrint };
  Outcome<ExitCode> answer(const Findings& findings, Pass pass) {
    ExitCode code = exit_code(findings);
    Scope scope{.files = built_->sources.size(),
                .rules = built_->ast.rules.size(),
                .scorecards = built_->ast.scorecards.size(),
                .templates = built_->ast.templates.size(),
                .elapsed_ms = elapsed_ms_};
    std::string prefix = repository_prefix(env_.files, built_->project.root);
    tooling::FindingsReport model = findings_report(findings, scope, *built_,
                                                    {.command = "lint",
                                                     .exit_code = code,
                                                     .prefix = prefix,
                                                     .fail_level = options_.fail_level});
    ReportContent content{.command = "lint",
                          .project = built_->project.config.name,
                          .sources = built_->sources,
                          .prefix = std::move(prefix),
                          .findings = &model,
                          .document = document(findings, scope, code),
                          .summary_line = findings_summary_line(findings, scope, "lint", code),
                          .steps = {lint_step(findings, scope, code)}};
    if (pass == Pass::kFiles) {
      Outcome<void> written = write_files_beside(content);
      return written ? Outcome<ExitCode>(code) : refuse(std::move(written.error()));
    }
    const Common& common = options_.common;
    bool is_for_programs = fixed_ && (options_.fixes.is_diff || options_.fixes.is_stdin);
    if (!is_text_form(common.format)) {
      print_report(common.format, content, env_);
    } else if (is_for_programs) {
      // A patch or a text is for programs, so all else goes to stderr beside it.
      print(env_, options_.fixes.is_diff ? patch_of(*fixed_) : stdin_text_);
      print_error(env_, text(findings, scope));
    } else {
      print(env_, text(findings, scope));
    }
    tell_github(common, content, env_, is_for_programs ? Stream::kErr : Stream::kOut);
    return code;
  }

  [[nodiscard]] std::string document(const Findings& findings, const Scope& scope,
                                     ExitCode code) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.lint/1", "lint", code);
    if (fixed_) {
      bool has_text = options_.fixes.is_stdin && !options_.fixes.is_diff;
      write_fixes(json, *fixed_, has_text ? &stdin_text_ : nullptr);
    }
    write_findings(json, findings, scope, built_->sources);
    if (options_.prints_statistics) {
      write_statistics(json, findings);
    }
    if (has_baseline_) {
      json.key("baseline");
      json.begin_object();
      json.member("path", baseline_path_);
      json.member("findings", std::uint64_t{baseline_.count()});
      json.member("gone", std::uint64_t{gone_});
      json.member("written", options_.writes_baseline && has_all_files_);
      json.end_object();
    }
    json.end_object();
    return text;
  }

  // What became of the baseline, "" where there is nothing to say.
  [[nodiscard]] std::string baseline_text() const {
    if (options_.writes_baseline) {
      return "wrote " + baseline_path_ + ": " + counted(baseline_.count(), "finding") + "\n";
    }
    if (gone_ == 0) {
      return "";
    }
    return counted(gone_, "baseline finding") + (gone_ == 1 ? " is" : " are") +
           " gone: rulec lint --write-baseline\n";
  }

  [[nodiscard]] std::string text(const Findings& findings, const Scope& scope) const {
    const Common& common = options_.common;
    // One line a finding is for programs: nothing else stands between.
    bool has_summary = common.quiet == 0 && common.format != Format::kConcise;
    bool is_beside = fixed_ && (options_.fixes.is_diff || options_.fixes.is_stdin);
    std::string text;
    if (options_.prints_statistics) {
      text = statistics_text(findings);
    } else if (common.quiet < 2) {
      text = findings_text(findings, built_->sources,
                           {.format = common.format,
                            .has_color = is_beside ? common.err_has_color : common.out_has_color,
                            .width = env_.terminal.width,
                            .max_shown = options_.max_shown,
                            .is_last = !has_summary,
                            .style = terminal_style(env_, Stream::kOut, built_->project.root)});
    }
    if (!has_summary) {
      return text;
    }
    text += fixed_ ? fixes_text(*fixed_) : "";
    text += summary_text(findings, scope);
    text += has_all_files_ ? baseline_text() + reports_line(reports_) : "";
    return text + (fixed_ ? fixed_->undo : "");
  }

  const Options& options_;
  Env& env_;
  diag::Collector collector_;
  std::unique_ptr<tooling::Build> built_;
  std::unique_ptr<tooling::Suite> suite_;
  std::vector<diag::Diagnostic> suppressed_;
  tooling::Baseline baseline_;
  std::string baseline_path_;
  bool has_baseline_ = false;
  std::size_t gone_ = 0;
  std::optional<FixResult> fixed_;
  std::string stdin_text_;
  bool has_all_files_ = true;  // reports and the baseline were written
  std::vector<ReportFile> reports_;
  std::int64_t elapsed_ms_ = 0;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common,
                  .paths = invocation.arguments,
                  .stdin_name = invocation.value_or_default("--stdin-filename"),
                  .since = invocation.value("--since"),
                  .reads_index = invocation.has("--staged"),
                  .selected = comma_list(invocation.value("--select")),
                  .ignored = comma_list(invocation.value("--ignore")),
                  .max_shown = invocation.number("--max-errors").value_or(kShownDiagnostics),
                  .fail_level = severity_of(invocation.value_or_default("--fail-level")),
                  .has_fail_level = invocation.has("--fail-level"),
                  .max_warnings = invocation.number("--max-warnings"),
                  .exits_zero = invocation.has("--exit-zero"),
                  .prints_statistics = invocation.has("--statistics"),
                  .lists_files = invocation.has("--show-files"),
                  .lists_settings = invocation.has("--show-settings"),
                  .baseline = invocation.value("--baseline").value_or(""),
                  .writes_baseline = invocation.has("--write-baseline"),
                  .fixes = {.applies_safe = invocation.has("--fix"),
                            .applies_suggested = invocation.has("--fix-suggested"),
                            .is_diff = invocation.has("--diff")},
                  .reports = invocation.all("--report"),
                  .watches = invocation.has("--watch")};
  options.fixes.is_stdin =
      std::ranges::find(invocation.arguments, "-") != invocation.arguments.end();
  if (invocation.has("--all")) {
    options.max_shown = SIZE_MAX;
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (Outcome<void> fit = check_options(options); !fit) {
    return refuse(std::move(fit.error()));
  }
  bool is_narrow = !options.paths.empty() || options.since || options.reads_index ||
                   !options.selected.empty() || !options.ignored.empty();
  if (options.writes_baseline && is_narrow) {
    return refuse(failure(
        Code::kBadUsage, {{"problem",
                           "`--write-baseline` stores the findings of the whole project: leave out "
                           "paths, `--since`, `--staged`, `--select` and `--ignore`"}}));
  }
  if (options.watches) {
    return run_again_on_saves(
        {.name = "lint", .common = options.common, .sources = {.paths = options.paths}}, env,
        [&options](Env& kept) { return Lint(options, kept).run(); });
  }
  return Lint(options, env).run();
}

}  // namespace rulec::app::lint_command
