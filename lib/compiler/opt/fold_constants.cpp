// Operands come before their users, so one pass from front to back folds whole trees. A node that
// turns out to be one of its operands becomes a copy of it.
#include <algorithm>
#include <optional>

#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

using value::OperatorId;

class Folding {
 public:
  explicit Folding(Ir& ir) : ir_(ir), ctx_{.arena = ir.arena, .scope = &root_} {}

  void visit(IrNode& node) {
    switch (node.op) {
      case IrOp::kList:
      case IrOp::kObject:
      case IrOp::kCall:
      case IrOp::kNot:
      case IrOp::kTruthy:
      case IrOp::kCompare:
        if (auto value = value_of(node)) {
          become_constant(node, *value);
        }
        return;
      case IrOp::kAnd:
      case IrOp::kOr:
        return keep(node, deciding(node, node.op == IrOp::kOr), Value::null());
      case IrOp::kIf:
        return keep(node, branches(node), Value::null());
      case IrOp::kDefault:
        return keep(node, non_null(node), Value::null());
      case IrOp::kTry:
        return keep(node, attempts(node), Value::null());
      case IrOp::kConstant:
      case IrOp::kPath:
      case IrOp::kItem:
      case IrOp::kLevel:
      case IrOp::kExists:
      case IrOp::kSpread:
      case IrOp::kComparePath:
      case IrOp::kInPath:
      case IrOp::kIterate:
        return;
    }
  }

 private:
  [[nodiscard]] const Value* constant(IrId id) const {
    const IrNode& node = ir_.at(id);
    return node.op == IrOp::kConstant ? &ir_.constant_of(node) : nullptr;
  }

  void become_constant(IrNode& node, const Value& value) {
    node.op = IrOp::kConstant;
    node.n = 0;
    node.constant = ir_.add_constant(value);
    node.count = 0;
    node.throws = false;
  }

  // --- eager nodes: the value of constant operands, unless it is an error

  std::optional<Value> value_of(const IrNode& node) {
    auto ids = ir_.operands_of(node);
    if (!std::ranges::all_of(ids, [this](IrId id) { return constant(id) != nullptr; })) {
      return std::nullopt;
    }
    values_.clear();
    for (IrId id : ids) {
      values_.push_back(*constant(id));
    }
    Value value = eager_value(node, values_);
    bool is_plain = !value.is_error() && !value.is_absent();
    return is_plain ? std::optional(value) : std::nullopt;
  }

  // Absent: not to be folded.
  Value eager_value(const IrNode& node, const std::vector<Value>& operands) {
    if (node.op == IrOp::kList) {
      return Value::list(ir_.arena.copy(std::span(operands)));
    }
    if (node.op == IrOp::kObject) {
      return object_of(ir_.constant_of(node), operands);
    }
    if (node.op == IrOp::kNot || node.op == IrOp::kTruthy) {
      return Value::boolean(value::is_truthy(operands[0]) == (node.op == IrOp::kTruthy));
    }
    if (node.op == IrOp::kCompare) {
      return is_metered(node) ? Value::absent()
                              : compared(static_cast<value::Comparison>(node.n), operands);
    }
    return called(node, operands);
  }

  Value object_of(const Value& keys, const std::vector<Value>& values) {
    auto members = ir_.arena.make_span<Member>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      members[i] = {.key = keys.as_list()[i].as_string(), .value = values[i]};
    }
    return make_object(ir_.arena, members);
  }

  static Value compared(value::Comparison comparison, const std::vector<Value>& operands) {
    Value holds = Value::boolean(true);
    for (std::size_t i = 1; i < operands.size() && holds.is_true(); ++i) {
      holds = value::compare(comparison, operands[i - 1], operands[i]);
    }
    return holds;
  }

  // `log` shows its operand, so it stays; the budget of what is metered is taken at run time.
  Value called(const IrNode& node, const std::vector<Value>& operands) {
    const auto& row = value::row_of(static_cast<OperatorId>(node.n));
    bool is_pure = !row.has(value::kScoped) && !row.has(value::kReadsNow) && !is_metered(node) &&
                   row.id != OperatorId::kLog;
    return is_pure ? row.function(ctx_, operands) : Value::absent();
  }

  // --- lazy nodes: the operands that still matter

  // `and` stops at a falsy operand, `or` at a truthy one; a constant that does not stop it matters
  // only as the last one.
  const std::vector<IrId>& deciding(const IrNode& node, bool stops_at_truthy) {
    std::vector<IrId>& kept = none_kept();
    auto operands = ir_.operands_of(node);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const Value* value = constant(operands[i]);
      bool is_last = i + 1 == operands.size();
      bool stops = value != nullptr && value::is_truthy(*value) == stops_at_truthy;
      if (value == nullptr || stops || is_last) {
        kept.push_back(operands[i]);
      }
      if (stops) {
        break;
      }
    }
    return kept;
  }

  const std::vector<IrId>& branches(const IrNode& node) {
    std::vector<IrId>& kept = none_kept();
    auto operands = ir_.operands_of(node);
    std::size_t i = 0;
    for (; i + 1 < operands.size(); i += 2) {
      const Value* test = constant(operands[i]);
      if (test == nullptr) {
        kept.insert(kept.end(), {operands[i], operands[i + 1]});
      } else if (value::is_truthy(*test)) {
        kept.push_back(operands[i + 1]);
        return kept;
      }
    }
    if (i < operands.size()) {
      kept.push_back(operands[i]);
    }
    return kept;
  }

  const std::vector<IrId>& non_null(const IrNode& node) {
    std::vector<IrId>& kept = none_kept();
    for (IrId id : ir_.operands_of(node)) {
      const Value* value = constant(id);
      if (value == nullptr || !value->is_null()) {
        kept.push_back(id);
      }
      if (value != nullptr && !value->is_null()) {
        break;
      }
    }
    return kept;
  }

  // The operands up to the first that cannot throw.
  const std::vector<IrId>& attempts(const IrNode& node) {
    std::vector<IrId>& kept = none_kept();
    for (IrId id : ir_.operands_of(node)) {
      kept.push_back(id);
      if (!ir_.at(id).throws) {
        break;
      }
    }
    return kept;
  }

  // The node with the operands `kept`, which are some of its own in their order. None: `empty`.
  void keep(IrNode& node, const std::vector<IrId>& kept, const Value& empty) {
    if (kept.empty()) {
      return become_constant(node, empty);
    }
    if (kept.size() == 1) {
      node = ir_.at(kept[0]);
      return;
    }
    std::ranges::copy(kept, ir_.operands_of(node).begin());
    node.count = static_cast<std::uint32_t>(kept.size());
    node.throws = ir_.can_throw(node);
  }

  // The list of operands of one node that still matter, to be filled.
  std::vector<IrId>& none_kept() {
    kept_.clear();
    return kept_;
  }

  Ir& ir_;
  value::Scope root_;
  value::OpContext ctx_;
  std::vector<Value> values_;
  std::vector<IrId> kept_;
};

}  // namespace

void fold_constants(Ir& ir) {
  Folding folding(ir);
  for (IrNode& node : ir.nodes) {
    node.throws = ir.can_throw(node);
    folding.visit(node);
  }
}

}  // namespace rulec::compiler
