// From the leaves up, after the uses are known from the root down. A node that turns out to be one
// of its operands becomes a copy of it. What is said of two operands being equal goes by their
// terms as they were before this pass: equal then, they have the same value, or error, now.
// Recursion ends at the depth that the reader allows.
#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/opt/passes.h"
#include "compiler/opt/truth.h"

namespace rulec::compiler {
namespace {

using value::Comparison;
using value::OperatorId;

// Of two operands. Both forms convert the same operands, so they throw alike; what is left to
// compare is ordered totally, since there is no NaN.
Comparison opposite(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLooseEqual:
      return Comparison::kLooseUnequal;
    case Comparison::kLooseUnequal:
      return Comparison::kLooseEqual;
    case Comparison::kStrictEqual:
      return Comparison::kStrictUnequal;
    case Comparison::kStrictUnequal:
      return Comparison::kStrictEqual;
    case Comparison::kLess:
      return Comparison::kGreaterEqual;
    case Comparison::kLessEqual:
      return Comparison::kGreater;
    case Comparison::kGreater:
      return Comparison::kLessEqual;
    case Comparison::kGreaterEqual:
      return Comparison::kLess;
  }
  return comparison;
}

class Reducing {
 public:
  explicit Reducing(Ir& ir) : ir_(ir), is_charged_(ir.nodes.size(), false) {
    for (std::size_t i = 0; i < ir.nodes.size(); ++i) {  // operands come before their users
      is_charged_[i] = is_metered(ir.nodes[i]) ||
                       std::ranges::any_of(ir.operands_of(ir.nodes[i]),
                                           [&](IrId id) { return is_charged_[id.index()]; });
    }
  }

  void visit(IrId id, Use use) {
    for (std::size_t i = 0; i < ir_.at(id).count; ++i) {
      const IrNode& node = ir_.at(id);
      visit(ir_.operands_of(node)[i], use_of_operand(node, i, use));
    }
    IrNode& node = ir_.at(id);
    switch (node.op) {
      case IrOp::kNot:
        negation(node, use);
        break;
      case IrOp::kTruthy:
        truth(node, use);
        break;
      case IrOp::kIf:
        branch(node, use);
        break;
      case IrOp::kAnd:
      case IrOp::kOr:
        junction(node, use);
        break;
      case IrOp::kConstant:
      case IrOp::kPath:
      case IrOp::kItem:
      case IrOp::kLevel:
      case IrOp::kExists:
      case IrOp::kList:
      case IrOp::kObject:
      case IrOp::kCall:
      case IrOp::kSpread:
      case IrOp::kDefault:
      case IrOp::kTry:
      case IrOp::kCompare:
      case IrOp::kComparePath:
      case IrOp::kInPath:
      case IrOp::kIterate:
        break;
    }
  }

 private:
  [[nodiscard]] IrNode& operand(const IrNode& node, std::size_t i) {
    return ir_.at(ir_.operands_of(node)[i]);
  }

  // Nothing when it is no constant.
  [[nodiscard]] std::optional<bool> constant_truth(const IrNode& node) const {
    return node.op == IrOp::kConstant ? std::optional(value::is_truthy(ir_.constant_of(node)))
                                      : std::nullopt;
  }

  [[nodiscard]] bool gives_bool(const IrNode& node) const {
    switch (node.op) {
      case IrOp::kConstant:
        return ir_.constant_of(node).is_bool();
      case IrOp::kExists:
      case IrOp::kNot:
      case IrOp::kTruthy:
      case IrOp::kCompare:
      case IrOp::kComparePath:
      case IrOp::kInPath:
        return true;
      case IrOp::kAnd:
      case IrOp::kOr:
        return std::ranges::all_of(ir_.operands_of(node),
                                   [&](IrId id) { return gives_bool(ir_.at(id)); });
      case IrOp::kCall:
        return static_cast<OperatorId>(node.n) == OperatorId::kIn;
      case IrOp::kPath:
      case IrOp::kItem:
      case IrOp::kLevel:
      case IrOp::kList:
      case IrOp::kObject:
      case IrOp::kSpread:
      case IrOp::kIf:
      case IrOp::kDefault:
      case IrOp::kTry:
      case IrOp::kIterate:
        return false;
    }
    return false;
  }

  void become(IrNode& node, IrOp op) {
    node.op = op;
    node.throws = ir_.can_throw(node);
  }

  // --- `!` and `!!`

  void negation(IrNode& node, Use use) {
    const IrNode& inner = operand(node, 0);
    bool is_pair = inner.op == IrOp::kCompare && inner.count == 2;
    if (is_pair || inner.op == IrOp::kComparePath) {
      std::uint32_t term = node.term;  // the other question is not its operand's term
      node = IrNode(inner);
      node.n = static_cast<std::uint8_t>(opposite(static_cast<Comparison>(inner.n)));
      node.term = term;
    } else if (inner.op == IrOp::kNot) {
      node.first = inner.first;
      become(node, IrOp::kTruthy);
      truth(node, use);
    } else if (inner.op == IrOp::kTruthy) {
      node.first = inner.first;
    }
  }

  void truth(IrNode& node, Use use) {
    const IrNode& inner = operand(node, 0);
    if (use == Use::kTruth || gives_bool(inner)) {
      node = IrNode(inner);
    }
  }

  // --- `if` with a test and one or two branches

  void branch(IrNode& node, Use use) {
    if (node.count > 3) {
      return;
    }
    IrNode null{.op = IrOp::kConstant, .constant = ir_.add_constant(Value::null())};
    const IrNode& test = operand(node, 0);
    const IrNode& held = operand(node, 1);
    const IrNode& other = node.count == 3 ? operand(node, 2) : null;
    if (node.count == 3 && held.term == other.term && !test.throws) {
      node = IrNode(held);
      return;
    }
    if (both_are_truths(held, other, use)) {
      bool is_negated = constant_truth(held) == false;
      node.count = 1;
      become(node, is_negated ? IrOp::kNot : IrOp::kTruthy);
      return is_negated ? negation(node, use) : truth(node, use);
    }
    if (use == Use::kTruth) {
      short_circuit(node, held, other);
    }
  }

  // Constants, one truthy and one falsy, that can stand for the test.
  [[nodiscard]] bool both_are_truths(const IrNode& held, const IrNode& other, Use use) const {
    auto a = constant_truth(held);
    auto b = constant_truth(other);
    return a && b && *a != *b && (use == Use::kTruth || (gives_bool(held) && gives_bool(other)));
  }

  // Where only truth matters, a falsy else makes it an `and`, a truthy then an `or`.
  void short_circuit(IrNode& node, const IrNode& held, const IrNode& other) {
    if (constant_truth(other) == false) {
      node.count = 2;
      become(node, IrOp::kAnd);
      junction(node, Use::kTruth);
    } else if (constant_truth(held) == true) {
      std::span<IrId> operands = ir_.operands_of(node);
      operands[1] = operands[2];
      node.count = 2;
      become(node, IrOp::kOr);
      junction(node, Use::kTruth);
    }
  }

  // --- `and` and `or`

  void junction(IrNode& node, Use use) {
    std::vector<IrId>& kept = kept_;  // nothing below comes here again
    kept.clear();
    gather(node, node.op, kept);
    std::size_t gathered = kept.size();
    drop_repeated(kept, use);
    drop_constants(kept, node.op == IrOp::kOr, use);
    if (kept.size() == node.count && gathered == kept.size()) {
      return;
    }
    if (kept.size() == 1) {
      node = IrNode(ir_.at(kept[0]));
      return;
    }
    node.first = static_cast<std::uint32_t>(ir_.operands.size());
    node.count = static_cast<std::uint32_t>(kept.size());
    ir_.operands.insert(ir_.operands.end(), kept.begin(), kept.end());
    node.throws = ir_.can_throw(node);
  }

  // Those of an operand that is the same junction belong to this one.
  void gather(const IrNode& node, IrOp op, std::vector<IrId>& kept) {
    for (IrId id : ir_.operands_of(node)) {
      if (ir_.at(id).op == op) {
        gather(ir_.at(id), op, kept);
      } else {
        kept.push_back(id);
      }
    }
  }

  // Once is enough: what comes after the first is reached only if that did not decide. Twice what
  // is charged may exceed a budget that once does not. The last operand is the value.
  void drop_repeated(std::vector<IrId>& kept, Use use) {
    for (std::size_t i = kept.size(); i-- > 1;) {
      bool is_value = use == Use::kValue && i + 1 == kept.size();
      bool is_repeated = std::any_of(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](IrId id) { return is_same(id, kept[i]); });
      if (is_repeated && !is_value && !is_charged_[kept[i].index()]) {
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }

  // A constant that decides ends the list, and where only truth matters, nothing that cannot throw
  // is asked before it; one that does not decide is left out unless it is the value.
  void drop_constants(std::vector<IrId>& kept, bool stops_at_truthy, Use use) {
    std::vector<IrId>& left = left_;
    left.clear();
    for (std::size_t i = 0; i < kept.size(); ++i) {
      auto truth = constant_truth(ir_.at(kept[i]));
      bool is_last = i + 1 == kept.size();
      bool decides = truth == stops_at_truthy;
      bool is_wanted = !truth || decides || (is_last && (use == Use::kValue || left.empty()));
      while (decides && use == Use::kTruth && !left.empty() && !ir_.at(left.back()).throws) {
        left.pop_back();
      }
      if (is_wanted) {
        left.push_back(kept[i]);
      }
      if (decides) {
        break;
      }
    }
    std::swap(kept, left);
  }

  [[nodiscard]] bool is_same(IrId a, IrId b) const { return ir_.at(a).term == ir_.at(b).term; }

  Ir& ir_;
  std::vector<bool> is_charged_;  // by node: something in it is metered
  std::vector<IrId> kept_;
  std::vector<IrId> left_;
};

}  // namespace

void reduce_strength(Ir& ir) {
  number_terms_of_roots(ir);
  Reducing reducing(ir);
  for_each_root_with_use(ir, [&](IrId root, Use use) { reducing.visit(root, use); });
  ir.term_count = 0;  // the numbers are of what was
}

}  // namespace rulec::compiler
