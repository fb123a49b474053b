// ExpressionBuilder: JSON nodes to expressions, wrappers and argument values. Recursion is bounded
// by the depth that the reader admits (kMaxRuleDepth).
#pragma once

#include <cstdint>
#include <string_view>

#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/json/document.h"

namespace rulec::parser {

// What in the value of an argument stands for something else.
struct Holes {
  bool expressions = true;  // {"expr": E}
  bool references = true;   // {"$ref": "name", "path": "keys"}
};

class ExpressionBuilder {
 public:
  ExpressionBuilder(const json::Document& document, std::uint32_t document_index, Ast& ast,
                    diag::Emitter& emitter)
      : document_(document), document_index_(document_index), ast_(ast), emitter_(emitter) {}

  [[nodiscard]] NodeId add_node(json::NodeId id) { return add_node(id, document_.at(id).span); }
  [[nodiscard]] NodeId add_node(json::NodeId id, Span span);
  // The key of a member.
  [[nodiscard]] NodeId add_key_node(json::NodeId member) {
    return add_node(member, document_.at(member).key_span);
  }

  [[nodiscard]] Expr* expression(json::NodeId id);
  // The whole value of a condition: an expression or a wrapper around one (language.md 2.1).
  [[nodiscard]] Expr* condition(json::NodeId id);
  // An action argument with holes of these kinds anywhere inside.
  [[nodiscard]] ArgumentValue* argument(json::NodeId id, Holes holes);

 private:
  Expr* make(ExprKind kind, json::NodeId id);
  Expr* literal(json::NodeId id, Value value);
  Expr* call(json::NodeId id);
  Expr* wrapper(json::NodeId id, std::string_view type);
  std::span<Expr* const> expressions(json::NodeId list);
  ArgumentValue* literal_argument(json::NodeId id);
  ArgumentValue* reference(json::NodeId id);
  ArgumentValue* container(json::NodeId id, Holes holes);
  [[nodiscard]] bool is_hole(json::NodeId id, Holes holes) const;
  void refuse_further_members(json::NodeId wrapper, bool takes_expr);

  const json::Document& document_;
  std::uint32_t document_index_;
  Ast& ast_;
  diag::Emitter& emitter_;
};

// Whether an object is {"expr": E}: an expression inside an argument value.
[[nodiscard]] bool is_expression_hole(const json::Document& document, json::NodeId id);
// Whether an object is {"$ref": text}, perhaps with {"path": text}: a result of an earlier step
// inside an argument value. An object with another member is none.
[[nodiscard]] bool is_reference(const json::Document& document, json::NodeId id);
// Arguments that are never expressions (language.md 6.1), by canonical name.
[[nodiscard]] bool is_literal_argument(std::string_view name);
// Members of an action that are no arguments of its effect; an argument that is called so stands in
// the member `arguments`, an object.
[[nodiscard]] bool is_action_member(std::string_view name);
// The operator-shaped wrapper types of conditions: "jsonlogic", "always_true", "always_false", or
// "" when the object is no wrapper; {"always": b} counts as always_b.
[[nodiscard]] std::string_view wrapper_type(const json::Document& document, json::NodeId id);

}  // namespace rulec::parser
