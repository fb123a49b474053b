// Everything is compared with what is there before the first file is written, so a refusal changes
// nothing; files that hold the same bytes already are not conflicts, so repeating it is safe.
#include "commands/init_command.h"

#include <algorithm>
#include <optional>

#include "commands/init_repository.h"
#include "line_diff.h"
#include "output.h"
#include "schema/schema.h"
#include "template_files.h"

namespace rulec::app::init_command {
namespace {

using diag::Code;

constexpr std::size_t kMaxComparedBytes = 1024 * 1024;
constexpr std::string_view kPlaceholderName = "my-rules";
constexpr std::string_view kSchemaFolder = ".rulec/schemas/";
// Those that files of a project name in `$schema`.
constexpr std::string_view kEditorSchemas[] = {"rule.schema.json", "rulec.schema.json",
                                               "scorecard.schema.json", "test.schema.json"};

struct PlannedFile {
  std::string path;  // below the project's folder, or absolute
  std::string about;
  std::string bytes;
  bool is_there = false;    // with the same bytes
  bool is_program = false;  // git runs it
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

// The bundle's name: the folder's, with what a name cannot hold replaced.
std::string project_name(const Options& options, Env& env) {
  std::string folder = options.folder;
  while (folder.ends_with('/')) {
    folder.pop_back();
  }
  std::string name(file_name(folder));
  if (name.empty() || name == "." || name == "..") {
    Result<std::string> here = env.files.canonical(folder);
    name = here ? std::string(file_name(*here)) : std::string();
  }
  std::ranges::replace_if(name, [](char c) { return !is_name_character(c); }, '-');
  name.erase(0, std::min(name.find_first_not_of("_.-"), name.size()));
  name.resize(std::min<std::size_t>(name.size(), 100));
  return name.empty() ? std::string(kPlaceholderName) : name;
}

// A hook or a pipeline for a project that is there already.
bool only_adds(const Options& options, Env& env) {
  bool is_there = env.files.info(join_path(options.folder, "rulec.yaml")).has_value();
  return is_there && !options.names_template && (options.writes_hook || !options.pipeline.empty());
}

void plan_project(const Options& options, std::vector<PlannedFile>& files, Env& env) {
  std::string name = project_name(options, env);
  for (const TemplateFile& file : template_files(options.template_name)) {
    std::string bytes(file.bytes);
    if (file.path == "rulec.yaml") {
      std::size_t at = bytes.find(kPlaceholderName);
      bytes.replace(at, kPlaceholderName.size(), name);
    }
    files.push_back({.path = std::string(file.path),
                     .about = std::string(file.about),
                     .bytes = std::move(bytes)});
  }
}

void plan_schemas(std::vector<PlannedFile>& files) {
  for (std::string_view schema : kEditorSchemas) {
    files.push_back({.path = std::string(kSchemaFolder) + std::string(schema),
                     .about = "",
                     .bytes = std::string(schema::built_in_file(schema))});
  }
}

Outcome<std::vector<PlannedFile>> plan(const Options& options, Env& env) {
  std::vector<PlannedFile> files;
  bool is_new = !only_adds(options, env);
  if (is_new) {
    plan_project(options, files, env);
  }
  if (!options.pipeline.empty()) {
    if (Outcome<void> checked = check_is_root(options.folder, env); !checked) {
      return refuse(std::move(checked.error()));
    }
    for (const TemplateFile& file : template_files("ci/" + options.pipeline)) {
      files.push_back({.path = std::string(file.path),
                       .about = std::string(file.about),
                       .bytes = std::string(file.bytes)});
    }
  }
  if (options.writes_hook) {
    Outcome<Hook> hook = plan_hook(options.folder, env);
    if (!hook) {
      return refuse(std::move(hook.error()));
    }
    files.push_back({.path = std::move(hook->path),
                     .about = "checks what is staged before each commit",
                     .bytes = std::move(hook->bytes),
                     .is_program = true});
  }
  if (is_new) {
    plan_schemas(files);
  }
  return files;
}

std::string on_disk(const Options& options, const PlannedFile& file) {
  return join_path(options.folder, file.path);
}

// What is in the way. Marks files that are there with the same bytes.
Outcome<std::vector<const PlannedFile*>> conflicts(const Options& options, Env& env,
                                                   std::vector<PlannedFile>& files,
                                                   std::string& differences) {
  std::vector<const PlannedFile*> found;
  for (PlannedFile& file : files) {
    Result<std::string> bytes = env.files.read_file(on_disk(options, file), kMaxComparedBytes);
    if (!bytes && bytes.error().code == ErrorCode::kNotFound) {
      continue;
    }
    if (!bytes && bytes.error().code != ErrorCode::kTooLarge) {
      return refuse(failure_of(bytes.error(), on_disk(options, file)));
    }
    file.is_there = bytes && *bytes == file.bytes;
    // The copies of rulec's schemas are ours to renew.
    if (!file.is_there && !file.path.starts_with(kSchemaFolder)) {
      found.push_back(&file);
      differences += on_disk(options, file) + "\n" +
                     (bytes ? line_diff(*bytes, file.bytes) : "  (a large file)\n");
    }
  }
  return found;
}

Failure refusal(const Options& options, const std::vector<const PlannedFile*>& found) {
  Failure refused = failure(Code::kFileExists, {{"path", on_disk(options, *found.front())}});
  refused.exit_code = ExitCode::kNo;
  if (found.size() > 1) {
    refused.more = std::to_string(found.size()) + " files are in the way; ";
  }
  refused.more += "--force overwrites, another DIR keeps them apart";
  return refused;
}

Outcome<void> write_all(const Options& options, Env& env, const std::vector<PlannedFile>& files) {
  for (const PlannedFile& file : files) {
    if (file.is_there) {
      continue;
    }
    std::string path = on_disk(options, file);
    if (Status written = env.files.write_file(path, file.bytes); !written) {
      return refuse(write_failure(written.error()));
    }
    if (file.is_program && env.make_executable != nullptr) {
      if (Status made = env.make_executable(path); !made) {
        return refuse(write_failure(made.error()));
      }
    }
  }
  return {};
}

std::vector<std::string> next_steps(const Options& options) {
  std::string enter = options.folder.empty() || options.folder == "."
                          ? std::string()
                          : "cd " + options.folder + " && ";
  return {enter + "rulec dev"};
}

std::string text_report(const Options& options, const std::vector<PlannedFile>& files) {
  std::size_t width = 0;
  for (const PlannedFile& file : files) {
    width = std::max(width, file.about.empty() ? std::size_t{0} : file.path.size());
  }
  std::string text;
  bool has_schemas = false;
  auto line = [&](std::string_view path, std::string_view about) {
    text.append("  ").append(path).append(width + 2 - std::min(path.size(), width), ' ');
    text.append(about).append("\n");
  };
  for (const PlannedFile& file : files) {
    if (!file.about.empty()) {
      line(file.path, file.is_there ? "(unchanged) " + file.about : file.about);
    }
    has_schemas = has_schemas || file.about.empty();
  }
  if (has_schemas) {
    line(kSchemaFolder, "rulec's own schemas, for editors");
  }
  text += "\nnext: ";
  std::vector<std::string> steps = next_steps(options);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    text.append(i == 0 ? "" : " && ").append(steps[i]);
  }
  return text + "\n";
}

std::string document(const Options& options, const std::vector<PlannedFile>& files) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.init/1", "init", ExitCode::kOk);
  json.member("folder", options.folder.empty() ? std::string_view(".") : options.folder);
  json.member("template", options.template_name);
  json.key("files");
  json.begin_array();
  for (const PlannedFile& file : files) {
    json.begin_object();
    json.member("path", file.path);
    json.member("about", file.about.empty() ? "one of rulec's own schemas, for editors"
                                            : std::string_view(file.about));
    json.member("written", !file.is_there);
    json.end_object();
  }
  json.end_array();
  json.key("next");
  json.begin_array();
  for (const std::string& step : next_steps(options)) {
    json.string(step);
  }
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .folder = invocation.arguments.empty() ? std::string() : invocation.arguments.front(),
          .template_name = invocation.value_or_default("--template"),
          .overwrites = invocation.has("--force"),
          .pipeline = invocation.value("--ci").value_or(""),
          .writes_hook = invocation.has("--pre-commit"),
          .names_template = invocation.has("--template")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (template_files(options.template_name).empty()) {
    Failure later =
        failure(Code::kNotBuiltYet, {{"what", "the template `" + options.template_name + "`"}});
    later.more = "use instead: --template checkout, vat or empty";
    return refuse(std::move(later));
  }
  // Both spellings of the configuration side by side are refused by every command.
  std::string other = join_path(options.folder, "rulec.json");
  if (env.files.info(other)) {
    return refuse(failure(Code::kConfigSyntax,
                          {{"problem", other + " is there, and a project has one configuration"}}));
  }
  Outcome<std::vector<PlannedFile>> planned = plan(options, env);
  if (!planned) {
    return refuse(std::move(planned.error()));
  }
  std::vector<PlannedFile>& files = *planned;
  std::string differences;
  Outcome<std::vector<const PlannedFile*>> found = conflicts(options, env, files, differences);
  if (!found) {
    return refuse(std::move(found.error()));
  }
  if (!found->empty() && !options.overwrites) {
    if (!options.common.is_json()) {
      print(env, differences);
    }
    return refuse(refusal(options, *found));
  }
  if (Outcome<void> written = write_all(options, env, files); !written) {
    return refuse(std::move(written.error()));
  }
  if (options.common.is_json()) {
    print_document(env, document(options, files));
  } else if (options.common.quiet == 0) {
    print(env, text_report(options, files));
  }
  return ExitCode::kOk;
}

}  // namespace rulec::app::init_command
