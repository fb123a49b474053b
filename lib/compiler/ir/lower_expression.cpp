// Expr -> Ir. Spellings meet here: `var` and `val` with literal keys become paths, `and` of one
// operand is that operand, a wrong operand count or unknown operator (which only compile_expression
// lets through) becomes a call of `throw`. Recursion ends at the depth that the reader allows.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/inline_vector.h"
#include "compiler/ir/ir.h"
#include "compiler/ir/node_count.h"

namespace rulec::compiler {
namespace {

using parser::Expr;
using parser::ExprKind;
using value::OperatorId;
using Segments = InlineVector<std::string_view, 8>;

bool is_literal(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral;
}

bool is_literal_null(const Expr& expr) {
  return is_literal(expr) && expr.literal.is_null();
}

// Lazy operators that are a node kind of their own, with their value for no operands.
struct LazyForm {
  IrOp op;
  Value empty;
};
std::optional<LazyForm> lazy_form(OperatorId id) {
  if (id == OperatorId::kAnd || id == OperatorId::kOr) {
    return LazyForm{id == OperatorId::kAnd ? IrOp::kAnd : IrOp::kOr, Value::boolean(false)};
  }
  if (id == OperatorId::kIf || id == OperatorId::kTernary) {
    return LazyForm{IrOp::kIf, Value::null()};
  }
  if (id == OperatorId::kDefault || id == OperatorId::kCoalesce) {
    return LazyForm{IrOp::kDefault, Value::null()};
  }
  return std::nullopt;
}

// Whether an operand that has to be a constant is none, or a bad one.
bool misuses_literal(const value::OperatorRow& row, const Expr& expr) {
  std::uint32_t literal = value::literal_operands(row.id);
  for (std::size_t i = 0; i < expr.operands.size() && i < 32; ++i) {
    const Expr& operand = *expr.operands[i];
    if ((literal >> i & 1U) != 0 &&
        (!is_literal(operand) || !value::literal_problem(row.id, i, operand.literal).empty())) {
      return true;
    }
  }
  return false;
}

class Lowering {
  using Operands = InlineVector<IrId, 8>;

 public:
  explicit Lowering(Ir& ir) : ir_(ir) {}

  IrId expression(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kBad:
      case ExprKind::kLiteral:
        return constant(expr.literal, expr.node);
      case ExprKind::kList:
        return node(IrOp::kList, expr, lower_all(expr.operands));
      case ExprKind::kCall:
        return call(expr);
      case ExprKind::kNoCall:
        return thrown("Unknown Operator", expr.node);
    }
    return constant(Value::null(), expr.node);
  }

  IrId argument(const parser::ArgumentValue& value) {
    switch (value.kind) {
      case parser::ArgumentKind::kLiteral:
      case parser::ArgumentKind::kReference:
        return constant(value.literal, value.node);
      case parser::ArgumentKind::kExpression:
        return expression(*value.expression);
      case parser::ArgumentKind::kList:
      case parser::ArgumentKind::kObject:
        return container(value);
    }
    return constant(Value::null(), value.node);
  }

 private:
  IrId container(const parser::ArgumentValue& value) {
    Operands children;
    for (const parser::ArgumentValue* child : value.children) {
      children.push_back(argument(*child));
    }
    if (value.kind == parser::ArgumentKind::kList) {
      return ir_.add({.op = IrOp::kList, .origin = value.node}, children);
    }
    auto keys = ir_.arena.make_span<Value>(value.keys.size());
    std::ranges::transform(value.keys, keys.begin(),
                           [](std::string_view key) { return Value::string(key); });
    return ir_.add({.op = IrOp::kObject,
                    .constant = ir_.add_constant(Value::list(keys)),
                    .origin = value.node},
                   children);
  }

  IrId constant(const Value& value, parser::NodeId origin) {
    return ir_.add({.op = IrOp::kConstant, .constant = ir_.add_constant(value), .origin = origin});
  }

  IrId node(IrOp op, const Expr& expr, const Operands& operands, std::uint8_t n = 0) {
    return ir_.add({.op = op, .n = n, .origin = expr.node}, operands);
  }

  Operands lower_all(std::span<Expr* const> operands) {
    Operands ids;
    for (const Expr* operand : operands) {
      ids.push_back(expression(*operand));
    }
    return ids;
  }

  IrId thrown(std::string_view type, parser::NodeId origin) {
    IrId text = constant(Value::string(type), origin);
    auto n = static_cast<std::uint8_t>(OperatorId::kThrow);
    return ir_.add({.op = IrOp::kCall, .n = n, .origin = origin}, {&text, 1});
  }

  // An eager operator evaluates its operands before it judges them, and their error comes first; a
  // list is thrown as Invalid Arguments.
  IrId misused(const value::OperatorRow& row, const Expr& expr) {
    IrId operands = node(IrOp::kList, expr, lower_all(expr.operands));
    auto n = static_cast<std::uint8_t>(OperatorId::kThrow);
    std::uint32_t flags = row.has(value::kMetered) ? kMisusesMetered : 0;
    return ir_.add({.op = IrOp::kCall, .n = n, .flags = flags, .origin = expr.node},
                   {&operands, 1});
  }

  IrId call(const Expr& expr) {
    const value::OperatorRow* row = value::find_operator(expr.operator_name);
    if (row == nullptr) {
      return thrown("Unknown Operator", expr.node);
    }
    if (row->id == OperatorId::kPreserve) {
      return constant(expr.raw, expr.node);
    }
    bool is_computed_bare = expr.is_bare && !is_literal(*expr.operands[0]);
    if (row->form == value::OperandForm::kSpreading && is_computed_bare) {
      return node(IrOp::kSpread, expr, lower_all(expr.operands), number(row->id));
    }
    bool is_lazy_bare = row->form == value::OperandForm::kLazy && expr.is_bare;
    if (is_lazy_bare || expr.operands.size() < row->min_operands ||
        expr.operands.size() > row->max_operands) {
      return row->has(value::kControl) ? thrown("Invalid Arguments", expr.node)
                                       : misused(*row, expr);
    }
    if (misuses_literal(*row, expr)) {
      return misused(*row, expr);
    }
    return row->has(value::kControl) ? control(*row, expr) : eager(*row, expr);
  }

  static std::uint8_t number(OperatorId id) { return static_cast<std::uint8_t>(id); }

  IrId control(const value::OperatorRow& row, const Expr& expr) {
    if (auto comparison = value::comparison_of(row.id)) {
      return compare(*comparison, expr);
    }
    if (row.has(value::kIterator)) {
      return iterate(row, expr);
    }
    if (row.id == OperatorId::kTry) {
      return attempts(expr);
    }
    auto form = lazy_form(row.id);
    RULEC_CHECK(form.has_value());  // every control operator is one of these
    if (expr.operands.empty()) {
      return constant(form->empty, expr.node);
    }
    if (expr.operands.size() == 1) {
      return expression(*expr.operands[0]);
    }
    return node(form->op, expr, lower_all(expr.operands));
  }

  IrId iterate(const value::OperatorRow& row, const Expr& expr) {
    const Expr& source = *expr.operands[0];
    const Expr& body = *expr.operands[1];
    bool reads_body = row.id == OperatorId::kMap || row.id == OperatorId::kFilter;
    bool is_written_null = is_literal_null(source) || (reads_body && is_literal_null(body));
    Operands operands{expression(source)};
    ++depth_;
    operands.push_back(expression(body));
    --depth_;
    std::uint32_t flags = is_written_null ? std::uint32_t{bytecode::kSourceWrittenNull} : 0;
    if (expr.operands.size() == 3) {
      operands.push_back(expression(*expr.operands[2]));
      flags |= bytecode::kHasStart;
    }
    return ir_.add({.op = IrOp::kIterate,
                    .n = number(row.id),
                    .flags = flags,
                    .body_nodes = node_count(body),
                    .origin = expr.node},
                   operands);
  }

  IrId compare(value::Comparison comparison, const Expr& expr) {
    auto deep = std::ranges::count_if(
        expr.operands, [](const Expr* operand) { return operand->kind != ExprKind::kLiteral; });
    return ir_.add({.op = IrOp::kCompare,
                    .n = static_cast<std::uint8_t>(comparison),
                    .flags = value::is_strict(comparison) && deep > 1 ? kMayReadDeep : 0,
                    .origin = expr.node},
                   lower_all(expr.operands));
  }

  IrId attempts(const Expr& expr) {
    Operands operands{expression(*expr.operands[0])};
    ++depth_;
    for (const Expr* operand : expr.operands.subspan(1)) {
      operands.push_back(expression(*operand));
    }
    --depth_;
    return operands.size() == 1 ? operands[0] : node(IrOp::kTry, expr, operands);
  }

  IrId eager(const value::OperatorRow& row, const Expr& expr) {
    if (row.id == OperatorId::kVar) {
      return variable(expr);
    }
    if (row.id == OperatorId::kVal || row.id == OperatorId::kExists) {
      return keyed(row, expr);
    }
    if (row.id == OperatorId::kNot || row.id == OperatorId::kTruthy) {
      return truth(row, expr);
    }
    return node(IrOp::kCall, expr, lower_all(expr.operands), number(row.id));
  }

  IrId truth(const value::OperatorRow& row, const Expr& expr) {
    bool is_not = row.id == OperatorId::kNot;
    if (expr.operands.empty()) {
      return constant(Value::boolean(is_not), expr.node);
    }
    return node(is_not ? IrOp::kNot : IrOp::kTruthy, expr, lower_all(expr.operands));
  }

  // --- paths

  IrId variable(const Expr& expr) {
    Segments segments;
    if (!expr.operands.empty() && !add_path_text(*expr.operands[0], segments)) {
      return node(IrOp::kCall, expr, lower_all(expr.operands), number(OperatorId::kVar));
    }
    IrNode made{.op = current_context(), .path = ir_.add_path(segments), .origin = expr.node};
    if (expr.operands.size() < 2) {
      return ir_.add(made);
    }
    IrId fallback = expression(*expr.operands[1]);
    return ir_.add(made, {&fallback, 1});
  }

  [[nodiscard]] IrOp current_context() const { return depth_ == 0 ? IrOp::kPath : IrOp::kItem; }

  // The segments of a literal path of `var`; false when it is none.
  bool add_path_text(const Expr& path, Segments& segments) {
    if (!is_literal(path)) {
      return false;
    }
    if (path.literal.is_null() || (path.literal.is_string() && path.literal.length() == 0)) {
      return true;
    }
    if (!path.literal.is_string()) {
      return add_key(path, segments);
    }
    std::string_view rest = path.literal.as_string();
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      segments.push_back(rest.substr(0, dot));
      rest.remove_prefix(dot + 1);
    }
    segments.push_back(rest);
    return true;
  }

  // One key of `val`: a text as it is, an integer as its digits; false for all else.
  bool add_key(const Expr& key, Segments& segments) {
    if (is_literal(key) && key.literal.is_string()) {
      segments.push_back(key.literal.as_string());
      return true;
    }
    if (is_literal(key) && key.literal.is_integer()) {
      std::string digits = std::to_string(key.literal.as_integer());
      segments.push_back(ir_.arena.copy(std::string_view(digits)));
      return true;
    }
    return false;
  }

  // `[k]` with a literal integer k.
  static std::optional<std::uint64_t> level_of(const Expr& expr) {
    if (expr.kind != ExprKind::kList || expr.operands.size() != 1 ||
        !is_literal(*expr.operands[0]) || !expr.operands[0]->literal.is_integer()) {
      return std::nullopt;
    }
    auto level = static_cast<std::uint64_t>(expr.operands[0]->literal.as_integer());
    return expr.operands[0]->literal.as_integer() < 0 ? 0 - level : level;
  }

  // `val` and `exists`.
  IrId keyed(const value::OperatorRow& row, const Expr& expr) {
    auto keys = expr.operands;
    std::uint64_t level = 0;
    if (auto first = keys.empty() ? std::nullopt : level_of(*keys[0])) {
      level = *first;
      keys = keys.subspan(1);
    }
    Segments segments;
    bool are_literal =
        std::ranges::all_of(keys, [&](const Expr* key) { return add_key(*key, segments); });
    if (!are_literal || level > UINT8_MAX) {
      return node(IrOp::kCall, expr, lower_all(expr.operands), number(row.id));
    }
    bool asks_existence = row.id == OperatorId::kExists;
    if (level > std::uint64_t{2} * depth_) {
      return constant(asks_existence ? Value::boolean(false) : Value::null(), expr.node);
    }
    return ir_.add({.op = asks_existence ? IrOp::kExists : value_op(level),
                    .n = static_cast<std::uint8_t>(level),
                    .path = ir_.add_path(segments),
                    .origin = expr.node});
  }

  // What stands for `val` at a level: the outermost context and the innermost have short forms.
  [[nodiscard]] IrOp value_op(std::uint64_t level) const {
    if (level == std::uint64_t{2} * depth_) {
      return IrOp::kPath;
    }
    return level == 0 ? IrOp::kItem : IrOp::kLevel;
  }

  Ir& ir_;
  std::uint32_t depth_ = 0;  // open scopes
};

}  // namespace

IrId lower_expression(Ir& ir, const parser::Expr& expr) {
  return Lowering(ir).expression(expr);
}

IrId lower_argument(Ir& ir, const parser::ArgumentValue& value) {
  return Lowering(ir).argument(value);
}

}  // namespace rulec::compiler
