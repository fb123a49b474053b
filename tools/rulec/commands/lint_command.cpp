#include "commands/lint_command.h"

#include <algorithm>
#include <memory>

#include "changed_paths.h"
#include "index_file_system.h"
#include "output.h"
#include "project/repository.h"
#include "project_settings.h"
#include "report.h"
#include "report_output.h"
#include "tooling/analysis.h"
#include "tooling/build.h"
#include "tooling/changed.h"
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

// What `--since` and `--staged` speak about.
class Comparison {
 public:
  Comparison(const Options& options, Env& env, const tooling::Build& build)
      : options_(options), env_(env), build_(build) {}

  Outcome<tooling::ChangedParts> run() {
    const std::string& root = build_.project.root;
    Result<std::string> folder = env_.files.canonical(root);
    Result<tooling::ChangedParts> changed =
        folder ? find_changed(*folder) : std::unexpected(folder.error());
    if (!changed) {
      return refuse(failure_of(changed.error(), root));
    }
    return std::move(*changed);
  }

 private:
  Result<tooling::ChangedParts> find_changed(const std::string& folder) {
    RULEC_TRY(repository, project::Repository::open(folder));
    RULEC_TRY(paths,
              options_.since ? repository.changed_since(*options_.since) : repository.staged());
    std::string prefix = below_work_tree(folder, repository.root());
    return tooling::ChangedParts::find(
        build_, without_prefix(std::move(paths), prefix), [&](const std::string& path) {
          std::size_t limit = options_.common.max_source_bytes;
          return options_.since ? repository.blob(*options_.since, prefix + path, limit)
                                : repository.head_blob(prefix + path, limit);
        });
  }

  const Options& options_;
  Env& env_;
  const tooling::Build& build_;
};

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
    tooling::Analysis analysis = tooling::analyse(
        *files, {.build = std::move(*build), .now_ms = env_.clock.now_ms(), .selection = selection},
        collector_);
    built_ = std::move(analysis.build);
    suite_ = std::move(analysis.suite);
    elapsed_ms_ = (env_.clock.ticks_ns() - started) / 1'000'000;
    return finish();
  }

 private:
  Outcome<ExitCode> finish() {
    if (options_.lists_files) {
      if (options_.common.is_json()) {
        print_document(env_, file_document(*built_));
      } else {
        print(env_, file_list(*built_));
      }
      return ExitCode::kOk;
    }
    require_files(*built_, options_.paths, collector_);
    Outcome<LintSelection> selection =
        effective_selection(built_->project.config, options_.selected, options_.ignored);
    if (!selection) {
      return refuse(std::move(selection.error()));
    }
    Findings findings = findings_of(collector_, *selection, *built_);
    if (options_.since || options_.reads_index) {
      Outcome<tooling::ChangedParts> changed = Comparison(options_, env_, *built_).run();
      if (!changed) {
        return refuse(std::move(changed.error()));
      }
      findings = in_parts(std::move(findings), *changed);
    }
    return report(findings);
  }

  [[nodiscard]] ExitCode exit_code(const Findings& findings) const {
    ExitCode code = exit_code_of(findings, built_->sources, options_.fail_level);
    std::optional<std::size_t> most =
        options_.max_warnings ? options_.max_warnings
                              : configured_number(built_->project.config, "lint.max_warnings");
    if (code == ExitCode::kOk && most && findings.warnings > *most) {
      code = ExitCode::kNo;
    }
    return code == ExitCode::kNo && options_.exits_zero ? ExitCode::kOk : code;
  }

  Outcome<ExitCode> report(const Findings& findings) {
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
    // Before anything is printed: a file that cannot be written is the one answer then.
    if (Outcome<void> written = write_reports(reports_, content, env_); !written) {
      return refuse(std::move(written.error()));
    }
    const Common& common = options_.common;
    if (!is_text_form(common.format)) {
      print_report(common.format, content, env_);
    } else {
      print(env_, text(findings, scope));
    }
    tell_github(common, content, env_);
    return code;
  }

  [[nodiscard]] std::string document(const Findings& findings, const Scope& scope,
                                     ExitCode code) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.lint/1", "lint", code);
    write_findings(json, findings, scope, built_->sources);
    json.end_object();
    return text;
  }

  [[nodiscard]] std::string text(const Findings& findings, const Scope& scope) const {
    const Common& common = options_.common;
    // One line a finding is for programs: nothing else stands between.
    bool has_summary = common.quiet == 0 && common.format != Format::kConcise;
    std::string text;
    if (options_.prints_statistics) {
      text = statistics_text(findings);
    } else if (common.quiet < 2) {
      text = findings_text(findings, built_->sources,
                           {.format = common.format,
                            .has_color = common.out_has_color,
                            .width = env_.terminal.width,
                            .max_shown = options_.max_shown,
                            .is_last = !has_summary,
                            .style = terminal_style(env_, Stream::kOut, built_->project.root)});
    }
    return has_summary ? text + summary_text(findings, scope) + reports_line(reports_) : text;
  }

  const Options& options_;
  Env& env_;
  diag::Collector collector_;
  std::unique_ptr<tooling::Build> built_;
  std::unique_ptr<tooling::Suite> suite_;
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
                  .max_warnings = invocation.number("--max-warnings"),
                  .exits_zero = invocation.has("--exit-zero"),
                  .prints_statistics = invocation.has("--statistics"),
                  .lists_files = invocation.has("--show-files"),
                  .reports = invocation.all("--report")};
  if (invocation.has("--all")) {
    options.max_shown = SIZE_MAX;
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.since && options.reads_index) {
    return refuse(failure(Code::kBadUsage, {{"problem",
                                             "`--since` and `--staged` exclude each "
                                             "other"}}));
  }
  return Lint(options, env).run();
}

}  // namespace rulec::app::lint_command
