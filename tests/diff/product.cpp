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

Json as_json(const Value& value) {
  std::string text;
  append_value(text, value);
  return Json::parse(text);
}

Outcome refused(const std::string& why) {
  return {.is_error = true, .value = Json{{"type", "refused: " + why}}};
}

}  // namespace

Outcome product_answer(const Json& expression, const Json& context, int level) {
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
    return refused(findings.kept().empty() ? "no expression"
                                           : diag::message_of(findings.kept()[0]));
  }
  compiler::Settings settings;
  settings.optimisation_level = level;
  compiler::Input input{
      .sources = sources, .documents = documents, .ast = ast, .settings = settings};
  auto ruleset = runtime::load(compiler::compile_expression(input, *expr), "");
  if (!ruleset) {
    return refused(ruleset.error().message);
  }
  static thread_local Arena arena;
  static thread_local json::ReaderScratch scratch;
  static thread_local runtime::Workspace workspace;
  arena.reset();
  std::string text = context.dump();
  Value given;
  json::Fault fault;
  if (!json::read_value(text, {}, arena, scratch, given, fault)) {
    return refused(fault.message);
  }
  Value value = runtime::evaluate(**ruleset, given, 0, workspace);
  return {.is_error = value.is_error(),
          .value = as_json(value.is_error() ? value.thrown() : value)};
}

}  // namespace rulec::difftest
