#include "schema/internal/place_schemas.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "schema/internal/in_place.h"
#include "schema/internal/keyword.h"
#include "schema/internal/regex.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

std::optional<std::size_t> index_of(std::string_view segment) {
  std::size_t index = 0;
  auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
  bool is_index = error == std::errc() && end == segment.data() + segment.size();
  return is_index ? std::optional(index) : std::nullopt;
}

// What a value that is written so may be; DocumentFit::types_of says which types it fits. One that
// could not be read may be anything, and a double an integer.
TypeSet type_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::kBad:
      return kAllTypes;
    case NodeKind::kNull:
      return kNullType;
    case NodeKind::kBool:
      return kBoolType;
    case NodeKind::kInteger:
      return kIntegerType;
    case NodeKind::kDouble:
      return kIntegerType | kNumberType;
    case NodeKind::kString:
      return kStringType;
    case NodeKind::kArray:
      return kArrayType;
    case NodeKind::kObject:
      return kObjectType;
  }
  return kAllTypes;
}

}  // namespace

PlaceSchemas::PlaceSchemas(const json::Document& document)
    : document_(document), references_(document, draft_of(document).value_or(Draft::k7)) {}

NodeId PlaceSchemas::behind_references(NodeId node) const {
  // A schema that has passed the gate has no loop; others end here.
  for (std::size_t links = 0; links < kMaxInPlaceDepth; ++links) {
    if (!reference_member(document_, node).is_valid()) {
      return node;
    }
    node = references_.target_of(node);
    if (!node.is_valid()) {
      return node;
    }
  }
  return {};
}

void PlaceSchemas::add(NodeId node, std::size_t depth, Place& to) const {
  node = behind_references(node);
  bool is_new = node.is_valid() && std::ranges::find(to, node) == to.end();
  if (!is_new || depth > kMaxInPlaceDepth || document_.at(node).kind != NodeKind::kObject) {
    return;
  }
  to.push_back(node);
  for (std::string_view key : {"allOf", "anyOf", "oneOf"}) {
    if (NodeId list = document_.member(node, key); list.is_valid()) {
      for (NodeId child : document_.children(list)) {
        add(child, depth + 1, to);
      }
    }
  }
  for (std::string_view key : {"then", "else"}) {
    if (NodeId child = document_.member(node, key); child.is_valid()) {
      add(child, depth + 1, to);
    }
  }
}

PlaceSchemas::Place PlaceSchemas::expand(const Place& nodes) const {
  Place place;
  for (NodeId node : nodes) {
    if (node.is_valid()) {
      add(node, 0, place);
    }
  }
  return place;
}

PlaceSchemas::Step PlaceSchemas::step(const Place& place, std::string_view segment) const {
  Step step;
  Place children;
  Place others;
  bool is_closed = false;
  for (NodeId node : place) {
    NodeId properties = document_.member(node, "properties");
    NodeId child = properties.is_valid() ? document_.member(properties, segment) : NodeId();
    if (child.is_valid()) {
      step.declared_at = children.empty() ? document_.at(child).key_span : step.declared_at;
      children.push_back(child);
    }
    step_into_items(node, segment, children, step.declared_at);
    // The objects of one place are halves of one description: a permission in one of them wins.
    Openness says = openness(node, segment);
    step.is_open |= says == Openness::kOpen;
    is_closed |= says == Openness::kClosed;
    NodeId other = says == Openness::kOpen ? unnamed_member(node, segment) : NodeId();
    if (other.is_valid() && document_.at(other).kind == NodeKind::kObject) {
      step.declared_at = children.empty() ? document_.at(other).span : step.declared_at;
      others.push_back(other);
    }
  }
  step.is_declared = !children.empty();
  if (step.is_declared) {
    step.place = expand(children);
    return step;
  }
  bool may_hold_anything = (types(place) & (kObjectType | kArrayType)) != 0;
  step.is_open |= !is_closed && may_hold_anything;
  step.place = expand(others);
  return step;
}

void PlaceSchemas::step_into_items(NodeId node, std::string_view segment, Place& children,
                                   Span& declared_at) const {
  std::optional<std::size_t> index = index_of(segment);
  NodeId items = document_.member(node, "items");
  if (!index || !items.is_valid()) {
    return;
  }
  NodeId child = items;
  if (document_.at(items).kind == NodeKind::kArray) {
    child = document_.member(node, "additionalItems");
    std::size_t at = 0;
    for (NodeId item : document_.children(items)) {
      child = at++ == *index ? item : child;
    }
  }
  if (child.is_valid() && document_.at(child).kind == NodeKind::kObject) {
    declared_at = children.empty() ? document_.at(child).span : declared_at;
    children.push_back(child);
  }
}

NodeId PlaceSchemas::unnamed_member(NodeId node, std::string_view segment) const {
  if (NodeId patterns = document_.member(node, "patternProperties"); patterns.is_valid()) {
    for (NodeId pattern : document_.children(patterns)) {
      auto regex = Regex::compile(document_.at(pattern).key);
      if (regex && (*regex)->matches(segment)) {
        return pattern;
      }
    }
  }
  return document_.member(node, "additionalProperties");
}

// A place with declared properties counts as closed for others, even where JSON Schema leaves it
// open by saying nothing: a misspelled field is far more likely than an undeclared one.
PlaceSchemas::Openness PlaceSchemas::openness(NodeId node, std::string_view segment) const {
  NodeId unnamed = unnamed_member(node, segment);
  if (unnamed.is_valid()) {
    const json::Node& schema = document_.at(unnamed);
    return schema.kind == NodeKind::kBool && !schema.boolean ? Openness::kClosed : Openness::kOpen;
  }
  NodeId properties = document_.member(node, "properties");
  bool declares_any = properties.is_valid() && document_.at(properties).child_count > 0;
  bool is_list = document_.member(node, "items").is_valid();
  return declares_any || is_list ? Openness::kClosed : Openness::kUnsaid;
}

std::vector<std::pair<std::string_view, NodeId>> PlaceSchemas::properties(
    const Place& place) const {
  std::vector<std::pair<std::string_view, NodeId>> all;
  for (NodeId node : place) {
    if (NodeId properties = document_.member(node, "properties"); properties.is_valid()) {
      for (NodeId property : document_.children(properties)) {
        all.emplace_back(document_.at(property).key, property);
      }
    }
  }
  return all;
}

std::vector<std::string> PlaceSchemas::property_names(const Place& place) const {
  std::vector<std::string> names;
  for (const auto& [name, property] : properties(place)) {
    if (std::ranges::find(names, name) == names.end()) {
      names.emplace_back(name);
    }
  }
  return names;
}

// The types of the values that an `enum` or `const` lists.
TypeSet PlaceSchemas::types_of_values(NodeId node) const {
  TypeSet set = 0;
  for (NodeId value : own_values(node)) {
    set |= type_of(document_.at(value).kind);
  }
  return set == 0 ? kAllTypes : set;
}

TypeSet PlaceSchemas::own_types(NodeId node) const {
  NodeId type = document_.member(node, "type");
  TypeSet listed = types_of_values(node);
  if (!type.is_valid()) {
    return listed;
  }
  TypeSet set = type_bit(document_.at(type).text);
  for (NodeId item : document_.children(type)) {
    set |= type_bit(document_.at(item).text);
  }
  // A number may be an integer, and 1.0 is one.
  set = (set & kNumberType) != 0 ? set | kIntegerType : set;
  return (set & listed) != 0 ? set & listed : set;
}

TypeSet PlaceSchemas::types(const Place& place) const {
  return place.empty() ? kAllTypes : types_at(place.front(), {});
}

PlaceSchemas::Place PlaceSchemas::binding_children(NodeId node, std::string_view segment) const {
  Place children;
  NodeId properties = document_.member(node, "properties");
  NodeId child = properties.is_valid() ? document_.member(properties, segment) : NodeId();
  if (!child.is_valid()) {
    child = unnamed_member(node, segment);
  }
  if (child.is_valid()) {
    children.push_back(child);
  }
  Span unused;
  Place items;
  step_into_items(node, segment, items, unused);
  children.insert(children.end(), items.begin(), items.end());
  return children;
}

// References may make a small schema a large tree.
bool PlaceSchemas::is_exhausted(std::size_t depth) const {
  constexpr std::size_t kMaxVisits = 10'000;
  visits_ = depth == 0 ? 0 : visits_ + 1;
  return depth > kMaxInPlaceDepth || visits_ > kMaxVisits;
}

TypeSet PlaceSchemas::types_at(NodeId node, Path path, std::size_t depth) const {
  node = behind_references(node);
  bool is_schema = node.is_valid() && document_.at(node).kind == NodeKind::kObject;
  if (!is_schema || is_exhausted(depth)) {
    return kAllTypes;
  }
  TypeSet set = kAllTypes;
  if (path.empty()) {
    set = own_types(node);
  } else {
    for (NodeId child : binding_children(node, path.front())) {
      set &= types_at(child, path.subspan(1), depth + 1);
    }
  }
  if (NodeId list = document_.member(node, "allOf"); list.is_valid()) {
    for (NodeId child : document_.children(list)) {
      set &= types_at(child, path, depth + 1);
    }
  }
  for (std::string_view key : {"anyOf", "oneOf"}) {
    if (NodeId list = document_.member(node, key); list.is_valid()) {
      TypeSet either = 0;
      for (NodeId child : document_.children(list)) {
        either |= types_at(child, path, depth + 1);
      }
      set &= either;
    }
  }
  return set;
}

bool PlaceSchemas::lists_required(NodeId node, std::string_view name) const {
  NodeId required = document_.member(node, "required");
  if (!required.is_valid()) {
    return false;
  }
  for (NodeId item : document_.children(required)) {
    if (document_.at(item).text == name) {
      return true;
    }
  }
  return false;
}

bool PlaceSchemas::requires_at(NodeId node, Path path, std::size_t depth) const {
  node = behind_references(node);
  bool is_schema = node.is_valid() && document_.at(node).kind == NodeKind::kObject;
  if (!is_schema || path.empty() || is_exhausted(depth)) {
    return false;
  }
  bool is_last = path.size() == 1;
  bool is_required = is_last && lists_required(node, path.front());
  Place binding = is_last ? Place() : binding_children(node, path.front());
  for (std::size_t i = 0; i < binding.size() && !is_required; ++i) {
    is_required = requires_at(binding[i], path.subspan(1), depth + 1);
  }
  if (NodeId list = document_.member(node, "allOf"); list.is_valid()) {
    for (NodeId child : document_.children(list)) {
      is_required = is_required || requires_at(child, path, depth + 1);
    }
  }
  for (std::string_view key : {"anyOf", "oneOf"}) {
    NodeId list = document_.member(node, key);
    if (is_required || !list.is_valid()) {
      continue;
    }
    is_required = document_.at(list).child_count > 0;
    for (NodeId child : document_.children(list)) {
      is_required = is_required && requires_at(child, path, depth + 1);
    }
  }
  return is_required;
}

std::vector<NodeId> PlaceSchemas::own_values(NodeId node) const {
  if (NodeId constant = document_.member(node, "const"); constant.is_valid()) {
    return {constant};
  }
  std::vector<NodeId> values;
  if (NodeId list = document_.member(node, "enum"); list.is_valid()) {
    for (NodeId value : document_.children(list)) {
      values.push_back(value);
    }
  }
  return values;
}

std::vector<NodeId> PlaceSchemas::values_at(NodeId node, Path path, std::size_t depth) const {
  node = behind_references(node);
  bool is_schema = node.is_valid() && document_.at(node).kind == NodeKind::kObject;
  if (!is_schema || is_exhausted(depth)) {
    return {};
  }
  std::vector<NodeId> values = path.empty() ? own_values(node) : std::vector<NodeId>();
  Place binding = path.empty() ? Place() : binding_children(node, path.front());
  for (std::size_t i = 0; i < binding.size() && values.empty(); ++i) {
    values = values_at(binding[i], path.subspan(1), depth + 1);
  }
  if (NodeId list = document_.member(node, "allOf"); list.is_valid()) {
    for (NodeId child : document_.children(list)) {
      values = values.empty() ? values_at(child, path, depth + 1) : std::move(values);
    }
  }
  for (std::string_view key : {"anyOf", "oneOf"}) {
    NodeId list = document_.member(node, key);
    if (!values.empty() || !list.is_valid()) {
      continue;
    }
    for (NodeId child : document_.children(list)) {
      auto more = values_at(child, path, depth + 1);
      if (more.empty()) {
        return {};  // one alternative takes other values
      }
      values.insert(values.end(), more.begin(), more.end());
    }
  }
  return values;
}

}  // namespace rulec::schema
