#include "tooling/lint/definition.h"

#include <utility>
#include <variant>

namespace rulec::tooling {

using parser::Definition;
using parser::RuleNode;
using parser::ScorecardNode;

void emit_at(const LintInput& input, diag::Emitter& emitter, const Definition& definition,
             parser::NodeId node, diag::Diagnostic finding) {
  finding.place = parser::place_of(input.build.ast, input.build.documents, definition, node);
  emitter.emit(std::move(finding));
}

Span text_span(const LintInput& input, parser::NodeId node) {
  Span span = input.build.ast.span(node);
  std::string_view text = input.build.sources.text(span);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    ++span.begin;
    --span.end;
  }
  return span;
}

std::string described(const Definition& definition) {
  std::string kind = "the rule";
  if (std::holds_alternative<const ScorecardNode*>(definition)) {
    kind = "the scorecard";
  } else if (std::holds_alternative<const parser::TemplateNode*>(definition)) {
    kind = "the template";
  } else if (std::get<const RuleNode*>(definition)->is_flow) {
    kind = "the flow";
  }
  return kind + " `" + std::string(id_of(definition).text) + "`";
}

const parser::TextAt& id_of(const Definition& definition) {
  return std::visit([](const auto* node) -> const parser::TextAt& { return node->id; }, definition);
}

std::vector<Definition> good_definitions(const parser::Ast& ast) {
  std::vector<Definition> definitions;
  for (const RuleNode& rule : ast.rules) {
    if (!rule.is_bad && rule.id.node.is_valid()) {
      definitions.emplace_back(&rule);
    }
  }
  for (const ScorecardNode& scorecard : ast.scorecards) {
    if (!scorecard.is_bad && scorecard.id.node.is_valid()) {
      definitions.emplace_back(&scorecard);
    }
  }
  return definitions;
}

}  // namespace rulec::tooling
