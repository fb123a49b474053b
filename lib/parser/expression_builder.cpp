#include "parser/internal/expression_builder.h"

#include <algorithm>
#include <array>

#include "parser/json/reader.h"

namespace rulec::parser {

using diag::Code;
using json::NodeKind;

bool is_expression_hole(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  return node.kind == NodeKind::kObject && node.child_count == 1 &&
         document.at(node.first_child).key == "expr";
}

bool is_reference(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  json::NodeId name = document.member(id, "$ref");
  if (!name.is_valid() || node.is_damaged || node.child_count > 2) {
    return false;
  }
  json::NodeId path = document.member(id, "path");
  bool has_path = path.is_valid() && document.at(path).kind == NodeKind::kString;
  return document.at(name).kind == NodeKind::kString && (node.child_count == 1 || has_path);
}

bool is_action_member(std::string_view name) {
  return name == "type" || name == "as" || name == "when" || name == "arguments";
}

bool is_literal_argument(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "id",      "target",         "operation", "function",   "template",
      "ack_key", "preference_key", "scope",     "persist_to", "store_result_in"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string_view wrapper_type(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  if (node.kind != NodeKind::kObject || node.child_count == 0) {
    return {};
  }
  const json::Node& first = document.at(node.first_child);
  if (node.child_count == 1 && first.key == "always" && first.kind == NodeKind::kBool) {
    return first.boolean ? "always_true" : "always_false";
  }
  json::NodeId type = document.member(id, "type");
  if (!type.is_valid() || document.at(type).kind != NodeKind::kString) {
    return {};
  }
  static constexpr std::array<std::string_view, 3> kTypes = {"jsonlogic", "always_true",
                                                             "always_false"};
  const auto* found = std::ranges::find(kTypes, document.at(type).text);
  return found == kTypes.end() ? std::string_view() : *found;
}

NodeId ExpressionBuilder::add_node(json::NodeId id, Span span) {
  ast_.nodes.push_back({.span = span, .document = document_index_, .json_node = id.index()});
  return NodeId(ast_.nodes.size() - 1);
}

Expr* ExpressionBuilder::make(ExprKind kind, json::NodeId id) {
  auto* expr = ast_.arena.make<Expr>();
  expr->kind = kind;
  expr->node = add_node(id);
  return expr;
}

Expr* ExpressionBuilder::literal(json::NodeId id, Value value) {
  Expr* expr = make(ExprKind::kLiteral, id);
  expr->literal = value;
  return expr;
}

std::span<Expr* const> ExpressionBuilder::expressions(json::NodeId list) {
  auto made = ast_.arena.make_span<Expr*>(document_.at(list).child_count);
  for (json::NodeId child : document_.children(list)) {
    made[document_.at(child).index] = expression(child);
  }
  return made;
}

Expr* ExpressionBuilder::expression(json::NodeId id) {
  const json::Node& node = document_.at(id);
  if (node.kind == NodeKind::kBad || node.is_damaged) {
    return make(ExprKind::kBad, id);
  }
  if (node.kind == NodeKind::kArray) {
    Expr* list = make(ExprKind::kList, id);
    list->operands = expressions(id);
    return list;
  }
  if (node.kind != NodeKind::kObject || node.child_count == 0) {
    return literal(id, json::to_value(document_, id, ast_.arena));
  }
  if (node.child_count == 1) {
    return call(id);
  }
  Expr* no_call = make(ExprKind::kNoCall, id);
  no_call->raw = json::to_value(document_, id, ast_.arena);
  no_call->member_count = node.child_count;
  return no_call;
}

Expr* ExpressionBuilder::call(json::NodeId id) {
  json::NodeId operand = document_.at(id).first_child;
  const json::Node& node = document_.at(operand);
  Expr* made = make(ExprKind::kCall, id);
  made->operator_name = node.key;
  made->name_node = add_key_node(operand);
  made->is_bare = node.kind != NodeKind::kArray || node.is_damaged;
  if (made->operator_name == "preserve") {
    made->raw = json::to_value(document_, operand, ast_.arena);  // never an expression
    return made;
  }
  if (made->is_bare) {
    auto single = ast_.arena.make_span<Expr*>(1);
    single[0] = expression(operand);
    made->operands = single;
  } else {
    made->operands = expressions(operand);
  }
  return made;
}

Expr* ExpressionBuilder::condition(json::NodeId id) {
  const json::Node& node = document_.at(id);
  if (node.kind == NodeKind::kBad || node.is_damaged) {
    return make(ExprKind::kBad, id);
  }
  std::string_view type = wrapper_type(document_, id);
  return type.empty() ? expression(id) : wrapper(id, type);
}

Expr* ExpressionBuilder::wrapper(json::NodeId id, std::string_view type) {
  bool takes_expr = type == "jsonlogic";
  refuse_further_members(id, takes_expr);
  if (!takes_expr) {
    return literal(id, Value::boolean(type == "always_true"));
  }
  json::NodeId inner = document_.member(id, "expr");
  if (inner.is_valid()) {
    return expression(inner);
  }
  emitter_.emit(diag::make(Code::kMissingMember, document_.at(id).span, "`expr` is missing",
                           {{"what", "a condition of type `jsonlogic`"}, {"member", "expr"}})
                    .help(R"(write the condition itself: `"condition": {">": [...]}`)"));
  return make(ExprKind::kBad, id);
}

void ExpressionBuilder::refuse_further_members(json::NodeId wrapper, bool takes_expr) {
  for (json::NodeId child : document_.children(wrapper)) {
    const json::Node& node = document_.at(child);
    bool is_known =
        node.key == "type" || node.key == "always" || (takes_expr && node.key == "expr");
    if (!is_known) {
      emitter_.emit(
          diag::make(Code::kUnknownMember, node.key_span, "not read here",
                     {{"what", "a condition with `type`"}, {"member", std::string(node.key)}})
              .help("a condition with `type` has the member `expr` and no other"));
    }
  }
}

ArgumentValue* ExpressionBuilder::literal_argument(json::NodeId id) {
  auto* made = ast_.arena.make<ArgumentValue>();
  made->node = add_node(id);
  made->literal = json::to_value(document_, id, ast_.arena);
  made->is_unread = document_.at(id).kind == NodeKind::kBad || document_.at(id).is_damaged;
  return made;
}

// The value is what the decision shows: without a path that says nothing.
ArgumentValue* ExpressionBuilder::reference(json::NodeId id) {
  auto* made = ast_.arena.make<ArgumentValue>();
  made->kind = ArgumentKind::kReference;
  made->node = add_node(id);
  made->result = document_.at(document_.member(id, "$ref")).text;
  json::NodeId path = document_.member(id, "path");
  made->path = path.is_valid() ? document_.at(path).text : std::string_view();
  auto members = ast_.arena.make_span<Member>(made->path.empty() ? 1 : 2);
  members[0] = {.key = "$ref", .value = Value::string(made->result)};
  if (!made->path.empty()) {
    members[1] = {.key = "path", .value = Value::string(made->path)};
  }
  made->literal = make_object(ast_.arena, members);
  return made;
}

bool ExpressionBuilder::is_hole(json::NodeId id, Holes holes) const {
  return (holes.expressions && is_expression_hole(document_, id)) ||
         (holes.references && is_reference(document_, id));
}

ArgumentValue* ExpressionBuilder::argument(json::NodeId id, Holes holes) {
  const json::Node& node = document_.at(id);
  if (holes.references && is_reference(document_, id)) {
    return reference(id);
  }
  if (holes.expressions && is_expression_hole(document_, id)) {
    auto* made = ast_.arena.make<ArgumentValue>();
    made->kind = ArgumentKind::kExpression;
    made->node = add_node(id);
    made->expression = expression(node.first_child);
    return made;
  }
  bool is_container = node.kind == NodeKind::kArray || node.kind == NodeKind::kObject;
  bool has_hole = false;
  json::NodeId end = is_container ? document_.end_of(id) : id;
  for (std::size_t i = id.index(); i < end.index() && !has_hole; ++i) {
    has_hole = is_hole(json::NodeId(i), holes);
  }
  return has_hole ? container(id, holes) : literal_argument(id);
}

ArgumentValue* ExpressionBuilder::container(json::NodeId id, Holes holes) {
  const json::Node& node = document_.at(id);
  auto* made = ast_.arena.make<ArgumentValue>();
  made->kind = node.kind == NodeKind::kArray ? ArgumentKind::kList : ArgumentKind::kObject;
  made->node = add_node(id);
  auto children = ast_.arena.make_span<ArgumentValue*>(node.child_count);
  auto keys = ast_.arena.make_span<std::string_view>(node.child_count);
  for (json::NodeId child : document_.children(id)) {
    const json::Node& member = document_.at(child);
    children[member.index] = argument(child, holes);
    keys[member.index] = member.key;
  }
  made->children = children;
  if (made->kind == ArgumentKind::kObject) {
    made->keys = keys;
  }
  return made;
}

}  // namespace rulec::parser
