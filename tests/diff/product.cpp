#include "product.h"

#include <string>

#include "compiler/compiler.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "value/json_value.h"

namespace rulec::difftest {
namespace {

// Number kinds and text as they stand; decimals with their digits.
Json as_json(const Value& value) {
  if (value.is_list()) {
    Json list = Json::array();
    for (const Value& item : value.as_list()) {
      list.push_back(as_json(item));
    }
    return list;
  }
  if (value.is_object()) {
    Json object = Json::object();
    for (const Member& member : value.members()) {
      object[std::string(member.key)] = as_json(member.value);
    }
    return object;
  }
  std::string text;
  append_value(text, value);
  return value.is_decimal() ? reference::decimal_value(text) : Json::parse(text);
}

}  // namespace

void Product::refuse(const std::string& why) {
  refusal_ = Outcome{.is_error = true, .value = Json{{"type", "refused: " + why}}};
}

Product::Product(const Json& expression, int level, std::uint64_t expr_cost) {
  diag::Collector findings;
  SourceMap sources;
  parser::RuleDocuments documents;
  parser::Ast ast;
  SourceId source = sources.add("<expression>", expression.dump());
  documents.documents.push_back(json::parse(sources, source, {}, findings));
  parser::Expr* expr = findings.has_errors()
                           ? nullptr
                           : parser::parse_expression(documents, 0, sources, ast, findings);
  if (expr == nullptr || findings.has_errors()) {
    refuse(findings.kept().empty() ? "no expression" : diag::message_of(findings.kept()[0]));
    return;
  }
  compiler::Settings settings;
  settings.optimisation_level = level;
  settings.expr_cost = expr_cost;
  compiler::Input input{
      .sources = sources, .documents = documents, .ast = ast, .settings = settings};
  auto ruleset = runtime::load(compiler::compile_expression(input, *expr), "");
  if (!ruleset) {
    refuse(ruleset.error().message);
    return;
  }
  ruleset_ = *ruleset;
}

Outcome Product::answer(const Json& context) const {
  if (refusal_) {
    return *refusal_;
  }
  static thread_local Arena arena;
  static thread_local json::ReaderScratch scratch;
  static thread_local runtime::Workspace workspace;
  arena.reset();
  std::string text = context.dump();
  Value given;
  json::Fault fault;
  if (!json::read_value(text, {}, arena, scratch, given, fault)) {
    return {.is_error = true, .value = Json{{"type", "refused: " + std::string(fault.message)}}};
  }
  Value value = runtime::evaluate(*ruleset_, given, kNow, workspace);
  return {.is_error = value.is_error(),
          .value = as_json(value.is_error() ? value.thrown() : value)};
}

}  // namespace rulec::difftest
