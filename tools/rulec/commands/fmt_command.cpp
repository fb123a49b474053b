#include "commands/fmt_command.h"

#include <algorithm>
#include <memory>

#include "changed_paths.h"
#include "commands/fmt_report.h"
#include "index_file_system.h"
#include "output.h"
#include "project/repository.h"
#include "report.h"
#include "tooling/build.h"
#include "tooling/format/format_files.h"

namespace rulec::app::fmt_command {
namespace {

using diag::Code;
using tooling::FormatFate;
using tooling::FormatResult;
using tooling::FormatTarget;
using tooling::SourceForm;

Outcome<void> check_options(const Options& options) {
  auto refused = [](std::string problem) {
    return refuse(failure(Code::kBadUsage, {{"problem", std::move(problem)}}));
  };
  bool has_stdin = std::ranges::find(options.paths, "-") != options.paths.end();
  if (options.since && options.reads_index) {
    return refused("`--since` and `--staged` exclude each other");
  }
  if (has_stdin && options.paths.size() > 1) {
    return refused("`-` is formatted alone, as its text goes to standard output");
  }
  if (has_stdin && (options.since || options.reads_index)) {
    return refused("git knows nothing of standard input");
  }
  if (options.stdin_name && !has_stdin) {
    return refused("`--stdin-filename` gives standard input a name, so it needs `-`");
  }
  return {};
}

std::optional<SourceForm> form_of(const std::optional<std::string>& to) {
  return !to            ? std::nullopt
         : *to == "eff" ? std::optional(SourceForm::kText)
                        : std::optional(SourceForm::kJson);
}

class Formatting {
 public:
  Formatting(const Options& options, Env& env) : options_(options), env_(env), files_(&env.files) {}

  Outcome<ExitCode> run() {
    std::int64_t started = env_.clock.ticks_ns();
    if (Outcome<void> opened = open_files(); !opened) {
      return refuse(std::move(opened.error()));
    }
    project_ = project::open(*files_, "", sources_, collector_);
    if (project_.config.has_errors) {
      return finish(started);  // nobody knows the layout
    }
    Outcome<void> formatted = options_.is_stdin() ? format_stdin() : format_targets();
    if (!formatted) {
      return refuse(std::move(formatted.error()));
    }
    if (options_.is_stdin() && options_.writes()) {
      return print_stdin();
    }
    if (options_.writes()) {
      write_all();
    }
    return finish(started);
  }

 private:
  // The index stands in for the work tree where nothing is written.
  Outcome<void> open_files() {
    if (!options_.reads_index || options_.writes()) {
      return {};
    }
    Result<std::string> folder = env_.files.canonical("");
    Result<std::unique_ptr<IndexFileSystem>> opened =
        folder ? IndexFileSystem::open(env_.files, *folder) : std::unexpected(folder.error());
    if (!opened) {
      return refuse(failure_of(opened.error(), "."));
    }
    index_ = std::move(*opened);
    files_ = index_.get();
    return {};
  }

  [[nodiscard]] tooling::FormatRunOptions run_options() const {
    return {.max_source_bytes = options_.common.max_source_bytes, .to = form_of(options_.to)};
  }

  Outcome<void> format_targets() {
    std::vector<FormatTarget> targets =
        tooling::find_format_targets(*files_, project_, options_.paths, collector_);
    if (targets.empty() && !collector_.has_errors()) {
      std::string places;
      for (const std::string& path : options_.paths) {
        places.append(places.empty() ? "" : ", ").append(path);
      }
      places = places.empty() ? "." : places;
      collector_.emit(diag::make(Code::kNoFileMatched, {{"places", places}}));
    }
    if (options_.since || options_.reads_index) {
      Result<std::vector<std::string>> changed = changed_paths();
      if (!changed) {
        return refuse(failure_of(changed.error(), options_.since.value_or(".")));
      }
      std::erase_if(targets, [&changed](const FormatTarget& target) {
        return !std::ranges::binary_search(*changed, target.path);
      });
    }
    results_ =
        tooling::format_files(*files_, project_, targets, run_options(), sources_, collector_);
    unread_ = targets.size() - results_.size();
    return {};
  }

  // Files of the project that differ from a revision, or that are staged; sorted.
  Result<std::vector<std::string>> changed_paths() {
    RULEC_TRY(folder, env_.files.canonical(project_.root));
    RULEC_TRY(repository, project::Repository::open(folder));
    RULEC_TRY(paths,
              options_.since ? repository.changed_since(*options_.since) : repository.staged());
    std::vector<std::string> changed =
        without_prefix(std::move(paths), below_work_tree(folder, repository.root()));
    std::ranges::sort(changed);
    return changed;
  }

  Outcome<void> format_stdin() {
    Result<std::string> bytes = env_.in.read_all(options_.common.max_source_bytes);
    if (!bytes) {
      return refuse(failure_of(bytes.error(), "standard input"));
    }
    // JSON of ours begins with a brace, the text form never does; a byte-order mark is told later.
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    std::size_t first =
        bytes->find_first_not_of(" \t\r\n", bytes->starts_with(kMark) ? kMark.size() : 0);
    bool is_json = first != std::string::npos && (*bytes)[first] == '{';
    std::string name = tooling::project_path_of(
        *files_, project_, options_.stdin_name.value_or(is_json ? "stdin.rule.json" : "stdin.eff"));
    if (!tooling::source_kind_in(project_.config, name)) {
      return refuse(
          failure(Code::kBadFlagValue, {{"value", options_.stdin_name.value_or(name)},
                                        {"flag", "--stdin-filename"},
                                        {"expected", "a name with the ending of a rule file"}}));
    }
    results_.push_back(tooling::format_text(*files_, project_, name, std::move(*bytes),
                                            run_options(), sources_, collector_));
    return {};
  }

  // Findings go to stderr: stdout is the text and nothing else.
  Outcome<ExitCode> print_stdin() {
    Findings findings = findings_of(collector_, LintSelection{});
    ExitCode code = exit_code_of(findings, sources_, diag::Severity::Error);
    const FormatResult& result = results_.front();
    if (options_.common.is_json()) {
      print_document(env_, document_of(report(findings, 0), code));
      return code;
    }
    if (options_.common.quiet < 2) {
      print_error(env_, findings_text(findings, sources_,
                                      {.format = options_.common.format,
                                       .has_color = options_.common.err_has_color,
                                       .width = env_.terminal.width,
                                       .is_last = true}));
    }
    if (result.fate == FormatFate::kDone) {
      print(env_,
            result.is_changed ? std::string_view(result.text) : sources_.at(result.source).bytes());
    }
    return code;
  }

  // --- writing

  // What cannot be written stays, and the others go on.
  void write_all() {
    for (FormatResult& result : results_) {
      if (!result.is_changed) {
        continue;
      }
      Status written = result.new_path.empty()
                           ? tooling::write_formatted(*files_, project_, result)
                           : tooling::write_converted(*files_, project_, result);
      if (!written) {
        collector_.emit(diag::make(Code::kWriteFailed, {{"reason", written.error().message}}));
        bool is_done = !result.new_path.empty() && tooling::is_converted(*files_, project_, result);
        result.fate = is_done ? result.fate : FormatFate::kRefused;
        result.is_changed = is_done;
      }
    }
  }

  // --- the report

  [[nodiscard]] Report report(const Findings& findings, std::int64_t elapsed_ms) const {
    return {.results = results_,
            .findings = findings,
            .sources = sources_,
            .options = options_,
            .git_names = GitNames(env_.files, project_.root),
            .unread = unread_,
            .elapsed_ms = elapsed_ms};
  }

  ExitCode finish(std::int64_t started) {
    std::int64_t elapsed_ms = (env_.clock.ticks_ns() - started) / 1'000'000;
    Findings findings = findings_of(collector_, LintSelection{});
    ExitCode code = exit_code_of(findings, sources_, diag::Severity::Error);
    if (code == ExitCode::kOk && options_.is_check && has_changes(results_)) {
      code = ExitCode::kNo;
    }
    Report made = report(findings, elapsed_ms);
    if (options_.common.is_json()) {
      print_document(env_, document_of(made, code));
    } else {
      print_text(made);
    }
    return code;
  }

  // A patch is for programs, so all else goes to stderr beside it.
  void print_text(const Report& made) {
    const Common& common = options_.common;
    bool has_summary = common.quiet == 0 && common.format == Format::kFull;
    std::string summary = has_summary ? summary_of(made) : "";
    std::string text;
    if (common.quiet < 2) {
      bool has_color = options_.is_diff ? common.err_has_color : common.out_has_color;
      text = findings_text(made.findings, sources_,
                           {.format = common.format,
                            .has_color = has_color,
                            .width = env_.terminal.width,
                            .is_last = summary.empty()});
    }
    bool lists = !options_.is_diff && common.quiet < 2 &&
                 (!options_.writes() || options_.to || common.verbose > 0);
    text += lists ? list_of_changes(made) : "";
    text += summary;
    if (options_.is_diff) {
      print(env_, patch_of(made));
      print_error(env_, text);
    } else {
      print(env_, text);
    }
  }

  const Options& options_;
  Env& env_;
  FileSystem* files_;
  std::unique_ptr<IndexFileSystem> index_;
  SourceMap sources_;
  diag::Collector collector_;
  project::Opened project_;
  std::vector<FormatResult> results_;
  std::size_t unread_ = 0;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .paths = invocation.arguments,
          .stdin_name = invocation.value("--stdin-filename"),
          .is_check = invocation.has("--check"),
          .is_diff = invocation.has("--diff"),
          .reads_index = invocation.has("--staged"),
          .since = invocation.value("--since"),
          .to = invocation.value("--to")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (Outcome<void> fit = check_options(options); !fit) {
    return refuse(std::move(fit.error()));
  }
  return Formatting(options, env).run();
}

}  // namespace rulec::app::fmt_command
