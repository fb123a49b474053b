#include "parser/format/expression_printer.h"

#include <algorithm>

#include "parser/format/text_values.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

bool is_text(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && expr.literal.is_string();
}

// The row of an operator whose operands have a sign between them here; else null.
const Infix* infix_row(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || expr.is_bare || expr.operands.size() < 2) {
    return nullptr;
  }
  const Infix* row = infix_of(expr.operator_name);
  bool fits = row != nullptr && (row->name != "in" || expr.operands.size() == 2);
  return fits ? row : nullptr;
}

bool is_membership(const Expr& expr) {
  const Infix* row = infix_row(expr);
  return row != nullptr && row->name == "in";
}

bool is_negation(const Expr& expr) {
  return expr.kind == ExprKind::kCall && expr.operator_name == "!" && expr.operands.size() == 1;
}

bool is_minus(const Expr& expr) {
  return expr.kind == ExprKind::kCall && expr.operator_name == "-" && !expr.is_bare &&
         expr.operands.size() == 1;
}

// How tightly the spelling of an expression binds.
Level level_of(const Expr& expr) {
  if (const Infix* row = infix_row(expr)) {
    return row->level;
  }
  if (is_negation(expr)) {
    return is_membership(*expr.operands[0]) ? kComparison : kNot;
  }
  return is_minus(expr) ? kUnary : kPrimary;
}

// What an operand has to bind at least. Sums and products associate to the left: another sign of
// the same level may come first.
Level operand_level(const Expr& expr, const Infix& row, std::size_t index) {
  bool may_lead = index == 0 && (row.level == kSum || row.level == kTerm) &&
                  expr.operands[0]->operator_name != expr.operator_name;
  return may_lead ? row.level : row.operand;
}

// Spelled as a path, unless its operands have no such form.
bool is_path_call(const Expr& expr) {
  static constexpr std::string_view kPaths[] = {"var", "val", "missing", "exists"};
  return expr.kind == ExprKind::kCall &&
         std::ranges::find(kPaths, expr.operator_name) != std::end(kPaths);
}

// Whether a spelling is all in brackets that can be broken, but for a name.
bool is_bracketed(const Expr& expr, Level least) {
  if (level_of(expr) < least) {
    return true;
  }
  if (expr.kind == ExprKind::kList) {
    return !expr.operands.empty();
  }
  return expr.kind == ExprKind::kCall && level_of(expr) == kPrimary && !is_path_call(expr);
}

// Whether it has no place to break.
bool is_atom(const Expr& expr, Level least) {
  return level_of(expr) >= least && (expr.kind == ExprKind::kLiteral || is_path_call(expr));
}

}  // namespace

json::NodeId find_unspellable(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  if (node.kind == json::NodeKind::kBad) {
    return id;
  }
  bool is_object = node.kind == json::NodeKind::kObject;
  if (is_object && node.child_count > 1) {
    return id;
  }
  if (is_object && node.child_count == 1 && document.at(node.first_child).key == "preserve") {
    return {};
  }
  for (json::NodeId child : document.children(id)) {
    json::NodeId found = find_unspellable(document, child);
    if (found.is_valid()) {
      return found;
    }
  }
  return {};
}

bool begins_with_brace(const Expr& expr) {
  const Expr* first = &expr;
  while (true) {
    const Expr* whole =
        is_negation(*first) && is_membership(*first->operands[0]) ? first->operands[0] : first;
    const Infix* row = infix_row(*whole);
    if (row == nullptr || level_of(*whole->operands[0]) < operand_level(*whole, *row, 0)) {
      return row == nullptr && first->kind == ExprKind::kLiteral && first->literal.is_object();
    }
    first = whole->operands[0];
  }
}

const Infix* junction_of(const Expr& expr) {
  const Infix* row = infix_row(expr);
  return row != nullptr && (row->level == kOr || row->level == kAnd) ? row : nullptr;
}

const json::Node* ExpressionPrinter::node_of(const Expr& expr) const {
  return facts_ == nullptr
             ? nullptr
             : &facts_->document.at(json::NodeId(facts_->ast.nodes[expr.node.index()].json_node));
}

void ExpressionPrinter::print(const Expr& expr, Level least) {
  level_of(expr) < least ? print_in_brackets("(", expr, ")") : spell(expr, Chain::kHanging);
}

void ExpressionPrinter::print_in_brackets(std::string_view opener, const Expr& expr,
                                          std::string_view closer) {
  out_.begin_group();
  out_.text(opener);
  out_.indent();
  out_.soft();
  spell(expr, Chain::kFlush);
  out_.dedent();
  out_.soft();
  out_.text(closer);
  out_.end_group();
}

void ExpressionPrinter::spell(const Expr& expr, Chain chain) {
  switch (expr.kind) {
    case ExprKind::kBad:
      out_.text("...");
      return;
    case ExprKind::kLiteral:
      literal(expr);
      return;
    case ExprKind::kList:
      list(expr);
      return;
    case ExprKind::kCall:
      call(expr, chain);
      return;
    case ExprKind::kNoCall:
      std::string text;
      append_value(text, expr.raw);
      out_.text(text);
      return;
  }
}

void ExpressionPrinter::literal(const Expr& expr) {
  const json::Node* node = node_of(expr);
  bool has_lexeme = node != nullptr && (node->kind == json::NodeKind::kInteger ||
                                        node->kind == json::NodeKind::kDouble);
  if (has_lexeme) {
    out_.text(node->text);
    return;
  }
  std::string text;
  append_value(text, expr.literal);
  out_.text(text);
}

void ExpressionPrinter::elements(std::span<Expr* const> operands) {
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (i > 0) {
      out_.text(",");
      out_.line();
    }
    print(*operands[i]);
  }
}

void ExpressionPrinter::list(const Expr& expr) {
  out_.begin_group();
  out_.text("[");
  out_.indent();
  out_.soft();
  elements(expr.operands);
  out_.dedent();
  out_.soft();
  out_.text("]");
  out_.end_group();
}

// --- operators

void ExpressionPrinter::infix_call(const Expr& expr, const Infix& row, Chain chain) {
  if (row.level >= kComparison && expr.operands.size() == 2) {
    binary(expr, row, row.sign, chain);
    return;
  }
  out_.begin_group();
  for (std::size_t i = 0; i < expr.operands.size(); ++i) {
    if (i == 1 && chain == Chain::kHanging) {
      out_.indent();
    }
    if (i > 0) {
      out_.line();
      out_.text(std::string(row.sign) + " ");
    }
    print(*expr.operands[i], operand_level(expr, row, i));
  }
  if (chain == Chain::kHanging) {
    out_.dedent();
  }
  out_.end_group();
}

// Two operands: where one of them has brackets, these break first.
void ExpressionPrinter::binary(const Expr& expr, const Infix& row, std::string_view sign,
                               Chain chain) {
  const Expr& left = *expr.operands[0];
  const Expr& right = *expr.operands[1];
  Level left_level = operand_level(expr, row, 0);
  bool is_held = is_bracketed(right, row.operand) ||
                 (is_bracketed(left, left_level) && is_atom(right, row.operand));
  if (!is_held) {
    out_.begin_group();
  }
  print(left, left_level);
  bool is_deeper = !is_held && chain == Chain::kHanging;
  if (is_deeper) {
    out_.indent();
  }
  is_held ? out_.fill() : out_.line();
  out_.text(std::string(sign) + " ");
  print(right, row.operand);
  if (is_deeper) {
    out_.dedent();
  }
  if (!is_held) {
    out_.end_group();
  }
}

bool ExpressionPrinter::prefix_call(const Expr& expr) {
  if (is_negation(expr)) {
    const Expr& only = *expr.operands[0];
    if (is_membership(only)) {
      binary(only, *infix_row(only), "not in", Chain::kHanging);
    } else {
      out_.text("not ");
      print(only, kNot);
    }
    return true;
  }
  if (!is_minus(expr)) {
    return false;
  }
  const Expr& only = *expr.operands[0];
  out_.text("-");
  // Before digits the sign is part of the number.
  bool is_number = only.kind == ExprKind::kLiteral && only.literal.is_number();
  is_number ? print_in_brackets("(", only, ")") : print(only, kPrimary);
  return true;
}

// --- scopes

std::string ExpressionPrinter::fresh(std::string_view base) const {
  auto number = 1 + static_cast<std::size_t>(std::ranges::count_if(
                        scopes_, [](const Scope& scope) { return !scope.item.empty(); }));
  while (true) {
    std::string name = std::string(base) + (number == 1 ? "" : std::to_string(number));
    if (!is_taken(name, 0)) {
      return name;
    }
    ++number;
  }
}

ExpressionPrinter::Scope ExpressionPrinter::scope_of(const Expr& expr) const {
  Scope scope;
  bool is_reduce = expr.operator_name == "reduce";
  scope.kind = is_reduce ? Scope::Kind::kReduce : Scope::Kind::kItem;
  if (facts_ != nullptr) {
    auto found = facts_->names.find(facts_->ast.nodes[expr.node.index()].json_node);
    if (found != facts_->names.end() && found->second.accumulator.empty() != is_reduce) {
      scope.item = found->second.item;
      scope.accumulator = found->second.accumulator;
      return scope;
    }
  }
  scope.item = fresh("it");
  scope.accumulator = is_reduce ? fresh("acc") : "";
  return scope;
}

void ExpressionPrinter::in_scope(Scope scope, const Expr& body) {
  scopes_.push_back(std::move(scope));
  print(body);
  scopes_.pop_back();
}

bool ExpressionPrinter::quantifier(const Expr& expr) {
  bool is_reduce = expr.operator_name == "reduce";
  bool is_one = is_reduce || is_quantifier(expr.operator_name);
  bool fits = expr.operands.size() == 2 || (is_reduce && expr.operands.size() == 3);
  if (!is_one || !fits || expr.is_bare) {
    return false;
  }
  Scope scope = scope_of(expr);
  out_.begin_group();
  out_.text(expr.operator_name);
  out_.text(is_reduce ? " " + scope.accumulator + ", " + scope.item + " in"
                      : " " + scope.item + " in");
  out_.fill();
  print(*expr.operands[0], kDefault);
  if (expr.operands.size() == 3) {
    out_.fill();
    out_.text("from ");
    print(*expr.operands[2], kDefault);
  }
  scopes_.push_back(std::move(scope));
  out_.text(": ");
  print_in_brackets("(", *expr.operands[1], ")");
  scopes_.pop_back();
  out_.end_group();
  return true;
}

// Later operands see the error object as their context.
void ExpressionPrinter::try_call(const Expr& expr) {
  out_.begin_group();
  out_.text("try(");
  out_.indent();
  out_.soft();
  print(*expr.operands[0]);
  for (const Expr* later : expr.operands.subspan(1)) {
    out_.text(",");
    out_.line();
    in_scope({.kind = Scope::Kind::kTry, .item = {}, .accumulator = {}}, *later);
  }
  out_.dedent();
  out_.soft();
  out_.text(")");
  out_.end_group();
}

// --- calls

void ExpressionPrinter::preserve(const Expr& expr) {
  out_.text("preserve(");
  if (const json::Node* node = node_of(expr)) {
    print_json_value(out_, facts_->document, node->first_child);
  } else {
    std::string text;
    append_value(text, expr.raw);
    out_.text(text);
  }
  out_.text(")");
}

void ExpressionPrinter::plain_call(const Expr& expr) {
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  bool is_unary = row != nullptr && row->form == value::OperandForm::kUnary;
  // A path of one text is written without a list in canonical JSON, so it needs no dots.
  bool is_path =
      expr.operator_name == "var" || expr.operator_name == "val" || expr.operator_name == "exists";
  bool spreads = expr.is_bare && !is_unary && !(is_path && is_text(*expr.operands[0]));
  bool is_named = is_word(expr.operator_name) && !is_reserved_for_calls(expr.operator_name);
  out_.begin_group();
  out_.text(is_named ? expr.operator_name : "op");
  out_.text("(");
  out_.indent();
  out_.soft();
  if (!is_named) {
    out_.text(string_text(expr.operator_name));
    if (!expr.operands.empty()) {
      out_.text(",");
      out_.line();
    }
  }
  out_.text(spreads ? "..." : "");
  elements(expr.operands);
  out_.dedent();
  out_.soft();
  out_.text(")");
  out_.end_group();
}

void ExpressionPrinter::call(const Expr& expr, Chain chain) {
  if (expr.operator_name == "preserve") {
    preserve(expr);
  } else if (auto text = path_call(expr)) {
    out_.text(*text);
  } else if (const Infix* row = infix_row(expr)) {
    infix_call(expr, *row, chain);
  } else if (prefix_call(expr) || quantifier(expr)) {
    return;
  } else if (expr.operator_name == "try" && !expr.is_bare && !expr.operands.empty()) {
    try_call(expr);
  } else {
    plain_call(expr);
  }
}

}  // namespace rulec::parser
