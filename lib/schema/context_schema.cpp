// Which fields a context may have, asked path by path. A place with declared properties is closed
// for this purpose unless it says otherwise (additionalProperties true or a schema, a matching
// pattern), so that a mistyped field is found even where the author did not forbid further members.
#include <algorithm>
#include <set>

#include "schema/internal/regex.h"
#include "schema/schema.h"

namespace rulec::schema {
namespace {

using json::Document;
using json::NodeId;
using json::NodeKind;

constexpr std::size_t kMaxReferences = 32;      // hops of $ref; the gate refused cycles
constexpr std::size_t kMaxListedFields = 2000;  // for suggestions
constexpr std::size_t kMaxListedDepth = 8;

// The subschemas that speak of one place: the schema itself, what it refers to, and all of allOf.
std::vector<NodeId> places(const Document& document, NodeId schema) {
  std::vector<NodeId> found;
  std::vector<NodeId> open{schema};
  for (std::size_t hops = 0; !open.empty() && hops < kMaxReferences; ++hops) {
    NodeId at = open.back();
    open.pop_back();
    if (!at.is_valid() || document.at(at).kind != NodeKind::kObject) {
      continue;
    }
    if (NodeId reference = document.member(at, "$ref"); reference.is_valid()) {
      std::string_view text = document.at(reference).text;
      auto target = text.starts_with('#') ? document.resolve(text.substr(1)) : std::nullopt;
      if (target) {
        open.push_back(*target);
      }
      continue;
    }
    found.push_back(at);
    if (NodeId all = document.member(at, "allOf"); all.is_valid()) {
      for (NodeId part : document.children(all)) {
        open.push_back(part);
      }
    }
  }
  return found;
}

bool is_index(std::string_view segment) {
  return !segment.empty() &&
         std::ranges::all_of(segment, [](char c) { return c >= '0' && c <= '9'; });
}

// What the schemas of one place say about a member of it.
struct Step {
  std::vector<NodeId> schemas;  // of the member
  bool is_declared = false;
  bool is_open = true;  // nothing is known: any member may be there
  bool is_required = false;
  NodeId properties;  // where the declared ones stand
  std::vector<std::string> siblings;
};

bool has_branches(const Document& document, NodeId at) {
  return document.member(at, "anyOf").is_valid() || document.member(at, "oneOf").is_valid() ||
         document.member(at, "if").is_valid();
}

void take_properties(const Document& document, NodeId at, std::string_view segment, Step& step) {
  NodeId properties = document.member(at, "properties");
  if (properties.is_valid() && document.at(properties).child_count > 0) {
    step.is_open = false;
    step.properties = properties;
    for (NodeId property : document.children(properties)) {
      step.siblings.emplace_back(document.at(property).key);
      if (document.at(property).key == segment) {
        step.is_declared = true;
        step.schemas.push_back(property);
      }
    }
  }
  NodeId required = document.member(at, "required");
  if (required.is_valid() && document.at(required).kind == NodeKind::kArray) {
    for (NodeId name : document.children(required)) {
      step.is_required = step.is_required || document.at(name).text == segment;
    }
  }
}

// Members beside the declared ones: by pattern, or by additionalProperties.
bool takes_others(const Document& document, NodeId at, std::string_view segment, Step& step) {
  if (NodeId patterns = document.member(at, "patternProperties"); patterns.is_valid()) {
    for (NodeId pattern : document.children(patterns)) {
      auto regex = Regex::compile(document.at(pattern).key);
      if (regex && (*regex)->matches(segment)) {
        step.schemas.push_back(pattern);
        return true;
      }
    }
  }
  NodeId additional = document.member(at, "additionalProperties");
  if (!additional.is_valid()) {
    return false;
  }
  const json::Node& node = document.at(additional);
  if (node.kind == NodeKind::kObject) {
    step.schemas.push_back(additional);
    return true;
  }
  if (node.kind == NodeKind::kBool && !node.boolean) {
    step.is_open = false;
    return false;
  }
  return node.kind == NodeKind::kBool;
}

void take_items(const Document& document, NodeId at, Step& step) {
  NodeId items = document.member(at, "items");
  if (items.is_valid() && document.at(items).kind == NodeKind::kObject) {
    step.is_declared = true;
    step.is_open = false;
    step.schemas.push_back(items);
  }
}

Step take_step(const Document& document, const std::vector<NodeId>& schemas,
               std::string_view segment) {
  Step step;
  bool takes_anything = false;
  for (NodeId at : schemas) {
    if (is_index(segment) && document.member(at, "items").is_valid()) {
      take_items(document, at, step);
      continue;
    }
    take_properties(document, at, segment, step);
    takes_anything = takes_others(document, at, segment, step) || takes_anything;
    takes_anything = takes_anything || has_branches(document, at);
  }
  step.is_open = step.is_open || takes_anything;
  return step;
}

void take_types(const Document& document, const std::vector<NodeId>& schemas, FieldInfo& info) {
  for (NodeId at : schemas) {
    NodeId type = document.member(at, "type");
    if (!type.is_valid()) {
      continue;
    }
    if (document.at(type).kind == NodeKind::kString) {
      info.types.emplace_back(document.at(type).text);
    } else if (document.at(type).kind == NodeKind::kArray) {
      for (NodeId each : document.children(type)) {
        info.types.emplace_back(document.at(each).text);
      }
    }
  }
}

std::vector<NodeId> resolved(const Document& document, const std::vector<NodeId>& schemas) {
  std::vector<NodeId> all;
  for (NodeId schema : schemas) {
    std::ranges::copy(places(document, schema), std::back_inserter(all));
  }
  return all;
}

void list_fields(const Document& document, const std::vector<NodeId>& schemas,
                 const std::string& prefix, std::size_t depth, std::set<std::string>& out) {
  for (NodeId at : schemas) {
    NodeId properties = document.member(at, "properties");
    if (!properties.is_valid() || depth > kMaxListedDepth) {
      continue;
    }
    for (NodeId property : document.children(properties)) {
      if (out.size() >= kMaxListedFields) {
        return;
      }
      std::string path = prefix + std::string(document.at(property).key);
      out.insert(path);
      list_fields(document, places(document, property), path + ".", depth + 1, out);
    }
  }
}

}  // namespace

ContextSchema::ContextSchema(const json::Document& document, std::string path, std::string text)
    : document_(document), path_(std::move(path)), text_(std::move(text)) {}

FieldInfo ContextSchema::find(std::span<const std::string_view> segments) const {
  FieldInfo info{.is_known = true, .is_declared = true};
  std::vector<NodeId> at = places(document_, document_.root());
  std::string parent;
  for (std::string_view segment : segments) {
    Step step = take_step(document_, at, segment);
    if (!step.is_declared && step.schemas.empty()) {
      info.is_declared = false;
      info.is_known = step.is_open;
      info.parent = parent;
      info.siblings = std::move(step.siblings);
      std::ranges::sort(info.siblings);
      if (step.properties.is_valid()) {
        const json::Node& owner = document_.at(document_.at(step.properties).parent);
        info.declared_at =
            owner.key.empty() ? document_.at(step.properties).key_span : owner.key_span;
      }
      return info;
    }
    info.is_required = step.is_required;
    at = resolved(document_, step.schemas);
    parent += (parent.empty() ? "" : ".") + std::string(segment);
  }
  take_types(document_, at, info);
  return info;
}

std::vector<std::string> ContextSchema::all_fields() const {
  std::set<std::string> fields;
  list_fields(document_, places(document_, document_.root()), "", 0, fields);
  return {fields.begin(), fields.end()};
}

}  // namespace rulec::schema
