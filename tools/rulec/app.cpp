// run(): parse, dispatch, and the last word on every failure: one JSON document under --json, lost
// output, an exception or failed check as exit 70 with a report file, never as raw text.
#include "app.h"

#include <exception>
#include <memory>
#include <new>
#include <optional>

#include "argument_scan.h"
#include "base/calendar.h"
#include "commands/version_command.h"
#include "completion/values.h"
#include "dispatch.h"
#include "help.h"
#include "output.h"
#include "paging.h"
#include "parse.h"
#include "rebased_file_system.h"
#include "settings.h"
#include "version.h"
#include "with_files.h"

namespace rulec::app {
namespace {

using diag::Code;

// Remembers whether every write arrived.
class CheckedOutput final : public Output {
 public:
  explicit CheckedOutput(Output& next) : next_(next) {}
  bool write(std::string_view text) override {
    has_failed_ = has_failed_ || !next_.write(text);
    return !has_failed_;
  }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  Output& next_;
  bool has_failed_ = false;
};

FailureForm form_of(const std::vector<std::string>& arguments, const Env& env) {
  auto variable = env.variables.find("RULEC_FORMAT");
  bool wants_json_always = variable != env.variables.end() && variable->second == "json";
  if (wants_json_always || asks_for_json(arguments)) {
    return FailureForm::kJson;
  }
  auto color = env.variables.find("RULEC_COLOR");
  std::string_view wanted = color == env.variables.end() ? "auto" : std::string_view(color->second);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with("--color=")) {
      wanted = std::string_view(arguments[i]).substr(8);
    } else if (arguments[i] == "--color" && i + 1 < arguments.size()) {
      wanted = arguments[i + 1];
    }
  }
  return wants_color(wanted, env, Stream::kErr) ? FailureForm::kColoredText : FailureForm::kText;
}

bool is_root(const Invocation& invocation) {
  return invocation.command == &CommandTable::get().root();
}

bool asks_for_help(const Invocation& invocation) {
  return is_root(invocation) || invocation.has("-h") || invocation.has("--help");
}

ExitCode print_help(const Invocation& invocation, FailureForm form, Env& env) {
  if (form == FailureForm::kJson) {
    std::string text;
    JsonWriter json(text);
    write_help_json(json, 0);
    print_document(env, text);
    return ExitCode::kOk;
  }
  HelpOptions options{.width = env.terminal.width};
  if (invocation.has("--help")) {
    print(env, full_help(*invocation.command, options));
  } else {
    print(env,
          is_root(invocation) ? main_screen(options) : short_help(*invocation.command, options));
  }
  return ExitCode::kOk;
}

ExitCode print_version(FailureForm form, Env& env) {
  if (form != FailureForm::kJson) {
    print(env, "rulec " + std::string(version_text()) + "\n");
    return ExitCode::kOk;
  }
  version_command::Options options;
  options.common.format = Format::kJson;
  return version_command::run(options, env).value_or(ExitCode::kBug);
}

struct Attempt {
  std::string command;
  FailureForm form = FailureForm::kText;
};

Failure folder_failure(const std::string& folder, const Error& error) {
  Failure failed = failure_of(error, folder);
  failed.exit_code = ExitCode::kUsage;
  return failed;
}

ExitCode run_in_folder(const Invocation& invocation, const Attempt& attempt, Env& env) {
  Outcome<Common> common = common_of(invocation, env);
  if (!common) {
    return print_failure(common.error(), attempt.command, attempt.form, env);
  }
  Outcome<ExitCode> result = dispatch(invocation, *common, env);
  if (!result) {
    FailureForm form = common->is_json()       ? FailureForm::kJson
                       : common->err_has_color ? FailureForm::kColoredText
                                               : FailureForm::kText;
    return print_failure(result.error(), attempt.command, form, env);
  }
  return *result;
}

ExitCode run_unpaged(const Invocation& invocation, const Attempt& attempt, Env& env) {
  if (invocation.has("--version")) {
    return print_version(attempt.form, env);
  }
  if (asks_for_help(invocation)) {
    return print_help(invocation, attempt.form, env);
  }
  std::optional<std::string> folder = invocation.value("-C");
  if (!folder) {
    return run_in_folder(invocation, attempt, env);
  }
  Result<std::vector<DirectoryEntry>> listed = env.files.list_folder(*folder);
  if (!listed) {
    return print_failure(folder_failure(*folder, listed.error()), attempt.command, attempt.form,
                         env);
  }
  RebasedFileSystem files(env.files, *folder);
  Env rebased = with_files(env, files);
  return run_in_folder(invocation, attempt, rebased);
}

ExitCode run_parsed(const Invocation& invocation, const Attempt& attempt, Env& env) {
  if (attempt.form == FailureForm::kJson || !may_page(invocation, env)) {
    return run_unpaged(invocation, attempt, env);
  }
  PagedOutput out(env.out);
  Env paged{.files = env.files,
            .clock = env.clock,
            .out = out,
            .err = env.err,
            .in = env.in,
            .variables = env.variables,
            .terminal = env.terminal,
            .programs = env.programs,
            .forbid_core_dumps = env.forbid_core_dumps,
            .pager = nullptr,
            .make_executable = env.make_executable};
  ExitCode code = run_unpaged(invocation, attempt, paged);
  out.show(env);
  return code;
}

// --- our own faults

std::string shell_word(std::string_view word) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (char c : word) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = "rulec";
  for (const std::string& argument : arguments) {
    line.append(" ").append(shell_word(argument));
  }
  return line;
}

ExitCode report_bug(const std::vector<std::string>& arguments, std::string_view what,
                    const Attempt& attempt, Env& env) {
  auto variable = env.variables.find("TMPDIR");
  std::string folder = variable == env.variables.end() || variable->second.empty()
                           ? std::string("/tmp")
                           : variable->second;
  std::int64_t now = env.clock.now_ms();
  std::string path = join_path(folder, "rulec-report-" + std::to_string(now) + ".txt");
  std::string text = "rulec " + std::string(version_text()) + "\n";
  text.append("time: ").append(calendar::format_instant(now)).append("\n");
  text.append("command: ").append(command_line(arguments)).append("\n");
  text.append("what: ").append(what).append("\n");
  bool is_written = env.files.write_file(path, text).has_value();
  Failure failed = failure(Code::kInternalError, {{"command", command_line(arguments)}});
  failed.exit_code = ExitCode::kBug;
  failed.more = is_written ? "report: " + path : "no report could be written to " + path;
  return print_failure(failed, attempt.command, attempt.form, env);
}

ExitCode run_caught(const std::vector<std::string>& arguments, Attempt& attempt, Env& env) {
  try {
    Outcome<Invocation> invocation = parse(arguments, env.variables);
    if (!invocation) {
      return print_failure(invocation.error(), attempt.command, attempt.form, env);
    }
    attempt.command = std::string(invocation->command->name);
    return run_parsed(*invocation, attempt, env);
  } catch (const std::bad_alloc&) {
    Failure failed = failure(Code::kOutOfMemory, {{"command", "rulec " + attempt.command}});
    failed.exit_code = ExitCode::kEnvironment;
    return print_failure(failed, attempt.command, attempt.form, env);
  } catch (const std::exception& exception) {
    return report_bug(arguments, exception.what(), attempt, env);
  } catch (...) {
    return report_bug(arguments, "an exception of unknown type", attempt, env);
  }
}

// Somebody is typing: whatever goes wrong is nothing to speak of.
ExitCode print_values(const completion::Request& request, Env& env) {
  try {
    static_cast<void>(env.out.write(completion::values_text(request, env)));
  } catch (...) {  // NOLINT(bugprone-empty-catch): silence is the answer
  }
  return ExitCode::kOk;
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments, Env& env) {
  if (std::optional<completion::Request> request = completion::request_of(arguments)) {
    return print_values(*request, env);
  }
  CheckedOutput out(env.out);
  CheckedOutput err(env.err);
  Env checked = with_outputs(env, out, err);
  Attempt attempt{.command = "", .form = form_of(arguments, env)};
  ExitCode code = run_caught(arguments, attempt, checked);
  if (!out.has_failed() || (code != ExitCode::kOk && code != ExitCode::kNo)) {
    return code;
  }
  // The answer is lost; JSON would go the same way, so this is said in words.
  Failure lost = failure(Code::kWriteFailed, {{"reason",
                                               "the answer could not be written to "
                                               "standard output"}});
  lost.exit_code = ExitCode::kEnvironment;
  return print_failure(lost, attempt.command, FailureForm::kText, checked);
}

}  // namespace rulec::app
