#include "commands/eval_expression.h"

#include "base/calendar.h"
#include "base/limits.h"
#include "commands/eval_inputs.h"
#include "diag/render.h"
#include "output.h"
#include "parser/json/reader.h"
#include "tooling/decide/context.h"
#include "tooling/decide/expression.h"

namespace rulec::app {
namespace {

using diag::Code;

// JSON when it begins with `{` or is one whole JSON value, else the text form.
bool is_json_text(const std::string& expression) {
  if (expression.starts_with('{')) {
    return true;
  }
  SourceMap sources;
  diag::Collector findings;
  static_cast<void>(json::parse(sources, sources.add("<expression>", expression), {}, findings));
  return !findings.has_errors();
}

std::string rendered(diag::Collector& findings, const SourceMap& sources, const Common& common) {
  std::string out;
  for (const diag::Diagnostic& finding : findings.take_sorted()) {
    out += common.format == Format::kConcise
               ? diag::render_concise(finding, sources)
               : diag::render_full(finding, sources, {.has_color = common.err_has_color});
  }
  return out;
}

std::string expression_document(const tooling::ExpressionResult& result, ExitCode exit_code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.eval/1", "eval", exit_code);
  json.key(result.is_error ? "error" : "result");
  json.raw(result.json);
  json.end_object();
  return text;
}

// The parts of one line of the stream, as JSON texts.
struct StreamLine {
  std::string expression;
  std::string context = "null";
  std::optional<std::string> now;
};

struct StreamError {
  std::string type;
  std::string message;
};

std::expected<StreamLine, StreamError> read_stream_line(const std::string& line) {
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("<line>", line);
  json::Document document = json::parse(sources, source, {.max_bytes = kMaxRequestBytes}, findings);
  auto bad = [](std::string message) {
    return std::unexpected(StreamError{.type = "malformed-line", .message = std::move(message)});
  };
  if (findings.has_errors() || !document.has_root()) {
    return bad(findings.kept().empty() ? "an empty line" : diag::message_of(findings.kept()[0]));
  }
  json::NodeId expr = document.member(document.root(), "expr");
  if (!expr.is_valid()) {
    return bad("a line needs the member `expr`");
  }
  StreamLine parts{.expression = std::string(sources.text(document.at(expr).span))};
  if (json::NodeId context = document.member(document.root(), "context"); context.is_valid()) {
    parts.context = sources.text(document.at(context).span);
  }
  if (json::NodeId now = document.member(document.root(), "now"); now.is_valid()) {
    parts.now = std::string(document.at(now).text);
  }
  return parts;
}

std::string error_line(const StreamError& error) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("error");
  json.begin_object();
  json.member("type", error.type);
  json.member("message", error.message);
  json.end_object();
  json.end_object();
  return out + "\n";
}

std::string answer_line(const std::string& line, std::int64_t default_now_ms) {
  auto parts = read_stream_line(line);
  if (!parts) {
    return error_line(parts.error());
  }
  std::int64_t now_ms = default_now_ms;
  if (const auto& now = parts->now) {
    auto moment = calendar::parse_moment(*now);
    if (!moment) {
      return error_line({.type = "malformed-line", .message = "`now` is no moment"});
    }
    now_ms = moment->ms;
  }
  SourceMap sources;
  diag::Collector findings;
  tooling::ExpressionResult result;
  if (!tooling::evaluate_expression(parts->expression, tooling::ExpressionForm::kJson,
                                    parts->context, now_ms, sources, findings, result)) {
    return error_line({.type = "malformed-line", .message = diag::message_of(findings.kept()[0])});
  }
  if (result.is_error) {
    return error_line({.type = result.type, .message = result.json});
  }
  return "{\"result\":" + result.json + "}\n";
}

}  // namespace

Outcome<ExitCode> evaluate_one(const std::string& expression,
                               const std::optional<std::string>& context_file,
                               const std::vector<std::string>& sets,
                               const std::optional<std::string>& now, const Common& common,
                               Env& env) {
  auto now_ms = moment_of(now, env);
  if (!now_ms) {
    return refuse(std::move(now_ms.error()));
  }
  std::string text = sets.empty() ? "null" : "{}";
  if (context_file) {
    auto read = read_input(*context_file, kMaxRequestBytes, env);
    if (!read) {
      return refuse(std::move(read.error()));
    }
    text = std::move(*read);
  }
  auto context = tooling::context_with(text, sets);
  if (!context) {
    return refuse(failure_of(context.error(), "--set"));
  }
  SourceMap sources;
  diag::Collector findings;
  tooling::ExpressionResult result;
  auto form =
      is_json_text(expression) ? tooling::ExpressionForm::kJson : tooling::ExpressionForm::kText;
  if (!tooling::evaluate_expression(expression, form, *context, *now_ms, sources, findings,
                                    result)) {
    if (common.is_json()) {
      return refuse(failure(Code::kBadUsage, {{"problem", diag::message_of(findings.kept()[0])}}));
    }
    print_error(env, rendered(findings, sources, common));
    return ExitCode::kUsage;
  }
  ExitCode exit_code = result.is_error ? ExitCode::kNo : ExitCode::kOk;
  if (common.is_json()) {
    print_document(env, expression_document(result, exit_code));
  } else {
    print(env, (result.is_error ? "{\"error\":" + result.json + "}" : result.json) + "\n");
  }
  return exit_code;
}

Outcome<ExitCode> evaluate_stream(const std::optional<std::string>& now, Env& env) {
  auto now_ms = moment_of(now, env);
  if (!now_ms) {
    return refuse(std::move(now_ms.error()));
  }
  std::string line;
  while (true) {
    auto has_line = env.in.read_line(line, kMaxRequestBytes);
    if (!has_line) {
      return refuse(failure_of(has_line.error(), "<stdin>"));
    }
    if (!*has_line) {
      return ExitCode::kOk;
    }
    if (line.find_first_not_of(" \t\r") != std::string::npos) {
      print(env, answer_line(line, *now_ms));
    }
  }
}

}  // namespace rulec::app
