#include "output.h"

#include "diag/render.h"
#include "diag/suggest.h"
#include "version.h"

namespace rulec::app {
namespace {

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string tip_of(const Failure& failure) {
  std::string tip = diag::did_you_mean(failure.suggestions);
  if (!failure.more.empty()) {
    tip.append(tip.empty() ? "" : "      ").append(failure.more);
  }
  return tip;
}

std::string failure_text(const Failure& failure, FailureForm form) {
  bool has_color = form == FailureForm::kColoredText;
  std::string text(has_color ? kRed : "");
  text.append("error[").append(diag::code_text(failure.code)).append("]");
  text.append(has_color ? kPlain : "").append(" ");
  text.append(diag::row_of(failure.code).name).append(": ");
  text.append(diag::printable(failure.message)).append("\n");
  if (std::string tip = tip_of(failure); !tip.empty()) {
    text.append("  tip: ").append(diag::printable(tip)).append("\n");
  }
  return text;
}

std::string failure_document(const Failure& failure, std::string_view command) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.error/1", command, failure.exit_code);
  json.key("error");
  json.begin_object();
  json.member("code", diag::code_text(failure.code));
  json.member("name", diag::row_of(failure.code).name);
  json.member("message", failure.message);
  if (!failure.suggestions.empty()) {
    json.member("tip", failure.suggestions.front());
  } else if (!failure.more.empty()) {
    json.member("tip", failure.more);
  }
  json.key("suggestions");
  json.begin_array();
  for (const std::string& suggestion : failure.suggestions) {
    json.string(suggestion);
  }
  json.end_array();
  json.end_object();
  json.end_object();
  return text;
}

}  // namespace

void begin_document(JsonWriter& json, std::string_view schema, std::string_view command,
                    ExitCode exit_code) {
  json.begin_object();
  json.member("schema", schema);
  json.member("rulec", version_text());
  json.member("command", command);
  json.member("exit_code", static_cast<int>(exit_code));
}

ExitCode print_failure(const Failure& failure, std::string_view command, FailureForm form,
                       Env& env) {
  if (form == FailureForm::kJson) {
    print_document(env, failure_document(failure, command));
  } else {
    print_error(env, failure_text(failure, form));
  }
  return failure.exit_code;
}

void print(Env& env, std::string_view text) {
  // The stream remembers a failure, and run() turns it into the exit code.
  static_cast<void>(env.out.write(text));
}

void print_error(Env& env, std::string_view text) {
  static_cast<void>(env.err.write(text));
}

void print_document(Env& env, std::string_view text) {
  print(env, std::string(text) + "\n");
}

}  // namespace rulec::app
