// From sources to the Ast, and the Ast in words.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/json/document.h"

namespace rulec::parser {

// The documents of a ruleset: they own what Ast nodes point at (json::Document addresses are
// stable).
struct RuleDocuments {
  std::deque<json::Document> documents;
};

// Adds the rules, flows and scorecards of `document` (one, or {"rules":[…]}) to `ast`; aliases are
// replaced, an alias beside its name is RC2012. Shape errors are the schema's business; here they
// only poison.
void parse_rules(const RuleDocuments& documents, std::uint32_t document, const SourceMap& sources,
                 Ast& ast, diag::Emitter& emitter);

// The same for a document that holds one scorecard. It has no aliases.
void parse_scorecard(const RuleDocuments& documents, std::uint32_t document, Ast& ast,
                     diag::Emitter& emitter);

// The same for a document that holds one variant of a template. Texts are split at their tags, and
// what stands in them is read as expressions of the DSL (RC1020, RC1002).
void parse_template(const RuleDocuments& documents, std::uint32_t document,
                    const SourceMap& sources, Ast& ast, diag::Emitter& emitter);

// {"type":"jsonlogic"…} wrappers, aliases: one expression from any JSON (eval --expr).
[[nodiscard]] Expr* parse_expression(const RuleDocuments& documents, std::uint32_t document,
                                     const SourceMap& sources, Ast& ast, diag::Emitter& emitter);

// RFC 6901 pointer of a node in its file.
[[nodiscard]] std::string pointer_of(const Ast& ast, const RuleDocuments& documents, NodeId node);
// "rule checkout-terms", "condition", "and[0]", ">=" for a node of a rule; "scorecard triage",
// "item R0001", "condition", ">" for one of a scorecard; "template notice", "content".
[[nodiscard]] std::vector<std::string> breadcrumb_of(const Ast& ast, const RuleDocuments& documents,
                                                     const Definition& definition, NodeId node);
// Rule, pointer, breadcrumb and reading of a finding at `node`. The rule is "" outside of rules.
[[nodiscard]] diag::Place place_of(const Ast& ast, const RuleDocuments& documents,
                                   const Definition& definition, NodeId node);

// The expression as infix text of the DSL: `cart.total >= 100 and user.region == "GB"`; loose ==
// and
// != of JSON are ~= and !~. One line, not shortened.
[[nodiscard]] std::string infix(const Expr& expr);
// Indented stable dump for --emit=ast.
[[nodiscard]] std::string dump(const Ast& ast);
[[nodiscard]] std::string dump_document(const json::Document& document);  // --emit=cst

// Canonical JSON of a rule, scorecard or variant of a template (language.md section 2), for
// rule_text, `inspect` and `diff`.
[[nodiscard]] std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                                         const RuleNode& rule);
[[nodiscard]] std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                                         const ScorecardNode& scorecard);
[[nodiscard]] std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                                         const TemplateNode& message_template);

}  // namespace rulec::parser
