#include "tooling/decide/expression.h"

#include "compiler/compiler.h"
#include "parser/dsl/expression.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/engine.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {

namespace {

// The expression in `source`, or null after findings.
parser::Expr* read_expression(SourceMap& sources, SourceId source, ExpressionForm form,
                              parser::RuleDocuments& documents, parser::Ast& ast,
                              diag::CountingEmitter& emitter) {
  if (form == ExpressionForm::kJson) {
    documents.documents.push_back(json::parse(sources, source, {}, emitter));
    return emitter.error_count() > 0
               ? nullptr
               : parser::parse_expression(documents, 0, sources, ast, emitter);
  }
  documents.documents.emplace_back();
  std::string_view text = sources.at(source).bytes();
  Span whole{.source = source, .begin = 0, .end = static_cast<std::uint32_t>(text.size())};
  parser::PlacedText placed(text, whole, text);
  return parser::parse_dsl_expression({.text = placed, .begin = 0, .end = text.size()}, {}, ast,
                                      emitter);
}

}  // namespace

bool evaluate_expression(std::string_view expression, ExpressionForm form, std::string_view context,
                         std::int64_t now_ms, SourceMap& sources, diag::Emitter& emitter,
                         ExpressionResult& result) {
  diag::CountingEmitter counting(emitter);
  parser::RuleDocuments documents;
  parser::Ast ast;
  SourceId source = sources.add("<expression>", std::string(expression));
  parser::Expr* expr = read_expression(sources, source, form, documents, ast, counting);
  SourceId context_source = sources.add("<context>", std::string(context));
  json::Document context_document =
      json::parse(sources, context_source,
                  {.max_bytes = kMaxRequestBytes, .max_depth = kMaxRequestDepth}, counting);
  if (counting.error_count() > 0 || expr == nullptr) {
    return false;
  }
  compiler::Settings settings;
  compiler::Input input{
      .sources = sources, .documents = documents, .ast = ast, .settings = settings};
  auto ruleset = runtime::load(compiler::compile_expression(input, *expr), "");
  RULEC_CHECK(ruleset.has_value());
  Arena arena;
  runtime::Workspace workspace;
  Value given = json::to_value(context_document, context_document.root(), arena);
  Value value = runtime::evaluate(**ruleset, given, now_ms, workspace);
  result.is_error = value.is_error();
  append_value(result.json, value.is_error() ? value.thrown() : value);
  if (value.is_error()) {
    result.type = value::error_type(value);
  }
  return true;
}

}  // namespace rulec::tooling
