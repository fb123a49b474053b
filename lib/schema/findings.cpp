#include "schema/internal/findings.h"

#include <algorithm>
#include <ranges>

#include "diag/suggest.h"
#include "schema/internal/fault_words.h"
#include "schema/internal/wording.h"
#include "value/json_value.h"

namespace rulec::schema {

namespace {

using diag::Code;
using diag::Diagnostic;
using json::NodeId;
using json::NodeKind;

constexpr std::size_t kListed = 8;

// A scalar as it is shown in a message: text without its quotes, cut when it is long.
std::string shown(const json::Node& node, std::string_view source_text) {
  constexpr std::size_t kLongest = 60;
  std::string text(node.kind == NodeKind::kString ? node.text : source_text);
  if (text.size() > kLongest) {
    std::size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) {
      --cut;
    }
    text = text.substr(0, cut) + "…";
  }
  return text;
}

}  // namespace

json::NodeId Findings::node_of(std::string_view pointer) const {
  return document_.resolve(document_.pointer(base_) + std::string(pointer)).value_or(base_);
}

// Text of an annotation such as `x-what` at the schema object of a node.
std::string_view Findings::annotation(NodeIndex schema, std::string_view key) const {
  NodeId found = schema_.document.member(schema_.nodes[schema].origin, key);
  return found.is_valid() ? schema_.document.at(found).text : std::string_view();
}

// A container is pointed at by its first character: it may be a page long.
Span Findings::head_of(NodeId node) const {
  Span span = document_.at(node).span;
  bool is_container =
      document_.at(node).kind == NodeKind::kObject || document_.at(node).kind == NodeKind::kArray;
  if (is_container && span.length() > 1) {
    span.end = span.begin + 1;
  }
  return span;
}

std::string Findings::what_of(const Case& at) const {
  const json::Node& node = document_.at(at.node);
  if (at.node == base_ && !what_.empty()) {
    return what_;
  }
  if (std::string_view what = annotation(at.violation.schema, "x-what"); !what.empty()) {
    // The configuration is called by the name of its file, of which there are two.
    std::string_view path = sources_.at(node.span.source).name();
    bool is_json = what == "rulec.yaml" && path.ends_with("rulec.json");
    return is_json ? "rulec.json" : std::string(what);
  }
  if (!node.parent.is_valid()) {
    return "the document";
  }
  if (!node.key.empty()) {
    return "`" + std::string(node.key) + "`";
  }
  const json::Node& list = document_.at(node.parent);
  return list.key.empty() ? "an item of the list" : "an item of `" + std::string(list.key) + "`";
}

diag::Place Findings::place_of(NodeId node) const {
  diag::Place place;
  place.pointer = document_.pointer(node);
  std::vector<std::string> path;
  for (NodeId at = node; document_.at(at).parent.is_valid(); at = document_.at(at).parent) {
    const json::Node& here = document_.at(at);
    bool is_item = document_.at(here.parent).kind == NodeKind::kArray;
    path.push_back(is_item ? "[" + std::to_string(here.index) + "]" : std::string(here.key));
  }
  for (const std::string& part : std::views::reverse(path)) {
    if (part.starts_with('[') && !place.breadcrumb.empty()) {
      place.breadcrumb.back() += part;
    } else {
      place.breadcrumb.push_back(part);
    }
  }
  return place;
}

std::string Findings::legacy_hint(const Case& at, std::string_view name) const {
  const auto& document = schema_.document;
  NodeId legacy = document.member(at.schema.origin, "x-legacy");
  NodeId hint = legacy.is_valid() ? document.member(legacy, name) : NodeId();
  return hint.is_valid() ? std::string(document.at(hint).text) : std::string();
}

// Canonical names of the declared members, without those that the object has already.
std::vector<std::string_view> Findings::known_members(const Case& at) const {
  std::vector<std::string_view> names;
  const auto& document = schema_.document;
  NodeId properties = document.member(at.schema.origin, "properties");
  if (!properties.is_valid()) {
    return names;
  }
  for (NodeId property : document.children(properties)) {
    NodeId alias = document.member(property, "x-alias-of");
    bool is_taken = document_.member(at.node, document.at(property).key).is_valid();
    if (!alias.is_valid() && !is_taken) {
      names.push_back(document.at(property).key);
    }
  }
  return names;
}

void Findings::note_meant_members(std::span<const Violation> violations) {
  for (const Violation& violation : violations) {
    if (violation.fault == Fault::kAdditionalProperties) {
      Case at{violation, schema_.nodes[violation.schema], node_of(violation.pointer)};
      auto near = diag::suggest(violation.member, known_members(at));
      meant_[violation.pointer].insert(near.begin(), near.end());
    }
  }
}

std::vector<Diagnostic> Findings::of(std::span<const Violation> violations) {
  note_meant_members(violations);
  std::vector<Diagnostic> findings;
  for (const Violation& violation : violations) {
    Case at{violation, schema_.nodes[violation.schema], node_of(violation.pointer)};
    const json::Node& node = document_.at(at.node);
    FaultClass fault = class_of(violation.fault);
    bool is_missing = fault == FaultClass::kMissingMember;
    // It is misspelled, or in a part of the text that could not be read; or a bracket was guessed.
    bool may_be_unread = is_missing || fault == FaultClass::kType || fault == FaultClass::kValue;
    bool is_explained = (may_be_unread && node.is_damaged) ||
                        (is_missing && meant_[violation.pointer].contains(violation.member));
    if (node.kind != NodeKind::kBad && !is_explained) {
      findings.push_back(one(at));
    }
  }
  return findings;
}

Diagnostic Findings::other(std::string_view pointer, std::string_view text) {
  NodeId node = node_of(pointer);
  Diagnostic finding = diag::make(Code::kSchemaMismatch, head_of(node), "does not fit",
                                  {{"problem", std::string(text)}});
  finding.place = place_of(node);
  return finding;
}

Diagnostic Findings::one(const Case& at) {
  Diagnostic finding = [&] {
    switch (class_of(at.violation.fault)) {
      case FaultClass::kUnknownMember:
        return unknown_member(at);
      case FaultClass::kMissingMember:
        return missing_member(at);
      case FaultClass::kType:
        return wrong_type(at);
      case FaultClass::kValue:
        return not_in_enum(at);
      case FaultClass::kForm:
        return bad_form(at);
      case FaultClass::kMemberName:
        return bad_member_name(at);
      case FaultClass::kRange:
        return out_of_range(at);
      case FaultClass::kOther:
        return mismatch(at);
    }
    return mismatch(at);
  }();
  bool is_about_member = at.violation.fault == Fault::kAdditionalProperties ||
                         at.violation.fault == Fault::kPropertyNames;
  NodeId member = is_about_member ? document_.member(at.node, at.violation.member) : NodeId();
  finding.place = place_of(member.is_valid() ? member : at.node);
  return finding;
}

Diagnostic Findings::unknown_member(const Case& at) {
  std::string member(at.violation.member);
  NodeId node = document_.member(at.node, member);
  Span span = node.is_valid() ? document_.at(node).key_span : head_of(at.node);
  if (std::string hint = legacy_hint(at, member); !hint.empty()) {
    return diag::make(Code::kLegacyConstruct, span, "not part of the language",
                      {{"construct", member}})
        .help(hint);
  }
  Diagnostic finding = diag::make(Code::kUnknownMember, span, "no such member",
                                  {{"what", what_of(at)}, {"member", member}});
  auto known = known_members(at);
  std::size_t near =
      add_suggestions(finding, member, known, span, Quoting::kAsFound, sources_.text(span));
  if (near == 0 && !known.empty()) {
    finding.note("members: " + list_of(known, kListed, "and"));
  }
  return finding;
}

Diagnostic Findings::missing_member(const Case& at) {
  Diagnostic finding = diag::make(
      Code::kMissingMember, head_of(at.node), "needs `" + std::string(at.violation.member) + "`",
      {{"what", what_of(at)}, {"member", std::string(at.violation.member)}});
  bool wants_expression = at.violation.member == "expr" && document_.at(at.node).child_count == 1;
  if (wants_expression) {
    Span span = document_.at(at.node).span;
    Span before{.source = span.source, .begin = span.begin, .end = span.begin};
    Span after{.source = span.source, .begin = span.end, .end = span.end};
    finding.fix(
        {.fix_class = diag::FixClass::kSuggested,
         .title = "an expression stands inside `expr`",
         .edits = {{.span = before, .new_text = "{\"expr\": "}, {.span = after, .new_text = "}"}}});
  }
  return finding;
}

Diagnostic Findings::wrong_type(const Case& at) {
  std::string expected = types_in_words(at.violation.types);
  const json::Node& node = document_.at(at.node);
  bool wants_integer = (at.violation.types & (kIntegerType | kNumberType)) == kIntegerType &&
                       node.kind == NodeKind::kDouble;
  std::string found = wants_integer ? "a number with a fraction or exponent"
                                    : std::string(kind_in_words(node.kind));
  return diag::make(Code::kWrongType, head_of(at.node), found,
                    {{"expected", expected}, {"found", found}});
}

Diagnostic Findings::not_in_enum(const Case& at) {
  const json::Node& node = document_.at(at.node);
  std::string value = shown(node, sources_.text(node.span));
  if (std::string hint = legacy_hint(at, value); !hint.empty()) {
    return diag::make(Code::kLegacyConstruct, node.span, "not part of the language",
                      {{"construct", value}})
        .help(hint);
  }
  std::vector<std::string> texts;
  for (const Value& allowed : at.schema.values) {
    std::string text;
    if (allowed.is_string()) {
      text = allowed.as_string();
    } else {
      append_value(text, allowed);
    }
    texts.push_back(std::move(text));
  }
  std::vector<std::string_view> names(texts.begin(), texts.end());
  std::string allowed =
      (names.size() == 1 ? "only " : "allowed are ") + list_of(names, kListed, "and");
  Diagnostic finding = diag::make(Code::kNotInEnum, head_of(at.node), "not allowed here",
                                  {{"value", value}, {"allowed", allowed}});
  if (node.kind == NodeKind::kString) {
    add_suggestions(finding, node.text, names, node.span, Quoting::kAsFound,
                    sources_.text(node.span));
  }
  return finding;
}

Diagnostic Findings::bad_form(const Case& at) {
  const json::Node& node = document_.at(at.node);
  std::string form(annotation(at.violation.schema, "x-form"));
  if (form.empty()) {
    form = at.violation.fault == Fault::kFormat
               ? std::string(name_of(at.schema.string->format))
               : "`" + std::string(at.schema.string->pattern_text) + "`";
  }
  return diag::make(Code::kBadName, node.span, "has another form",
                    {{"value", shown(node, sources_.text(node.span))}, {"form", form}});
}

Diagnostic Findings::bad_member_name(const Case& at) {
  NodeId member = document_.member(at.node, at.violation.member);
  Span span = member.is_valid() ? document_.at(member).key_span : head_of(at.node);
  std::string form(annotation(at.violation.schema, "x-form"));
  return diag::make(
      Code::kBadName, span, "has another form",
      {{"value", std::string(at.violation.member)}, {"form", form.empty() ? "of a name" : form}});
}

Diagnostic Findings::out_of_range(const Case& at) {
  const json::Node& node = document_.at(at.node);
  auto [value, problem] = range_in_words(at.violation, at.schema);
  if (value.empty()) {
    value = "`" + shown(node, sources_.text(node.span)) + "`";
  }
  return diag::make(Code::kValueOutOfRange, head_of(at.node), problem,
                    {{"value", value}, {"problem", problem}});
}

Diagnostic Findings::mismatch(const Case& at) {
  return diag::make(Code::kSchemaMismatch, head_of(at.node), "does not fit",
                    {{"problem", mismatch_in_words(at.violation.fault)}});
}

}  // namespace rulec::schema
