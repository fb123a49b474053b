#include "commands/config_command.h"

#include <algorithm>
#include <vector>

#include "diag/render.h"
#include "output.h"
#include "project/project.h"
#include "report.h"

namespace rulec::app::config_command {
namespace {

using Setting = project::Config::Setting;

struct Loaded {
  SourceMap sources;
  project::Opened project;
  Findings findings;
};

Outcome<std::unique_ptr<Loaded>> load(Env& env) {
  auto loaded = std::make_unique<Loaded>();
  diag::Collector collector;
  loaded->project = project::open(env.files, "", loaded->sources, collector);
  Outcome<LintSelection> all = lint_selection({}, {});
  if (!all) {
    return refuse(std::move(all.error()));
  }
  loaded->findings = findings_of(collector, *all);
  return loaded;
}

std::vector<Setting> all_settings(const Options& options, const project::Opened& project) {
  std::vector<Setting> settings;
  for (const ToolSetting& setting : options.common.settings) {
    std::string json;
    append_json_string(json, setting.value);
    settings.push_back({.key = setting.key, .json = std::move(json), .origin = setting.origin});
  }
  for (const Setting& setting : project.config.settings) {
    settings.push_back({.key = setting.key,
                        .json = without_secrets(setting.key, setting.json),
                        .origin = setting.origin});
  }
  return settings;
}

std::string settings_text(const std::vector<Setting>& settings, bool shows_origins) {
  std::size_t width = 0;
  for (const Setting& setting : settings) {
    std::size_t length = setting.key.size() + 3 + setting.json.size();
    width = std::max(width, std::min<std::size_t>(length, 60));
  }
  std::string text;
  for (const Setting& setting : settings) {
    std::string line = setting.key + " = " + diag::printable(setting.json);
    if (shows_origins) {
      line.append(line.size() < width ? width - line.size() : 0, ' ');
      line.append("   ").append(setting.origin);
    }
    text += line + "\n";
  }
  return text;
}

std::string settings_document(const std::vector<Setting>& settings, const Loaded& loaded,
                              ExitCode code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.config/1", "config show", code);
  json.key("settings");
  json.begin_array();
  for (const Setting& setting : settings) {
    json.begin_object();
    json.member("key", setting.key);
    json.key("value");
    json.raw(setting.json);
    json.member("origin", setting.origin);
    json.end_object();
  }
  json.end_array();
  write_findings(json, loaded.findings, {.files = loaded.sources.size()}, loaded.sources);
  json.end_object();
  return text;
}

struct ConfigFile {
  std::string path;
  std::string role;
  bool exists = false;
};

std::vector<ConfigFile> config_files(const Options& options, const project::Opened& project,
                                     Env& env) {
  std::vector<ConfigFile> files;
  bool has_project = project.config.has_file;
  files.push_back({.path = has_project ? join_path(project.root, project.config.path)
                                       : std::string("rulec.yaml"),
                   .role = "project",
                   .exists = has_project});
  for (const std::string& path : options.common.user_files) {
    files.push_back({.path = path,
                     .role = path.starts_with("/etc/") ? "system" : "user",
                     .exists = env.files.info(path).has_value()});
  }
  return files;
}

std::string paths_document(const std::vector<ConfigFile>& files) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.config/1", "config path", ExitCode::kOk);
  json.key("files");
  json.begin_array();
  for (const ConfigFile& file : files) {
    json.begin_object();
    json.member("path", file.path);
    json.member("role", file.role);
    json.member("exists", file.exists);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

void print_paths(const Options& options, const Loaded& loaded, Env& env) {
  std::vector<ConfigFile> files = config_files(options, loaded.project, env);
  if (options.common.is_json()) {
    print_document(env, paths_document(files));
    return;
  }
  std::string text;
  for (const ConfigFile& file : files) {
    text += file.path + "   " + file.role + (file.exists ? "" : ", not there") + "\n";
  }
  print(env, text);
}

bool speaks_of_a_secret(std::string_view key) {
  for (std::string_view word : {"password", "passphrase", "secret", "token", "dsn", "url"}) {
    if (key.ends_with(word)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string without_secrets(std::string_view key, std::string_view json) {
  std::string text(json);
  bool is_text = text.starts_with('"');
  std::size_t scheme = text.find("://");
  if (is_text && scheme == std::string::npos && speaks_of_a_secret(key)) {
    return "\"***\"";
  }
  // user:password@ of each address, also inside lists and objects.
  while (scheme != std::string::npos) {
    std::size_t begin = scheme + 3;
    std::size_t end = std::min(text.find_first_of("/\" ?#", begin), text.size());
    std::size_t at = text.rfind('@', end);
    std::size_t colon = text.find(':', begin);
    if (at != std::string::npos && at > begin && colon < at) {
      text.replace(colon + 1, at - colon - 1, "***");
    }
    scheme = text.find("://", begin);
  }
  return text;
}

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .shows_paths = invocation.command->name == "config path",
          .shows_origins = invocation.has("--origin")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  Outcome<std::unique_ptr<Loaded>> loaded = load(env);
  if (!loaded) {
    return refuse(std::move(loaded.error()));
  }
  if (options.shows_paths) {
    print_paths(options, **loaded, env);
    return ExitCode::kOk;
  }
  const Loaded& project = **loaded;
  ExitCode code = exit_code_of(project.findings, project.sources, diag::Severity::Error);
  std::vector<Setting> settings = all_settings(options, project.project);
  if (options.common.is_json()) {
    print_document(env, settings_document(settings, project, code));
    return code;
  }
  print_error(env, findings_text(project.findings, project.sources,
                                 {.format = options.common.format,
                                  .has_color = options.common.err_has_color,
                                  .width = env.terminal.width,
                                  .is_last = true}));
  print(env, settings_text(settings, options.shows_origins));
  return code;
}

}  // namespace rulec::app::config_command
