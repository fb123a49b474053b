// Help for the tests of the parser: rules or one expression from a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::parser {

struct Loaded {
  SourceMap sources;
  RuleDocuments documents;
  Ast ast;
  std::vector<diag::Diagnostic> findings;
  Expr* expr = nullptr;

  enum class As : std::uint8_t { kRules, kScorecard, kTemplate, kExpression };
  explicit Loaded(std::string_view text, As as = As::kRules) {
    SourceId id = sources.add("rules/x.rule.json", std::string(text));
    diag::Collector collector;
    documents.documents.push_back(json::parse(sources, id, {}, collector));
    if (as == As::kRules) {
      parse_rules(documents, 0, sources, ast, collector);
    } else if (as == As::kScorecard) {
      parse_scorecard(documents, 0, ast, collector);
    } else if (as == As::kTemplate) {
      parse_template(documents, 0, sources, ast, collector);
    } else {
      expr = parse_expression(documents, 0, sources, ast, collector);
    }
    findings = collector.take_sorted();
  }

  [[nodiscard]] const RuleNode& rule(std::size_t index = 0) const { return ast.rules.at(index); }
  [[nodiscard]] std::string text_at(NodeId node) const {
    return std::string(sources.text(ast.span(node)));
  }
  // The node whose text is `text`, the last one made.
  [[nodiscard]] NodeId node_of(std::string_view text) const {
    for (std::size_t i = ast.nodes.size(); i-- > 0;) {
      if (sources.text(ast.nodes[i].span) == text) {
        return NodeId(i);
      }
    }
    return {};
  }
};

// A rule with this condition and these actions.
inline std::string rule_text(std::string_view condition, std::string_view actions = "[]") {
  return R"({"id":"r","entry_point":"e","condition":)" + std::string(condition) + R"(,"actions":)" +
         std::string(actions) + "}";
}

}  // namespace rulec::parser
