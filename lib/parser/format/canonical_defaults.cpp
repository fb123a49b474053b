#include "parser/format/canonical_defaults.h"

#include "parser/internal/expression_builder.h"

namespace rulec::parser {

using json::NodeKind;

bool CanonicalDefaults::is_empty(json::NodeId id, NodeKind kind) const {
  const json::Node& node = at(id);
  bool has_nothing = kind == NodeKind::kString ? node.text.empty() : node.child_count == 0;
  return node.kind == kind && has_nothing;
}

bool CanonicalDefaults::is_default(std::string_view name, json::NodeId id) const {
  if (name == "name" || name == "description") {
    return is_empty(id, NodeKind::kString);
  }
  if (name == "priority" || name == "version") {
    return is_integer(id, name == "priority" ? 0 : 1);
  }
  if (name == "active" || name == "stop_processing") {
    return is_bool(id, name == "active");
  }
  if (name == "condition") {
    return is_bool(unwrapped(id), true) || wrapper(id) == "always_true";
  }
  if (name == "actions" || name == "steps" || name == "tests") {
    return is_empty(id, NodeKind::kArray);
  }
  return name == "metadata" && is_empty(id, NodeKind::kObject);
}

bool CanonicalDefaults::is_default_in_scorecard(std::string_view name, json::NodeId id) const {
  if (name == "points" || name == "weight") {
    return is_integer(id, name == "points" ? 0 : 1);
  }
  if (name == "symbol") {
    return is_text(id) && at(id).text == "Y";
  }
  if (name == "patterns" || name == "bands") {
    return is_empty(id, name == "patterns" ? NodeKind::kObject : NodeKind::kArray);
  }
  return is_default(name, id);
}

// Without a format a list or an object is `json`, and all else `text`.
bool CanonicalDefaults::is_default_in_template(std::string_view name, json::NodeId id,
                                               json::NodeId content) const {
  if (name == "format") {
    NodeKind kind = content.is_valid() ? at(content).kind : NodeKind::kBad;
    bool is_container = kind == NodeKind::kObject || kind == NodeKind::kArray;
    return is_text(id) && at(id).text == (is_container ? "json" : "text");
  }
  if (name == "placeholders") {
    return is_empty(id, NodeKind::kArray);
  }
  return name == "sanitize" ? is_bool(id, true) : is_default(name, id);
}

std::string_view CanonicalDefaults::wrapper(json::NodeId id) const {
  std::string_view type = wrapper_type(document_, id);
  if (type.empty()) {
    return type;
  }
  for (json::NodeId child : document_.children(id)) {
    std::string_view key = at(child).key;
    bool is_known = key == "type" || key == "always" || (type == "jsonlogic" && key == "expr");
    if (!is_known) {
      return {};
    }
  }
  return type;
}

json::NodeId CanonicalDefaults::unwrapped(json::NodeId id) const {
  json::NodeId inner = wrapper(id) == "jsonlogic" ? document_.member(id, "expr") : json::NodeId();
  return inner.is_valid() && wrapper_type(document_, inner).empty() ? inner : id;
}

}  // namespace rulec::parser
