#include "tooling/subjects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "parser/format/format.h"
#include "parser/json/document_text.h"
#include "parser/parser.h"
#include "tooling/format/source_format.h"

namespace rulec::tooling {
namespace {

using json::Document;
using json::Node;
using json::NodeId;
using json::NodeKind;

bool holds(const Span& outer, const Span& inner) {
  return outer.source == inner.source && outer.begin <= inner.begin && inner.end <= outer.end;
}

// Canonical documents by their source, made on first need.
class CanonicalDocuments {
 public:
  explicit CanonicalDocuments(const Build& build) : build_(build) {
    for (const Document& document : build.documents.documents) {
      originals_.emplace(document.source(), &document);
    }
  }

  // Null where there is none.
  const Document* of(SourceId id) {
    auto [found, is_new] = canonical_.try_emplace(id);
    if (is_new) {
      auto original = originals_.find(id);
      std::optional<SourceKind> kind = source_kind_of(build_.sources.at(id).name());
      if (original != originals_.end() && kind && !original->second->has_faults() &&
          original->second->has_root()) {
        found->second = parser::canonical_document(*original->second, kind->document);
      }
    }
    const auto& canonical = found->second;
    return canonical ? &*canonical : nullptr;
  }

 private:
  const Build& build_;
  std::map<SourceId, const Document*> originals_;
  std::map<SourceId, std::optional<Document>> canonical_;
};

// The whole that a node belongs to: a rule, a scorecard, a template; the root of a test file.
NodeId definition_around(const Document& document, const Span& span) {
  NodeId rules = document.member(document.root(), "rules");
  if (rules.is_valid() && document.at(rules).kind == NodeKind::kArray) {
    for (NodeId rule : document.children(rules)) {
      if (holds(document.at(rule).span, span)) {
        return rule;
      }
    }
  }
  return document.root();
}

// The smallest node below `top` that holds the span; of several that are as small the innermost,
// since the text form has one place for a path and for what reads it. A key stands for its member.
struct Found {
  NodeId node;
  bool is_key = false;
};
Found smallest_around(const Document& document, NodeId top, const Span& span) {
  Found found{.node = top};
  std::uint32_t least = UINT32_MAX;
  auto consider = [&](NodeId id, const Span& outer, bool is_key) {
    if (holds(outer, span) && outer.length() <= least) {
      least = outer.length();
      found = {.node = id, .is_key = is_key};
    }
  };
  for (std::size_t i = top.index(); i < document.end_of(top).index(); ++i) {
    const Node& node = document.at(NodeId(i));
    consider(NodeId(i), node.span, false);
    if (NodeId(i) != top && !node.key.empty()) {
      consider(NodeId(i), node.key_span, true);
    }
  }
  return found;
}

// An operator, its only operand and the list of its operands are one thing: which of them a finding
// points at depends on the spelling.
NodeId whole_expression(const Document& document, NodeId top, const Found& found) {
  const Node& node = document.at(found.node);
  if (found.node == top || !node.parent.is_valid()) {
    return found.node;
  }
  const Node& parent = document.at(node.parent);
  bool is_only_member = parent.kind == NodeKind::kObject && parent.child_count == 1;
  return is_only_member && (found.is_key || node.kind != NodeKind::kObject) ? node.parent
                                                                            : found.node;
}

std::string text_of(const Document& document, NodeId object, std::string_view key) {
  NodeId member = document.member(object, key);
  bool is_text = member.is_valid() && document.at(member).kind == NodeKind::kString;
  return is_text ? std::string(document.at(member).text) : std::string();
}

// What people call an element of a list: its id or name. Its number would change with an insertion.
std::string name_in_list(const Document& document, NodeId element) {
  std::string name = text_of(document, element, "id");
  return name.empty() ? text_of(document, element, "name") : name;
}

// "/condition/and/>=", "/cases/[UK cart]/expect".
std::string way_to(const Document& document, NodeId top, NodeId node) {
  std::vector<std::string> steps;
  for (; node.is_valid() && node != top; node = document.at(node).parent) {
    const Node& step = document.at(node);
    bool is_element = document.at(step.parent).kind == NodeKind::kArray;
    std::string name = is_element ? name_in_list(document, node) : std::string(step.key);
    if (!name.empty()) {
      steps.push_back(is_element ? "[" + name + "]" : name);
    }
  }
  std::string way;
  for (const std::string& step : std::views::reverse(steps)) {
    way.append("/").append(step);
  }
  return way;
}

// "rule vip", "scorecard triage"; the file for what is not called by its id elsewhere.
std::string head_of(const Document& document, NodeId definition, std::string_view file) {
  for (auto [key, kind] :
       {std::pair("id", "rule "), {"flow", "rule "}, {"scorecard", "scorecard "}}) {
    std::string id = text_of(document, definition, key);
    if (!id.empty() && !file.ends_with(".template.json")) {
      return kind + id;
    }
  }
  return std::string(file);
}

bool is_path_operator(std::string_view name) {
  return name == "var" || name == "val" || name == "exists" || name == "missing";
}

// The innermost expression in `expr` around the span; a path is read whole.
const parser::Expr* innermost(const parser::Ast& ast, const parser::Expr& expr, const Span& span) {
  if (!holds(ast.span(expr.node), span)) {
    return nullptr;
  }
  if (!is_path_operator(expr.operator_name)) {
    for (const parser::Expr* operand : expr.operands) {
      if (const parser::Expr* found = innermost(ast, *operand, span)) {
        return found;
      }
    }
  }
  return &expr;
}

// The part of a condition that the finding points at, as its reading would say it.
std::string reading_of(const parser::Ast& ast, const Span& span) {
  auto in = [&](const parser::Expr* expr) -> const parser::Expr* {
    return expr == nullptr ? nullptr : innermost(ast, *expr, span);
  };
  const parser::Expr* found = nullptr;
  for (const parser::RuleNode& rule : ast.rules) {
    if (!holds(ast.span(rule.node), span)) {
      continue;
    }
    found = in(rule.condition);
    for (const parser::ActionNode& action : rule.actions) {
      found = found == nullptr ? in(action.test) : found;
    }
  }
  for (const parser::ScorecardNode& scorecard : ast.scorecards) {
    for (const parser::ScorecardItemNode& item : scorecard.items) {
      found = found == nullptr ? in(item.condition) : found;
    }
  }
  return found == nullptr ? std::string() : parser::infix(*found);
}

std::string subject_of(const Document& document, const Build& build,
                       const diag::Diagnostic& finding) {
  const Span& span = finding.primary.span;
  NodeId definition = definition_around(document, span);
  NodeId node = whole_expression(document, definition, smallest_around(document, definition, span));
  std::string subject = head_of(document, definition, build.sources.at(span.source).name()) +
                        way_to(document, definition, node) + " ";
  if (node != definition) {
    JsonWriter json(subject);
    write_node(json, document, node);
  }
  return subject + "\n" +
         (finding.place.reads_as.empty() ? std::string() : reading_of(build.ast, span));
}

}  // namespace

void fill_subjects(std::span<diag::Diagnostic> findings, const Build& build) {
  CanonicalDocuments documents(build);
  for (diag::Diagnostic& finding : findings) {
    if (!finding.has_primary || !finding.place.subject.empty() || finding.hides_source) {
      continue;
    }
    if (const Document* document = documents.of(finding.primary.span.source)) {
      finding.place.subject = subject_of(*document, build, finding);
    }
  }
}

}  // namespace rulec::tooling
