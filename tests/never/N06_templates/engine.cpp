#include "engine.h"

#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::never {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// `{{#if anything}}` asks `c`, `{{#each anything}}` walks `items`, every hole shows `x`.
std::string named(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t open = std::min(text.find("{{"), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) {
      break;
    }
    std::size_t close = text.find("}}");
    std::string_view tag = text.substr(2, close - 2);
    bool is_end = tag == "else" || tag.starts_with('/');
    std::string name = tag.starts_with("#if")     ? "#if c"
                       : tag.starts_with("#each") ? "#each items"
                       : is_end                   ? std::string(tag)
                                                  : "x";
    out += "{{" + name + "}}";
    text.remove_prefix(close + 2);
  }
  return out;
}

}  // namespace

EngineTemplate::EngineTemplate(const std::string& text, std::string_view format) {
  SourceMap sources;
  diag::Collector findings;
  parser::RuleDocuments documents;
  parser::Ast ast;
  auto read = [&](std::string source) {
    SourceId id = sources.add("case.json", std::move(source));
    documents.documents.push_back(json::parse(sources, id, {}, findings));
  };
  read(R"({"id":"r","entry_point":"e","actions":[{"type":"display_message","template":"t"}]})");
  read(R"({"id":"t","format":)" + quoted(format) + R"(,"content":)" + quoted(named(text)) + "}");
  parser::parse_rules(documents, 0, sources, ast, findings);
  parser::parse_template(documents, 1, sources, ast, findings);
  compiler::Settings settings;
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (program) {
    ruleset_ = runtime::load(std::move(*program), "").value_or(nullptr);
  }
}

EngineTemplate::Shown EngineTemplate::show(const std::string& value, testing::Choice choice) {
  std::string context = R"({"x":)" + quoted(value) + R"(,"c":)" +
                        (choice.is_true ? "true" : "false") + R"(,"items":[)";
  for (int i = 0; i < choice.turns; ++i) {
    context += i == 0 ? "0" : ",0";
  }
  context += "]}";
  runtime::Request request{.entry_point = "e", .context = context};
  runtime::Decision decision;
  const runtime::Problem* problem = runtime::decide(*ruleset_, request, workspace_, decision);
  if (problem != nullptr || decision.messages.empty()) {
    return {};
  }
  Value content = decision.messages[0].member("content");
  Value html = decision.messages[0].member("content_html");
  return {.content = content.is_string() ? std::string(content.as_string()) : "",
          .html = html.is_string() ? std::string(html.as_string()) : ""};
}

}  // namespace rulec::never
