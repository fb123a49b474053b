// The gate: a walk over the places of a document where schemas stand, with an explicit stack, and a
// second one over the graph of schemas that look at the same instance value, to find cycles.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "diag/suggest.h"
#include "schema/internal/in_place.h"
#include "schema/internal/keyword.h"
#include "schema/internal/reference.h"
#include "schema/internal/regex.h"
#include "schema/internal/wording.h"
#include "schema/schema.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

class Gate {
 public:
  Gate(const json::Document& schema, Draft draft, diag::Emitter& emitter)
      : schema_(schema), draft_(draft), references_(schema, draft), emitter_(emitter) {}

  void run();
  // Places where a schema stands, in the order they were reached.
  [[nodiscard]] const std::vector<NodeId>& schemas() const { return schemas_; }
  [[nodiscard]] const References& references() const { return references_; }

 private:
  [[nodiscard]] const json::Node& at(NodeId id) const { return schema_.at(id); }
  void emit(diag::Diagnostic diagnostic) { emitter_.emit(std::move(diagnostic)); }
  void malformed(NodeId node, std::string_view keyword, std::string_view expected);

  void enter(NodeId node);
  void check_schema(NodeId node);
  void check_reference(NodeId member);
  void check_keyword(NodeId member);
  void unknown_keyword(NodeId member, const KeywordRow* of_other_draft);
  void check_shape(const KeywordRow& row, NodeId member);
  void check_scalar(const KeywordRow& row, NodeId member);
  void check_count(const KeywordRow& row, NodeId member);
  void check_exclusive(const KeywordRow& row, NodeId member);
  void check_types(NodeId member);
  void check_texts(const KeywordRow& row, NodeId member);
  void check_pattern(std::string_view pattern, Span span);
  void enter_list(const KeywordRow& row, NodeId member);
  void enter_map(const KeywordRow& row, NodeId member);
  void enter_dependencies(const KeywordRow& row, NodeId member);

  const json::Document& schema_;
  Draft draft_;
  References references_;
  diag::Emitter& emitter_;
  std::vector<NodeId> stack_;
  std::vector<bool> seen_;
  std::vector<NodeId> schemas_;
};

void Gate::malformed(NodeId node, std::string_view keyword, std::string_view expected) {
  if (at(node).kind == NodeKind::kBad) {
    return;
  }
  std::string problem = "`" + std::string(keyword) + "` must be " + std::string(expected) +
                        ", found " + std::string(kind_in_words(at(node).kind));
  emit(diag::make(diag::Code::kBadSchema, at(node).span, "not " + std::string(expected),
                  {{"problem", problem}}));
}

void Gate::run() {
  seen_.assign(schema_.size(), false);
  enter(schema_.root());
  while (!stack_.empty()) {
    NodeId next = stack_.back();
    stack_.pop_back();
    schemas_.push_back(next);
    check_schema(next);
  }
}

void Gate::enter(NodeId node) {
  if (!seen_[node.index()]) {
    seen_[node.index()] = true;
    stack_.push_back(node);
  }
}

void Gate::check_schema(NodeId node) {
  NodeKind kind = at(node).kind;
  if (kind == NodeKind::kBad) {
    return;
  }
  if (kind == NodeKind::kBool && draft_ == Draft::k7) {
    return;
  }
  if (kind != NodeKind::kObject) {
    malformed(node, "a schema", draft_ == Draft::k4 ? "an object" : "an object, true or false");
    return;
  }
  NodeId reference = reference_member(schema_, node);
  if (reference.is_valid()) {
    check_reference(reference);
    return;
  }
  for (NodeId member : schema_.children(node)) {
    check_keyword(member);
  }
}

void Gate::check_reference(NodeId member) {
  NodeId target = references_.resolve(at(member).text);
  if (target.is_valid()) {
    enter(target);
    return;
  }
  bool is_local = at(member).text.starts_with("#");
  std::string reference(at(member).text);
  if (is_local) {
    emit(diag::make(diag::Code::kBadSchema, at(member).span, "leads nowhere",
                    {{"problem", "the schema has nothing at `" + reference + "`"}}));
    return;
  }
  emit(diag::make(diag::Code::kSchemaUnsupported, at(member).span, "leads out of the file",
                  {{"keyword", "$ref"}})
           .note("a reference stays inside its file: `#/definitions/NAME`")
           .help("copy the schema it names into `definitions`"));
}

void Gate::check_keyword(NodeId member) {
  std::string_view key = at(member).key;
  if (key.starts_with("x-") || key.starts_with("x_")) {
    return;
  }
  const KeywordRow* row = find_keyword(key);
  if (row == nullptr || !is_of(*row, draft_)) {
    unknown_keyword(member, row);
    return;
  }
  check_shape(*row, member);
}

void Gate::unknown_keyword(NodeId member, const KeywordRow* of_other_draft) {
  auto finding = diag::make(diag::Code::kSchemaUnsupported, at(member).key_span, "would be ignored",
                            {{"keyword", std::string(at(member).key)}});
  if (of_other_draft != nullptr) {
    finding.note(draft_ == Draft::k4 ? "the schema says it is draft 4, which has no such keyword"
                                     : "only draft 4 has this keyword");
  } else {
    std::vector<std::string_view> names;
    for (const KeywordRow& row : keyword_table()) {
      if (is_of(row, draft_)) {
        names.push_back(row.name);
      }
    }
    add_suggestions(finding, at(member).key, names, at(member).key_span, Quoting::kJson);
    finding.note("known are the keywords of drafts 4 and 7; names that begin with `x-` are free");
  }
  emit(std::move(finding));
}

void Gate::check_shape(const KeywordRow& row, NodeId member) {
  switch (row.shape) {
    case Shape::kAnnotation:
    case Shape::kAnyValue:
      return;
    case Shape::kText:
    case Shape::kReference:
    case Shape::kIdentifier:
    case Shape::kValues:
    case Shape::kNumber:
    case Shape::kPositive:
    case Shape::kBool:
    case Shape::kPattern:
      return check_scalar(row, member);
    case Shape::kCount:
      return check_count(row, member);
    case Shape::kExclusive:
      return check_exclusive(row, member);
    case Shape::kTypes:
      return check_types(member);
    case Shape::kTextList:
      return check_texts(row, member);
    case Shape::kSchema:
      return enter(member);
    case Shape::kSchemaOrBool:
      return at(member).kind == NodeKind::kBool ? void() : enter(member);
    case Shape::kSchemaList:
      return enter_list(row, member);
    case Shape::kItems:
      return at(member).kind == NodeKind::kArray ? enter_list(row, member) : enter(member);
    case Shape::kSchemaMap:
    case Shape::kPatternMap:
      return enter_map(row, member);
    case Shape::kDependencies:
      return enter_dependencies(row, member);
  }
}

bool is_number(NodeKind kind) {
  return kind == NodeKind::kInteger || kind == NodeKind::kDouble;
}

double number_of(const json::Node& node) {
  return node.kind == NodeKind::kInteger ? static_cast<double>(node.integer) : node.number;
}

void Gate::check_scalar(const KeywordRow& row, NodeId member) {
  const json::Node& node = at(member);
  if (row.shape == Shape::kBool) {
    return node.kind == NodeKind::kBool ? void() : malformed(member, row.name, "true or false");
  }
  if (row.shape == Shape::kNumber) {
    return is_number(node.kind) ? void() : malformed(member, row.name, "a number");
  }
  if (row.shape == Shape::kPositive) {
    bool fits = is_number(node.kind) && number_of(node) > 0;
    return fits ? void() : malformed(member, row.name, "a number above 0");
  }
  if (row.shape == Shape::kValues) {
    return node.kind == NodeKind::kArray ? void() : malformed(member, row.name, "a list");
  }
  if (node.kind != NodeKind::kString) {
    return malformed(member, row.name, "text");
  }
  if (row.shape == Shape::kPattern) {
    return check_pattern(node.text, node.span);
  }
  bool moves_base = row.shape == Shape::kIdentifier && node.parent != schema_.root() &&
                    !node.text.starts_with("#");
  if (moves_base) {
    emit(diag::make(diag::Code::kSchemaUnsupported, node.key_span, "changes the base of references",
                    {{"keyword", std::string(row.name)}})
             .note("only the whole schema may have an identifier that is not `#name`"));
  }
}

void Gate::check_count(const KeywordRow& row, NodeId member) {
  const json::Node& node = at(member);
  bool fits = is_number(node.kind) && number_of(node) >= 0 && number_of(node) < 9e18 &&
              number_of(node) == static_cast<double>(static_cast<std::int64_t>(number_of(node)));
  if (!fits) {
    malformed(member, row.name, "a whole number from 0");
  }
}

void Gate::check_exclusive(const KeywordRow& row, NodeId member) {
  bool fits = draft_ == Draft::k4 ? at(member).kind == NodeKind::kBool : is_number(at(member).kind);
  if (!fits) {
    malformed(member, row.name, draft_ == Draft::k4 ? "true or false in draft 4" : "a number");
  }
}

void Gate::check_types(NodeId member) {
  std::vector<NodeId> names;
  if (at(member).kind == NodeKind::kArray) {
    for (NodeId item : schema_.children(member)) {
      names.push_back(item);
    }
  } else {
    names.push_back(member);
  }
  for (NodeId name : names) {
    if (at(name).kind != NodeKind::kString || type_bit(at(name).text) == 0) {
      auto finding = diag::make(diag::Code::kBadSchema, at(name).span, "no type of JSON",
                                {{"problem", "`type` names no type of JSON"}});
      if (at(name).kind == NodeKind::kString) {
        add_suggestions(finding, at(name).text, type_names(), at(name).span, Quoting::kJson);
      }
      finding.note("types: array, boolean, integer, null, number, object, string");
      emit(std::move(finding));
    }
  }
}

void Gate::check_texts(const KeywordRow& row, NodeId member) {
  if (at(member).kind != NodeKind::kArray) {
    return malformed(member, row.name, "a list of texts");
  }
  for (NodeId item : schema_.children(member)) {
    if (at(item).kind != NodeKind::kString) {
      malformed(item, row.name, "a list of texts");
    }
  }
}

void Gate::check_pattern(std::string_view pattern, Span span) {
  auto compiled = Regex::compile(pattern);
  if (!compiled) {
    emit(diag::make(diag::Code::kRegexUnsupported, span, "refused by RE2",
                    {{"reason", compiled.error().message}})
             .note("patterns have the syntax of RE2: no look-ahead, no back-references"));
  }
}

void Gate::enter_list(const KeywordRow& row, NodeId member) {
  bool may_be_empty = row.shape == Shape::kItems;
  if (at(member).kind != NodeKind::kArray || (at(member).child_count == 0 && !may_be_empty)) {
    return malformed(member, row.name, "a list of schemas with one at least");
  }
  for (NodeId item : schema_.children(member)) {
    enter(item);
  }
}

void Gate::enter_map(const KeywordRow& row, NodeId member) {
  if (at(member).kind != NodeKind::kObject) {
    return malformed(member, row.name, "an object of schemas");
  }
  for (NodeId item : schema_.children(member)) {
    if (row.shape == Shape::kPatternMap) {
      check_pattern(at(item).key, at(item).key_span);
    }
    enter(item);
  }
}

void Gate::enter_dependencies(const KeywordRow& row, NodeId member) {
  if (at(member).kind != NodeKind::kObject) {
    return malformed(member, row.name, "an object");
  }
  for (NodeId item : schema_.children(member)) {
    if (at(item).kind == NodeKind::kArray) {
      check_texts(row, item);
    } else {
      enter(item);
    }
  }
}

void refuse_draft(const json::Document& schema, diag::Emitter& emitter) {
  NodeId named = schema.member(schema.root(), "$schema");
  emitter.emit(diag::make(diag::Code::kSchemaUnsupported, schema.at(named).span,
                          "neither draft 4 nor draft 7", {{"keyword", "$schema"}})
                   .note("rulec knows drafts 4 and 7 of JSON Schema")
                   .help("write \"http://json-schema.org/draft-07/schema#\" and the keywords of "
                         "draft 7"));
}

}  // namespace

bool vet(const json::Document& schema, const SourceMap& /*sources*/, diag::Emitter& emitter) {
  diag::CountingEmitter counter(emitter);
  if (!schema.has_root()) {
    return false;
  }
  std::optional<Draft> draft = draft_of(schema);
  if (!draft) {
    refuse_draft(schema, counter);
    return false;
  }
  Gate gate(schema, *draft, counter);
  gate.run();
  if (counter.error_count() == 0) {
    check_in_place(schema, gate.schemas(), gate.references(), counter);
  }
  return counter.error_count() == 0;
}

}  // namespace rulec::schema
