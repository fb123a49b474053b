#include "settings.h"

#include <algorithm>
#include <optional>

#include "argument_scan.h"
#include "base/limits.h"
#include "diag/suggest.h"
#include "user_config.h"

namespace rulec::app {
namespace {

using diag::Code;

std::string_view variable(const Env& env, std::string_view name) {
  auto found = env.variables.find(name);
  return found == env.variables.end() ? std::string_view() : std::string_view(found->second);
}

// A layer below the flags: settings of one configuration file.
using Layers = std::vector<UserConfig>;

// A value of a file is checked against the flag's list; flags and variables were by the parser.
Outcome<ToolSetting> checked(const ToolSetting& setting, std::string_view flag) {
  std::string_view values = CommandTable::get().root().find_flag(flag)->values;
  std::vector<std::string_view> allowed = split_values(values, '|');
  if (std::ranges::find(allowed, setting.value) != allowed.end()) {
    return setting;
  }
  Failure wrong =
      failure(Code::kConfigSyntax, {{"problem", setting.origin + ": `" + setting.value +
                                                    "` is no value of `" + setting.key + "`"}});
  wrong.suggestions = diag::suggest(setting.value, allowed);
  wrong.more = "values: " + std::string(values);
  return refuse(std::move(wrong));
}

Outcome<ToolSetting> resolve(std::string_view key, std::string_view flag,
                             const Invocation& invocation, const Layers& layers) {
  if (auto given = invocation.flags.find(flag); given != invocation.flags.end()) {
    return ToolSetting{.key = std::string(key),
                       .value = given->second.values.back(),
                       .origin = given->second.origin};
  }
  for (const UserConfig& layer : layers) {
    for (const ToolSetting& setting : layer.settings) {
      if (setting.key == key) {
        return checked(setting, flag);
      }
    }
  }
  return ToolSetting{
      .key = std::string(key), .value = invocation.value_or_default(flag), .origin = "default"};
}

// A form that the command has not is refused where it was asked of this command; a variable and a
// file speak to all commands, of which the others answer in words.
Outcome<Format> format_of(const ToolSetting& setting, bool is_json, std::string_view command) {
  if (is_json) {
    return Format::kJson;
  }
  Format format = find_format(setting.value).value_or(Format::kFull);
  if (answers_in(command, format)) {
    return format;
  }
  if (!setting.origin.starts_with("flag ")) {
    return Format::kFull;
  }
  std::string known;
  for (std::string_view name : answer_forms(command)) {
    known.append(known.empty() ? "" : ", ").append(name);
  }
  return refuse(failure(
      Code::kBadFlagValue,
      {{"value", setting.value},
       {"flag", "--format"},
       {"expected", "`rulec " + std::string(command) + "` has no such form; expected " + known}}));
}

// --limit, then RULEC_LIMIT_SOURCE, then the files.
struct LimitText {
  std::string value;
  std::string origin;
};

Outcome<std::optional<LimitText>> source_limit_text(const Invocation& invocation, const Env& env,
                                                    const Layers& layers) {
  std::optional<LimitText> found;
  for (const std::string& pair : invocation.all("--limit")) {
    std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != "source") {
      Failure later =
          failure(Code::kNotBuiltYet, {{"what", "the limit `" + pair.substr(0, equals) + "`"}});
      later.more = "use instead: --limit source=SIZE, the only one that can be changed so far";
      return refuse(std::move(later));
    }
    found = LimitText{.value = pair.substr(equals + 1), .origin = "flag --limit"};
  }
  if (found) {
    return found;
  }
  if (std::string_view text = variable(env, "RULEC_LIMIT_SOURCE"); !text.empty()) {
    return LimitText{.value = std::string(text), .origin = "RULEC_LIMIT_SOURCE"};
  }
  for (const UserConfig& layer : layers) {
    for (const ToolSetting& setting : layer.settings) {
      if (setting.key == "limits.source") {
        return LimitText{.value = setting.value, .origin = setting.origin};
      }
    }
  }
  return found;
}

Outcome<std::size_t> source_limit(const Invocation& invocation, const Env& env,
                                  const Layers& layers, std::vector<ToolSetting>& settings) {
  Outcome<std::optional<LimitText>> text = source_limit_text(invocation, env, layers);
  if (!text) {
    return refuse(std::move(text.error()));
  }
  std::size_t limit = kMaxSourceBytes;
  std::string origin = "default";
  if (const std::optional<LimitText>& given = *text) {
    std::optional<std::uint64_t> size = parse_size(given->value);
    if (!size || *size == 0 || *size > kHardMaxSourceBytes) {
      return refuse(
          failure(Code::kBadFlagValue,
                  {{"value", given->value},
                   {"flag", given->origin + " source"},
                   {"expected", "expected a size from 1 to " + std::to_string(kHardMaxSourceBytes) +
                                    " bytes, such as 64MiB"}}));
    }
    limit = static_cast<std::size_t>(*size);
    origin = given->origin;
  }
  settings.push_back(
      {.key = "limits.source", .value = std::to_string(limit), .origin = std::move(origin)});
  return limit;
}

}  // namespace

bool wants_color(std::string_view wanted, const Env& env, Stream stream) {
  if (wanted == "always" || wanted == "never") {
    return wanted == "always";
  }
  auto is_set = [&](std::string_view name) { return !variable(env, name).empty(); };
  if (is_set("NO_COLOR")) {
    return false;
  }
  for (std::string_view name : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    if (is_set(name) && variable(env, name) != "0") {
      return true;
    }
  }
  if (variable(env, "CLICOLOR") == "0" || variable(env, "TERM") == "dumb") {
    return false;
  }
  return stream == Stream::kOut ? env.terminal.out_is_tty : env.terminal.err_is_tty;
}

std::vector<std::string> user_config_paths(const Variables& variables) {
  std::vector<std::string> paths;
  auto value = [&](std::string_view name) {
    auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  // A relative XDG_CONFIG_HOME is to be ignored (XDG Base Directory Specification).
  if (std::string folder = value("XDG_CONFIG_HOME"); folder.starts_with('/')) {
    paths.push_back(join_path(folder, "rulec/config.yaml"));
  } else if (std::string home = value("HOME"); home.starts_with('/')) {
    paths.push_back(join_path(home, ".config/rulec/config.yaml"));
  }
  paths.emplace_back("/etc/rulec/config.yaml");
  return paths;
}

Outcome<Common> common_of(const Invocation& invocation, Env& env) {
  Common common;
  common.command = std::string(invocation.command->name);
  common.quiet = invocation.count("-q");
  common.verbose = invocation.count("-v");
  common.may_ask = !invocation.has("--no-input");
  common.trust = invocation.value("--trust").value_or("");
  common.environment = invocation.value("--env").value_or("");
  Layers layers;
  if (!invocation.has("--isolated")) {
    common.user_files = user_config_paths(env.variables);
    for (const std::string& path : common.user_files) {
      Outcome<UserConfig> layer = read_user_config(env.files, path);
      if (!layer) {
        return refuse(std::move(layer.error()));
      }
      layers.push_back(std::move(*layer));
    }
  }
  Outcome<ToolSetting> format_setting = resolve("format", "--format", invocation, layers);
  if (!format_setting) {
    return refuse(std::move(format_setting.error()));
  }
  Outcome<Format> format = format_of(*format_setting, invocation.has("--json"), common.command);
  if (!format) {
    return refuse(std::move(format.error()));
  }
  common.format = *format;
  common.adds_github = format_setting->origin == "default" && !common.is_json() &&
                       variable(env, "GITHUB_ACTIONS") == "true";
  Outcome<ToolSetting> color = resolve("color", "--color", invocation, layers);
  if (!color) {
    return refuse(std::move(color.error()));
  }
  common.out_has_color = wants_color(color->value, env, Stream::kOut);
  common.err_has_color = wants_color(color->value, env, Stream::kErr);
  common.settings = {*format_setting, *color};
  Outcome<std::size_t> limit = source_limit(invocation, env, layers, common.settings);
  if (!limit) {
    return refuse(std::move(limit.error()));
  }
  common.max_source_bytes = *limit;
  return common;
}

}  // namespace rulec::app
