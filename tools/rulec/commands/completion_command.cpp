// Where each shell looks for completions of one user: bash-completion's README ("completions are
// looked up in $BASH_COMPLETION_USER_DIR/completions, else in $XDG_DATA_HOME/bash-completion/
// completions"), fish's $fish_complete_path, which begins with $XDG_CONFIG_HOME/fish/completions.
// zsh has no such folder: $fpath is told in ~/.zshrc, which is never touched.
#include "commands/completion_command.h"

#include "base/limits.h"
#include "completion/script.h"
#include "output.h"

namespace rulec::app::completion_command {
namespace {

using diag::Code;

std::string script_of(std::string_view shell) {
  if (shell == "bash") {
    return completion::bash_script();
  }
  return shell == "zsh" ? completion::zsh_script() : completion::fish_script();
}

std::string variable(const Env& env, std::string_view name) {
  auto found = env.variables.find(name);
  return found == env.variables.end() ? std::string() : found->second;
}

// The XDG base directory specification: a relative path in such a variable does not count.
Outcome<std::string> base_folder(const Env& env, std::string_view name, std::string_view below) {
  std::string named = variable(env, name);
  if (named.starts_with('/')) {
    return named;
  }
  std::string home = variable(env, "HOME");
  if (home.starts_with('/')) {
    return join_path(home, below);
  }
  Failure nowhere = failure(
      Code::kBadUsage, {{"problem", "neither " + std::string(name) + " nor HOME names a folder"}});
  nowhere.more = "leave --install out and send the script to a file";
  return refuse(std::move(nowhere));
}

Outcome<std::string> path_of(std::string_view shell, const Env& env) {
  if (shell == "bash") {
    if (std::string own = variable(env, "BASH_COMPLETION_USER_DIR"); own.starts_with('/')) {
      // Newer versions take a list.
      return join_path(own.substr(0, own.find(':')), "completions/rulec");
    }
  }
  bool is_fish = shell == "fish";
  Outcome<std::string> base = is_fish ? base_folder(env, "XDG_CONFIG_HOME", ".config")
                                      : base_folder(env, "XDG_DATA_HOME", ".local/share");
  if (!base) {
    return base;
  }
  return join_path(*base, is_fish          ? "fish/completions/rulec.fish"
                          : shell == "zsh" ? "zsh/site-functions/_rulec"
                                           : "bash-completion/completions/rulec");
}

std::string shell_quoted(const std::string& path) {
  bool is_plain = path.find_first_not_of(
                      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                      "0123456789_-./") == std::string::npos;
  return is_plain ? path : completion::quoted(path);
}

// What is there: nothing, the same bytes, an older script of ours, or somebody else's file.
enum class There : std::uint8_t { kNothing, kSame, kOlder, kForeign };

There what_is_there(const std::string& path, std::string_view shell, const std::string& script,
                    Env& env) {
  Result<FileInfo> info = env.files.info(path);
  if (!info) {
    return info.error().code == ErrorCode::kNotFound ? There::kNothing : There::kForeign;
  }
  if (info->kind != FileKind::kFile) {
    return There::kForeign;
  }
  Result<std::string> bytes = env.files.read_file(path, kMaxSourceBytes);
  if (!bytes) {
    return There::kForeign;
  }
  if (*bytes == script) {
    return There::kSame;
  }
  std::string head = (shell == "zsh" ? "#compdef rulec\n" : "") + completion::mark_of(shell) + "\n";
  return bytes->starts_with(head) ? There::kOlder : There::kForeign;
}

std::string next_step(std::string_view shell, const std::string& path) {
  if (shell == "zsh") {
    return "add `fpath=(" + shell_quoted(std::string(parent_path(path))) +
           " $fpath)` to ~/.zshrc, before compinit, and start a new zsh";
  }
  return shell == "bash" ? "start a new bash; it needs the package bash-completion"
                         : "start a new fish";
}

std::string install_text(const Options& options, const std::string& path, There there) {
  std::string done = there == There::kSame ? "unchanged  "
                     : options.is_dry_run  ? "would write  "
                                           : "wrote  ";
  std::string text = done + path + "\n";
  if (there != There::kSame && !options.is_dry_run) {
    text += "undo: rm " + shell_quoted(path) + "\n";
  }
  return text + "next: " + next_step(options.shell, path) + "\n";
}

std::string document(const Options& options, const std::string& path, There there,
                     const std::string& script) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.completion/1", "completion", ExitCode::kOk);
  json.member("shell", options.shell);
  if (options.installs) {
    json.member("path", path);
    json.member("written", there != There::kSame && !options.is_dry_run);
    json.member("next", next_step(options.shell, path));
  } else {
    json.member("script", script);
  }
  json.end_object();
  return text;
}

Outcome<ExitCode> install(const Options& options, const std::string& script, Env& env) {
  Outcome<std::string> path = path_of(options.shell, env);
  if (!path) {
    return refuse(std::move(path.error()));
  }
  There there = what_is_there(*path, options.shell, script, env);
  if (there == There::kForeign) {
    Failure foreign = failure(Code::kFileExists, {{"path", *path}});
    foreign.exit_code = ExitCode::kNo;
    foreign.more = "rulec did not make it; move it away, or send `rulec completion " +
                   options.shell + "` to another file";
    return refuse(std::move(foreign));
  }
  if (there != There::kSame && !options.is_dry_run) {
    if (Status written = env.files.write_file(*path, script); !written) {
      return refuse(write_failure(written.error()));
    }
  }
  if (options.common.is_json()) {
    print_document(env, document(options, *path, there, script));
  } else if (options.common.quiet == 0) {
    print(env, install_text(options, *path, there));
  }
  return ExitCode::kOk;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .shell = invocation.arguments.front(),
          .installs = invocation.has("--install"),
          .is_dry_run = invocation.has("--dry-run")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  std::string script = script_of(options.shell);
  if (options.installs) {
    return install(options, script, env);
  }
  if (options.common.is_json()) {
    print_document(env, document(options, "", There::kNothing, script));
  } else {
    print(env, script);
  }
  return ExitCode::kOk;
}

}  // namespace rulec::app::completion_command
