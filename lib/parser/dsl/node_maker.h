// NodeMaker: nodes of the Ast for expressions of the DSL, as ExpressionBuilder makes them from the
// JSON twin, with the number of levels that the twin has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "parser/ast.h"
#include "parser/dsl/expression.h"

namespace rulec::parser {

// Bytes of the text.
struct DslRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A part of an expression that was read. Without a node: a finding was made.
struct DslPart {
  Expr* expr = nullptr;
  DslRange range;            // brackets around it included
  std::uint32_t levels = 0;  // of arrays and objects in the JSON twin
  explicit operator bool() const { return expr != nullptr; }
};

class NodeMaker {
 public:
  NodeMaker(const DslPlace& place, Ast& ast) : place_(place), ast_(ast) {}

  [[nodiscard]] DslPart literal(DslRange range, Value value);
  [[nodiscard]] DslPart text(DslRange range, std::string_view text);  // kept in the arena
  [[nodiscard]] DslPart empty_object(DslRange range);
  [[nodiscard]] DslPart list(DslRange range, std::span<const DslPart> elements);
  // {"name": [operands]}. The name outlives the Ast or was given by `keep`.
  [[nodiscard]] DslPart call(DslRange range, std::string_view name, DslRange name_range,
                             std::span<const DslPart> operands);
  // {"name": operand}: with a list as its operand, the call has the operands of that list.
  [[nodiscard]] DslPart bare_call(DslRange range, std::string_view name, DslRange name_range,
                                  const DslPart& operand);
  // The form that canonical JSON has: a unary operator, and a path of one text, has its one operand
  // without a list around it, unless that is a list itself.
  [[nodiscard]] DslPart canonical_call(DslRange range, std::string_view name, DslRange name_range,
                                       std::span<const DslPart> operands);

  [[nodiscard]] std::string_view keep(std::string_view text) { return ast_.arena.copy(text); }

 private:
  [[nodiscard]] NodeId add_node(DslRange range);
  [[nodiscard]] DslPart make(ExprKind kind, DslRange range);
  [[nodiscard]] std::span<Expr* const> nodes(std::span<const DslPart> parts);

  const DslPlace& place_;
  Ast& ast_;
};

}  // namespace rulec::parser
