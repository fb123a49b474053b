#include "parser/dsl/node_maker.h"

#include <algorithm>

#include "value/operators.h"

namespace rulec::parser {
namespace {

std::uint32_t deepest(std::span<const DslPart> parts) {
  std::uint32_t levels = 0;
  for (const DslPart& part : parts) {
    levels = std::max(levels, part.levels);
  }
  return levels;
}

bool is_text(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && expr.literal.is_string();
}

}  // namespace

NodeId NodeMaker::add_node(DslRange range) {
  ast_.nodes.push_back({.span = place_.text.span(range.begin, range.end),
                        .document = place_.document,
                        .json_node = place_.json_node.index()});
  return NodeId(ast_.nodes.size() - 1);
}

DslPart NodeMaker::make(ExprKind kind, DslRange range) {
  auto* expr = ast_.arena.make<Expr>();
  expr->kind = kind;
  expr->node = add_node(range);
  return {.expr = expr, .range = range};
}

std::span<Expr* const> NodeMaker::nodes(std::span<const DslPart> parts) {
  auto made = ast_.arena.make_span<Expr*>(parts.size());
  std::ranges::transform(parts, made.begin(), &DslPart::expr);
  return made;
}

DslPart NodeMaker::literal(DslRange range, Value value) {
  DslPart made = make(ExprKind::kLiteral, range);
  made.expr->literal = value;
  return made;
}

DslPart NodeMaker::text(DslRange range, std::string_view text) {
  return literal(range, Value::string(keep(text)));
}

DslPart NodeMaker::empty_object(DslRange range) {
  DslPart made = literal(range, make_object(ast_.arena, {}));
  made.levels = 1;
  return made;
}

DslPart NodeMaker::list(DslRange range, std::span<const DslPart> elements) {
  DslPart made = make(ExprKind::kList, range);
  made.expr->operands = nodes(elements);
  made.levels = 1 + deepest(elements);
  return made;
}

DslPart NodeMaker::call(DslRange range, std::string_view name, DslRange name_range,
                        std::span<const DslPart> operands) {
  DslPart made = make(ExprKind::kCall, range);
  made.expr->operator_name = name;
  made.expr->name_node = add_node(name_range);
  made.expr->operands = nodes(operands);
  made.levels = 2 + deepest(operands);
  return made;
}

DslPart NodeMaker::bare_call(DslRange range, std::string_view name, DslRange name_range,
                             const DslPart& operand) {
  DslPart made = call(range, name, name_range, {&operand, 1});
  made.levels = 1 + operand.levels;
  made.expr->is_bare = operand.expr->kind != ExprKind::kList;
  if (!made.expr->is_bare) {
    made.expr->operands = operand.expr->operands;
  }
  return made;
}

DslPart NodeMaker::canonical_call(DslRange range, std::string_view name, DslRange name_range,
                                  std::span<const DslPart> operands) {
  const value::OperatorRow* row = value::find_operator(name);
  if (row != nullptr && operands.size() == 1 && operands[0].expr->kind != ExprKind::kList) {
    bool is_path = name == "var" || name == "val" || name == "exists";
    bool is_unary = row->form == value::OperandForm::kUnary;
    if (is_unary || (is_path && is_text(*operands[0].expr))) {
      return bare_call(range, name, name_range, operands[0]);
    }
  }
  return call(range, name, name_range, operands);
}

}  // namespace rulec::parser
