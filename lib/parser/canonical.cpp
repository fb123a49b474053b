// Canonical JSON of a rule, scorecard or template (language.md section 2): members in the order of
// the table, aliases replaced, defaults left out, number lexemes kept, one form for each
// expression.
#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "parser/aliases.h"
#include "parser/internal/expression_builder.h"
#include "parser/parser.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

constexpr std::string_view kRuleMembers[] = {
    "id",          "name",           "description", "entry_point", "priority", "active",
    "active_from", "active_until",   "version",     "condition",   "actions",  "stop_processing",
    "tests",       "context_schema", "metadata"};

constexpr std::string_view kFlowMembers[] = {
    "flow",        "name",           "description", "entry_point", "priority", "active",
    "active_from", "active_until",   "version",     "condition",   "steps",    "stop_processing",
    "tests",       "context_schema", "metadata"};

constexpr std::string_view kScorecardMembers[] = {"scorecard",   "name",  "description",
                                                  "entry_point", "items", "patterns",
                                                  "default",     "bands", "metadata"};
constexpr std::string_view kItemMembers[] = {"id",     "condition", "points",
                                             "weight", "symbol",    "priority"};
constexpr std::string_view kBandMembers[] = {"from", "recommend"};

// Of a template, in the order of its JSON Schema.
constexpr std::string_view kTemplateMembers[] = {
    "id",       "name",           "description",   "version", "language",
    "format",   "component_type", "style_variant", "content", "placeholders",
    "sanitize", "fallback",       "metadata"};

constexpr std::array<std::string_view, 3> kUpdateMembers = {"target", "operation", "value"};
constexpr std::array<std::string_view, 3> kCallMembers = {"function", "args", "store_result_in"};

class CanonicalWriter {
 public:
  CanonicalWriter(const json::Document& document, std::string& out)
      : document_(document), writer_(out) {}

  void rule(json::NodeId id) {
    writer_.begin_object();
    bool is_flow = document_.member(id, "flow").is_valid();
    for (std::string_view name : is_flow ? kFlowMembers : kRuleMembers) {
      json::NodeId member = find(id, AliasScope::kRule, name);
      if (member.is_valid() && !is_default(name, member)) {
        writer_.key(name);
        rule_member(name, member);
      }
    }
    own_members(id);
    writer_.end_object();
  }

  void message_template(json::NodeId id) {
    writer_.begin_object();
    json::NodeId content = find(id, AliasScope::kTemplate, "content");
    for (std::string_view name : kTemplateMembers) {
      json::NodeId member = find(id, AliasScope::kTemplate, name);
      if (member.is_valid() && !is_default_in_template(name, member, content)) {
        writer_.key(name);
        name == "content" ? argument(member) : copy(member);
      }
    }
    own_members(id);
    writer_.end_object();
  }

  void scorecard(json::NodeId id) {
    members(id, kScorecardMembers, [this](std::string_view name, json::NodeId member) {
      if (name == "items") {
        items(member, [this](json::NodeId child) { scorecard_item(child); });
      } else if (name == "bands") {
        items(member, [this](json::NodeId child) {
          members(child, kBandMembers,
                  [this](std::string_view /*name*/, json::NodeId part) { copy(part); });
        });
      } else {
        copy(member);
      }
    });
  }

 private:
  // The members that begin with `x_`.
  void own_members(json::NodeId object) {
    for (json::NodeId child : document_.children(object)) {
      const json::Node& node = document_.at(child);
      if (node.key.starts_with("x_") && !node.is_duplicate) {
        writer_.key(node.key);
        copy(child);
      }
    }
  }

  // --- scorecards, which have no aliases

  // The members of an object that stand in `names`, in that order and without defaults.
  template <class Write>
  void members(json::NodeId object, std::span<const std::string_view> names, Write write) {
    if (document_.at(object).kind != NodeKind::kObject) {
      copy(object);
      return;
    }
    writer_.begin_object();
    for (std::string_view name : names) {
      json::NodeId member = document_.member(object, name);
      if (member.is_valid() && !is_default_in_scorecard(name, member)) {
        writer_.key(name);
        write(name, member);
      }
    }
    own_members(object);
    writer_.end_object();
  }

  void scorecard_item(json::NodeId id) {
    members(id, kItemMembers, [this](std::string_view name, json::NodeId member) {
      name == "condition" ? condition(member) : copy(member);
    });
  }

  [[nodiscard]] bool is_default_in_scorecard(std::string_view name, json::NodeId id) const {
    if (name == "points" || name == "weight") {
      return is_integer(id, name == "points" ? 0 : 1);
    }
    if (name == "symbol") {
      return document_.at(id).kind == NodeKind::kString && document_.at(id).text == "Y";
    }
    if (name == "patterns" || name == "bands") {
      return is_empty(id, name == "patterns" ? NodeKind::kObject : NodeKind::kArray);
    }
    return is_default(name, id);
  }

  // Without a format a list or an object is `json`, and all else `text`.
  [[nodiscard]] bool is_default_in_template(std::string_view name, json::NodeId id,
                                            json::NodeId content) const {
    if (name == "format") {
      NodeKind kind = content.is_valid() ? document_.at(content).kind : NodeKind::kBad;
      bool is_container = kind == NodeKind::kObject || kind == NodeKind::kArray;
      return document_.at(id).kind == NodeKind::kString &&
             document_.at(id).text == (is_container ? "json" : "text");
    }
    if (name == "placeholders") {
      return is_empty(id, NodeKind::kArray);
    }
    return name == "sanitize" ? is_bool(id, true) : is_default(name, id);
  }

  template <class Write>
  void items(json::NodeId list, Write write) {
    if (document_.at(list).kind != NodeKind::kArray) {
      copy(list);
      return;
    }
    writer_.begin_array();
    for (json::NodeId child : document_.children(list)) {
      write(child);
    }
    writer_.end_array();
  }

  [[nodiscard]] json::NodeId find(json::NodeId object, AliasScope scope,
                                  std::string_view name) const {
    for (json::NodeId child : document_.children(object)) {
      if (canonical_name(scope, document_.at(child).key) == name) {
        return child;
      }
    }
    return {};
  }

  [[nodiscard]] bool is_bool(json::NodeId id, bool value) const {
    const json::Node& node = document_.at(id);
    return node.kind == NodeKind::kBool && node.boolean == value;
  }
  [[nodiscard]] bool is_integer(json::NodeId id, std::int64_t value) const {
    const json::Node& node = document_.at(id);
    return node.kind == NodeKind::kInteger && node.integer == value;
  }
  [[nodiscard]] bool is_empty(json::NodeId id, NodeKind kind) const {
    const json::Node& node = document_.at(id);
    bool has_nothing = kind == NodeKind::kString ? node.text.empty() : node.child_count == 0;
    return node.kind == kind && has_nothing;
  }

  [[nodiscard]] bool is_default(std::string_view name, json::NodeId id) const {
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
      return is_bool(unwrapped(id), true) || wrapper_type(document_, id) == "always_true";
    }
    if (name == "actions" || name == "steps" || name == "tests") {
      return is_empty(id, NodeKind::kArray);
    }
    return name == "metadata" && is_empty(id, NodeKind::kObject);
  }

  // The expression of {"type":"jsonlogic","expr":E}; other nodes themselves.
  [[nodiscard]] json::NodeId unwrapped(json::NodeId id) const {
    json::NodeId inner =
        wrapper_type(document_, id) == "jsonlogic" ? document_.member(id, "expr") : json::NodeId();
    return inner.is_valid() ? inner : id;
  }

  void rule_member(std::string_view name, json::NodeId id) {
    if (name == "condition") {
      condition(id);
    } else if (name == "actions" || name == "steps") {
      actions(id);
    } else if (name == "entry_point") {
      const json::Node& node = document_.at(id);
      bool is_single = node.kind == NodeKind::kArray && node.child_count == 1;
      copy(is_single ? node.first_child : id);
    } else if (name == "metadata") {
      metadata(id);
    } else {
      copy(id);
    }
  }

  void metadata(json::NodeId id) {
    if (document_.at(id).kind != NodeKind::kObject) {
      copy(id);
      return;
    }
    writer_.begin_object();
    for (json::NodeId child : document_.children(id)) {
      writer_.key(canonical_name(AliasScope::kMetadata, document_.at(child).key));
      copy(child);
    }
    writer_.end_object();
  }

  void condition(json::NodeId id) {
    std::string_view type = wrapper_type(document_, id);
    if (type == "always_false") {
      writer_.boolean(false);
    } else {
      expression(unwrapped(id));
    }
  }

  // --- actions

  void actions(json::NodeId id) {
    items(id, [this](json::NodeId item) {
      document_.at(item).kind == NodeKind::kObject ? action(item) : copy(item);
    });
  }

  // The type first, then what the DSL writes in its own places, then the rest as written.
  void action(json::NodeId id) {
    writer_.begin_object();
    json::NodeId type = find(id, AliasScope::kAction, "type");
    std::string_view type_name;
    if (type.is_valid()) {
      type_name = canonical_name(AliasScope::kActionType, document_.at(type).text);
      writer_.key("type");
      document_.at(type).kind == NodeKind::kString ? writer_.string(type_name) : copy(type);
    }
    copy_member(id, "as");
    std::span<const std::string_view> first;
    if (type_name == "update") {
      first = kUpdateMembers;
    } else if (type_name == "call_function") {
      first = kCallMembers;
    }
    for (std::string_view name : first) {
      json::NodeId member = find(id, AliasScope::kAction, name);
      if (member.is_valid()) {
        writer_.key(name);
        argument(name, member);
      } else if (name == "value" && is_increment(id)) {
        writer_.member("value", 1);
      }
    }
    for (json::NodeId child : document_.children(id)) {
      std::string_view name = canonical_name(AliasScope::kAction, document_.at(child).key);
      bool is_placed = name == "type" || name == "as" || name == "when";
      if (!is_placed && std::ranges::find(first, name) == first.end()) {
        writer_.key(name);
        argument(name, child);
      }
    }
    if (json::NodeId test = document_.member(id, "when"); test.is_valid()) {
      writer_.key("when");
      argument(test);
    }
    writer_.end_object();
  }

  void copy_member(json::NodeId object, std::string_view name) {
    if (json::NodeId member = document_.member(object, name); member.is_valid()) {
      writer_.key(name);
      copy(member);
    }
  }

  [[nodiscard]] bool is_increment(json::NodeId action) const {
    json::NodeId operation = find(action, AliasScope::kAction, "operation");
    return operation.is_valid() && document_.at(operation).text == "increment";
  }

  void argument(std::string_view name, json::NodeId id) {
    is_literal_argument(name) ? copy(id) : argument(id);
  }

  void argument(json::NodeId id) {
    const json::Node& node = document_.at(id);
    if (is_expression_hole(document_, id)) {
      writer_.begin_object();
      writer_.key("expr");
      expression(node.first_child);
      writer_.end_object();
      return;
    }
    children(id, [this](json::NodeId child) { argument(child); });
  }

  // --- expressions

  void expression(json::NodeId id) {
    const json::Node& node = document_.at(id);
    bool is_call = node.kind == NodeKind::kObject && node.child_count == 1;
    if (!is_call) {
      node.kind == NodeKind::kArray
          ? children(id, [this](json::NodeId child) { expression(child); })
          : copy(id);
      return;
    }
    std::string_view name = document_.at(node.first_child).key;
    writer_.begin_object();
    writer_.key(name);
    name == "preserve" ? copy(node.first_child) : operands(name, node.first_child);
    writer_.end_object();
  }

  [[nodiscard]] bool is_text(json::NodeId id) const {
    return document_.at(id).kind == NodeKind::kString;
  }

  void operands(std::string_view name, json::NodeId id) {
    const value::OperatorRow* row = value::find_operator(name);
    const json::Node& node = document_.at(id);
    bool is_array = node.kind == NodeKind::kArray;
    if (row != nullptr && is_array && node.child_count == 1) {
      json::NodeId only = node.first_child;
      bool is_path = name == "var" || name == "val" || name == "exists";
      bool is_unary = row->form == value::OperandForm::kUnary;
      if ((is_path && is_text(only)) || (is_unary && document_.at(only).kind != NodeKind::kArray)) {
        expression(only);
        return;
      }
    }
    if (row != nullptr && is_spread_scalar(*row, id)) {
      writer_.begin_array();
      expression(id);
      writer_.end_array();
      return;
    }
    expression(id);
  }

  // {"+": 1} is {"+": [1]}: a scalar that spreads is one operand. A path text stays as it is.
  [[nodiscard]] bool is_spread_scalar(const value::OperatorRow& row, json::NodeId id) const {
    NodeKind kind = document_.at(id).kind;
    bool is_scalar = kind != NodeKind::kArray && kind != NodeKind::kObject;
    bool is_path = row.name == "var" || row.name == "val" || row.name == "exists";
    return row.form == value::OperandForm::kSpreading && is_scalar && !(is_path && is_text(id));
  }

  // --- as written

  template <class Write>
  void children(json::NodeId id, Write write) {
    const json::Node& node = document_.at(id);
    if (node.kind == NodeKind::kArray) {
      writer_.begin_array();
      for (json::NodeId child : document_.children(id)) {
        write(child);
      }
      writer_.end_array();
    } else if (node.kind == NodeKind::kObject) {
      writer_.begin_object();
      for (json::NodeId child : document_.children(id)) {
        if (!document_.at(child).is_duplicate) {
          writer_.key(document_.at(child).key);
          write(child);
        }
      }
      writer_.end_object();
    } else {
      copy(id);
    }
  }

  void copy(json::NodeId id) {
    const json::Node& node = document_.at(id);
    switch (node.kind) {
      case NodeKind::kBad:
      case NodeKind::kNull:
        writer_.null();
        return;
      case NodeKind::kBool:
        writer_.boolean(node.boolean);
        return;
      case NodeKind::kInteger:
      case NodeKind::kDouble:
        writer_.raw(node.text);
        return;
      case NodeKind::kString:
        writer_.string(node.text);
        return;
      case NodeKind::kArray:
      case NodeKind::kObject:
        children(id, [this](json::NodeId child) { copy(child); });
        return;
    }
  }

  const json::Document& document_;
  JsonWriter writer_;
};

}  // namespace

std::string canonical_json(const Ast& ast, const RuleDocuments& documents, const RuleNode& rule) {
  std::string out;
  const NodeOrigin& origin = ast.nodes[rule.node.index()];
  CanonicalWriter(documents.documents[origin.document], out).rule(json::NodeId(origin.json_node));
  return out;
}

std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                           const ScorecardNode& scorecard) {
  std::string out;
  const NodeOrigin& origin = ast.nodes[scorecard.node.index()];
  CanonicalWriter(documents.documents[origin.document], out)
      .scorecard(json::NodeId(origin.json_node));
  return out;
}

std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                           const TemplateNode& message_template) {
  std::string out;
  const NodeOrigin& origin = ast.nodes[message_template.node.index()];
  CanonicalWriter(documents.documents[origin.document], out)
      .message_template(json::NodeId(origin.json_node));
  return out;
}

}  // namespace rulec::parser
