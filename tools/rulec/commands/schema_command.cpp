#include "commands/schema_command.h"

#include "output.h"
#include "schema/schema.h"

namespace rulec::app::schema_command {
namespace {

// File of schemas/ behind a kind; "" while there is none.
std::string_view file_of(std::string_view kind) {
  if (kind == "rule") {
    return "rule.schema.json";
  }
  if (kind == "scorecard") {
    return "scorecard.schema.json";
  }
  if (kind == "template") {
    return "template.schema.json";
  }
  if (kind == "test") {
    return "test.schema.json";
  }
  if (kind == "config") {
    return "rulec.schema.json";
  }
  return kind == "decision" ? "decision.schema.json" : "";
}

std::string document(const Options& options, std::string_view schema_text) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.schema/1", "schema", ExitCode::kOk);
  json.member("kind", options.kind);
  json.key("document");
  json.raw(schema_text);
  json.end_object();
  return text;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common, .kind = invocation.arguments.front()};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  std::string_view name = file_of(options.kind);
  std::string_view text = name.empty() ? std::string_view() : schema::built_in_file(name);
  if (text.empty()) {
    Failure later =
        failure(diag::Code::kNotBuiltYet, {{"what", "the schema of kind `" + options.kind + "`"}});
    later.more = "use instead: rule, scorecard, template, test, config or decision";
    return refuse(std::move(later));
  }
  if (options.common.is_json()) {
    while (text.ends_with('\n')) {
      text.remove_suffix(1);
    }
    print_document(env, document(options, text));
  } else {
    print(env, text);
  }
  return ExitCode::kOk;
}

}  // namespace rulec::app::schema_command
