// What a context schema declares, asked by path. A place is described by several schema objects at
// once: the one at the place, the target of its reference, its `allOf`, and the branches of its
// alternatives; a field that any of them declares is declared.
#include <algorithm>
#include <charconv>

#include "parser/json/document.h"
#include "schema/internal/keyword.h"
#include "schema/internal/place_schemas.h"
#include "schema/internal/reference.h"
#include "schema/internal/regex.h"
#include "schema/internal/types.h"
#include "schema/schema.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

constexpr std::size_t kMaxListedFields = 2000;
constexpr std::size_t kMaxListedDepth = 8;

void append_segment(std::string& path, std::string_view segment) {
  path.append(path.empty() ? "" : ".").append(segment);
}

Value scalar_of(const json::Node& node) {
  switch (node.kind) {
    case NodeKind::kBool:
      return Value::boolean(node.boolean);
    case NodeKind::kInteger:
      return Value::integer(node.integer);
    case NodeKind::kDouble:
      return Value::real(node.number);
    case NodeKind::kString:
      return Value::string(node.text);
    case NodeKind::kNull:
      return Value::null();
    case NodeKind::kBad:
    case NodeKind::kArray:
    case NodeKind::kObject:
      break;
  }
  return Value::absent();
}

std::vector<Value> scalars_of(const json::Document& document, const std::vector<NodeId>& nodes) {
  std::vector<Value> values;
  for (NodeId node : nodes) {
    Value value = scalar_of(document.at(node));
    if (value.is_absent()) {
      return {};  // a list or an object among them: say nothing
    }
    values.push_back(value);
  }
  return values;
}

void collect_fields(const PlaceSchemas& schemas, const std::vector<NodeId>& place,
                    const std::string& path, std::size_t depth, std::vector<std::string>& to) {
  for (const auto& [name, child] : schemas.properties(place)) {
    if (to.size() >= kMaxListedFields) {
      return;
    }
    std::string field = path;
    append_segment(field, name);
    to.push_back(field);
    if (depth < kMaxListedDepth) {
      collect_fields(schemas, schemas.expand({child}), field, depth + 1, to);
    }
  }
}

// Whether the value at `parent` has members for sure. A schema that lists them without a type lets
// a number or null through, in which there is none of them.
bool is_surely_object(const PlaceSchemas& schemas, NodeId root, PlaceSchemas::Path parent) {
  TypeSet types = schemas.types_at(root, parent);
  bool is_context = parent.empty() && types == kAllTypes;  // a context is an object
  return is_context || types == kObjectType;
}

}  // namespace

ContextSchema::ContextSchema(const json::Document& document, std::string path, std::string text)
    : document_(document), path_(std::move(path)), text_(std::move(text)) {}

FieldInfo ContextSchema::find(std::span<const std::string_view> segments, std::size_t given) const {
  PlaceSchemas schemas(document_);
  FieldInfo info{.is_known = true, .is_declared = true, .is_required = true};
  std::vector<NodeId> place = schemas.expand({document_.root()});
  std::string path;
  if (document_.has_root()) {
    info.declared_at = document_.at(document_.root()).span;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    std::string_view segment = segments[i];
    info.siblings = schemas.property_names(place);
    info.parent = path;
    info.is_required &=
        i < given || (schemas.requires_at(document_.root(), segments.first(i + 1)) &&
                      is_surely_object(schemas, document_.root(), segments.first(i)));
    PlaceSchemas::Step step = schemas.step(place, segment);
    info.is_required &= step.is_declared;
    info.is_declared &= step.is_declared;
    if (!step.is_declared && step.place.empty()) {
      info.is_known = step.is_open;
      return info;
    }
    append_segment(path, segment);
    place = std::move(step.place);
    info.declared_at = step.declared_at;
  }
  info.types = names_in(schemas.types_at(document_.root(), segments));
  info.enum_values = scalars_of(document_, schemas.values_at(document_.root(), segments));
  for (NodeId node : place) {
    NodeId pattern = document_.member(node, "pattern");
    if (pattern.is_valid() && document_.at(pattern).kind == NodeKind::kString) {
      info.patterns.push_back(document_.at(pattern).text);
    }
  }
  return info;
}

std::vector<std::string> ContextSchema::all_fields() const {
  std::vector<std::string> fields;
  PlaceSchemas schemas(document_);
  collect_fields(schemas, schemas.expand({document_.root()}), "", 1, fields);
  std::ranges::sort(fields);
  auto repeated = std::ranges::unique(fields);
  fields.erase(repeated.begin(), repeated.end());
  return fields;
}

}  // namespace rulec::schema
