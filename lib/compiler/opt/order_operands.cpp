// An operand that cannot throw charges nothing and has no effect, so which of two such neighbours
// of an `and` or `or` comes first cannot be told where only the truth of the whole is used. One
// that can throw stays where it is, and nothing passes it. Recursion ends at the depth that the
// reader allows.
#include <algorithm>
#include <vector>

#include "compiler/opt/passes.h"
#include "compiler/opt/truth.h"

namespace rulec::compiler {
namespace {

// About the nanoseconds that evaluation takes.
using Cost = std::uint64_t;
constexpr Cost kNode = 4;
constexpr Cost kSegment = 4;  // a step of a path
constexpr Cost kItem = 1;     // of a constant list that is compared or searched

class Ordering {
 public:
  explicit Ordering(Ir& ir) : ir_(ir), costs_(ir.nodes.size(), 0) {
    for (std::size_t i = 0; i < ir.nodes.size(); ++i) {  // operands come before their users
      costs_[i] = cost_of(ir.nodes[i]);
    }
  }

  void visit(IrId id, Use use) {
    const IrNode& node = ir_.at(id);
    std::span<IrId> operands = ir_.operands_of(node);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      visit(operands[i], use_of_operand(node, i, use));
    }
    if (use == Use::kTruth && (node.op == IrOp::kAnd || node.op == IrOp::kOr)) {
      order(operands);
    }
  }

 private:
  [[nodiscard]] Cost cost_of(const IrNode& node) const {
    Cost cost = kNode;
    for (IrId operand : ir_.operands_of(node)) {
      cost += costs_[operand.index()];
    }
    if (node.path.is_valid()) {
      cost += kSegment * ir_.paths[node.path.index()].size();
    }
    bool reads_constant = node.op == IrOp::kComparePath || node.op == IrOp::kInPath;
    if (reads_constant && ir_.constant_of(node).is_list()) {
      cost += kItem * ir_.constant_of(node).length();
    }
    return cost;
  }

  // Each run between operands that can throw, stable.
  void order(std::span<IrId> operands) {
    auto throws = [this](IrId id) { return ir_.at(id).throws; };
    for (auto begin = operands.begin(); begin != operands.end();) {
      auto end = std::find_if(begin, operands.end(), throws);
      std::stable_sort(begin, end,
                       [this](IrId a, IrId b) { return costs_[a.index()] < costs_[b.index()]; });
      begin = end == operands.end() ? end : end + 1;
    }
  }

  Ir& ir_;
  std::vector<Cost> costs_;  // by node
};

}  // namespace

void order_operands(Ir& ir) {
  Ordering ordering(ir);
  for_each_root_with_use(ir, [&](IrId root, Use use) { ordering.visit(root, use); });
}

}  // namespace rulec::compiler
