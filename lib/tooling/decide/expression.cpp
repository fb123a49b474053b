#include "tooling/decide/expression.h"

#include "compiler/compiler.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/engine.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {

bool evaluate_expression(std::string_view expression, std::string_view context, std::int64_t now_ms,
                         SourceMap& sources, diag::Emitter& emitter, ExpressionResult& result) {
  diag::CountingEmitter counting(emitter);
  parser::RuleDocuments documents;
  parser::Ast ast;
  SourceId source = sources.add("<expression>", std::string(expression));
  documents.documents.push_back(json::parse(sources, source, {}, counting));
  SourceId context_source = sources.add("<context>", std::string(context));
  json::Document context_document =
      json::parse(sources, context_source,
                  {.max_bytes = kMaxRequestBytes, .max_depth = kMaxRequestDepth}, counting);
  if (counting.error_count() > 0) {
    return false;
  }
  parser::Expr* expr = parser::parse_expression(documents, 0, sources, ast, counting);
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
