// Sources in memory through parser, checker and compiler, for the tests of lib/compiler.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/bytecode.h"
#include "compiler/compiler.h"
#include "compiler/model.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "schema/schema.h"

namespace rulec::compiler::testing {

// Owns all that a compilation points into; does not move.
class Project {
 public:
  Project() = default;
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  Project& rule(std::string text, std::string name = "rules/a.rule.json");
  Project& scorecard(std::string text, std::string name = "rules/a.scorecard.json");
  Project& message_template(std::string text, std::string name = "templates/a.template.json");
  // Declares an entry point (and makes the list of them complete).
  EntryPointSettings& entry_point(std::string name);
  // Context schema of an entry point declared before.
  Project& context(std::string_view entry_point, std::string text);
  // A place for spans of rulec.yaml.
  [[nodiscard]] Span in_config(std::string text);

  ModelPtr check();
  [[nodiscard]] std::optional<bytecode::Program> compile();
  [[nodiscard]] Input input() const {
    return {.sources = sources, .documents = documents, .ast = ast, .settings = settings};
  }
  // "RC2001 3:20 no such operator …": code, place, message; one line each.
  [[nodiscard]] std::string findings();

  SourceMap sources;
  parser::RuleDocuments documents;
  parser::Ast ast;
  Settings settings;
  diag::Collector collector;

 private:
  std::deque<json::Document> schema_documents_;
  std::deque<schema::ContextSchema> schemas_;
};

// A rule of the entry point "e" with the given members besides.
[[nodiscard]] std::string rule_text(std::string_view id, std::string_view members);
// Code of the only finding of a rule with this condition, "" for none, "several" for more.
[[nodiscard]] std::string code_for_condition(std::string_view condition);
// The listing of a condition at an optimisation level, without its first line.
[[nodiscard]] std::string listing(std::string_view condition, int level);
[[nodiscard]] bytecode::Program compile_text(std::string_view expression, int level);

}  // namespace rulec::compiler::testing
