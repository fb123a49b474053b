#include <algorithm>
#include <string>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "schema/internal/built_in.h"
#include "schema/internal/checker.h"
#include "schema/internal/document_fit.h"
#include "schema/internal/findings.h"
#include "schema/internal/valijson_adapter.h"
#include "schema/schema.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

// The object that holds the definition around `node`: the document, or an item of its `rules`.
NodeId definition_around(const json::Document& document, NodeId node) {
  NodeId rules = document.member(document.root(), "rules");
  if (!rules.is_valid()) {
    return document.root();
  }
  while (node.is_valid() && document.at(node).parent != rules) {
    node = document.at(node).parent;
  }
  return node;
}

std::string text_of(const json::Document& document, NodeId object, std::string_view key) {
  NodeId member = object.is_valid() ? document.member(object, key) : NodeId();
  bool is_text = member.is_valid() && document.at(member).kind == NodeKind::kString;
  return is_text ? std::string(document.at(member).text) : std::string();
}

struct Name {
  std::string kind;  // "rule", "flow", "scorecard"; "" when it says none
  std::string id;
};

Name name_of_definition(const json::Document& document, NodeId definition) {
  static constexpr std::pair<std::string_view, std::string_view> kIds[] = {
      {"scorecard", "scorecard"}, {"flow", "flow"},   {"id", "rule"},
      {"rule_id", "rule"},        {"ruleId", "rule"}, {"rule_code", "rule"}};
  for (const auto& [key, kind] : kIds) {
    if (std::string id = text_of(document, definition, key); !id.empty()) {
      return {.kind = std::string(kind), .id = std::move(id)};
    }
  }
  return {};
}

// The item of a scorecard that holds `node`, or none.
NodeId item_around(const json::Document& document, NodeId scorecard, NodeId node) {
  NodeId items = document.member(scorecard, "items");
  while (items.is_valid() && node.is_valid() && document.at(node).parent != items) {
    node = document.at(node).parent;
  }
  return items.is_valid() ? node : NodeId();
}

// "rules[2]" becomes "flow mill" where the definition says so, "items[3]" "item R0004".
void add_definition(diag::Place& place, const json::Document& document) {
  NodeId node = document.resolve(place.pointer).value_or(document.root());
  NodeId definition = definition_around(document, node);
  if (!definition.is_valid()) {
    return;
  }
  auto& crumbs = place.breadcrumb;
  Name name = name_of_definition(document, definition);
  if (!name.kind.empty() && !crumbs.empty() && crumbs.front().starts_with("rules[")) {
    crumbs.erase(crumbs.begin());
  }
  std::string item = text_of(document, item_around(document, definition, node), "id");
  if (!item.empty() && !crumbs.empty() && crumbs.front().starts_with("items[")) {
    crumbs.front() = "item " + item;
  }
  if (!name.kind.empty()) {
    crumbs.insert(crumbs.begin(), name.kind + " " + name.id);
  }
  if (name.kind != "scorecard") {
    place.rule_id = std::move(name.id);
  }
}

bool is_above(std::string_view pointer, std::string_view other) {
  return other.starts_with(pointer) &&
         (other.size() == pointer.size() || other[pointer.size()] == '/');
}

// What valijson found where our checker found nothing above, below or at the same place. The two
// agree on all that the tests know, so this is empty; a difference is shown, never dropped.
std::vector<ValijsonFinding> only_valijson(std::vector<ValijsonFinding> found,
                                           std::span<const Violation> violations) {
  std::erase_if(found, [&](const ValijsonFinding& finding) {
    return std::ranges::any_of(violations, [&](const Violation& violation) {
      return is_above(violation.pointer, finding.pointer) ||
             is_above(finding.pointer, violation.pointer);
    });
  });
  return found;
}

}  // namespace

bool check_document(BuiltIn schema, const json::Document& document, const SourceMap& sources,
                    diag::Emitter& emitter) {
  if (!document.has_root() || document.at(document.root()).kind == NodeKind::kBad) {
    return false;
  }
  const CompiledSchema& compiled = built_in(schema);
  if (!document.has_faults() &&
      DocumentFit(compiled, document).fits(compiled.root, document.root()) == Fit::kYes) {
    return true;
  }
  Arena arena;
  Value value = json::to_value(document, document.root(), arena);
  // The compiled form answers for good documents in microseconds; valijson takes milliseconds.
  if (Checker(compiled, arena).is_valid(value)) {
    return true;
  }
  ViolationSink sink{.room = arena.make_span<Violation>(kMaxDiagnosticsPerFile)};
  Checker(compiled, arena).collect(value, sink);
  Findings findings(compiled, document, sources);
  std::vector<diag::Diagnostic> all = findings.of(sink.kept());
  auto valijson = run_valijson(compiled.document, document, document.root());
  if (valijson) {
    for (const ValijsonFinding& finding : only_valijson(std::move(*valijson), sink.kept())) {
      all.push_back(findings.other(finding.pointer, finding.text));
    }
  }
  for (diag::Diagnostic& finding : all) {
    if (schema == BuiltIn::kRule || schema == BuiltIn::kScorecard) {
      add_definition(finding.place, document);
    }
    emitter.emit(std::move(finding));
  }
  return false;
}

}  // namespace rulec::schema
