#include "commands/version_command.h"

#include "bundle/bundle.h"
#include "output.h"
#include "version.h"

namespace rulec::app::version_command {
namespace {

std::string bundle_format() {
  return std::to_string(bundle::kFormatMajor) + "." + std::to_string(bundle::kFormatMinor);
}

std::string document(const Options& options) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.version/1", "version", ExitCode::kOk);
  json.member("version", version_text());
  json.member("bundle_format", bundle_format());
  if (options.lists_parts) {
    json.key("parts");
    json.begin_array();
    for (const Part& part : parts()) {
      json.begin_object();
      json.member("name", part.name);
      json.member("version", part.version);
      json.member("role", part.role);
      json.member("licence", part.licence);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(result.size(), width), ' ');
  return result + " ";
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common, .lists_parts = invocation.has("--sbom")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.common.is_json()) {
    print_document(env, document(options));
    return ExitCode::kOk;
  }
  std::string text =
      "rulec " + std::string(version_text()) + "\nbundle format " + bundle_format() + "\n";
  if (options.lists_parts) {
    text += "\n";
    for (const Part& part : parts()) {
      text += padded(part.name, 20) + padded(part.version, 10) + padded(part.role, 7);
      text.append(part.licence).append("\n");
    }
  }
  print(env, text);
  return ExitCode::kOk;
}

}  // namespace rulec::app::version_command
