// From the roots down, because what is metered inside of something metered is charged to that: a
// fused `in` charges nothing, so it stands only where the charge could not be exceeded and nobody
// outside counts it. Recursion ends at the depth that the reader allows.
#include <span>

#include "base/limits.h"
#include "compiler/opt/passes.h"
#include "value/comparison.h"

namespace rulec::compiler {
namespace {

using value::Comparison;

bool is_plain_path(const IrNode& node) {
  return node.op == IrOp::kPath && node.count == 0;
}

class Fusing {
 public:
  explicit Fusing(Ir& ir) : ir_(ir) {}

  void visit(IrId id, bool is_inside_metered) {
    IrNode& node = ir_.at(id);
    if (node.op == IrOp::kCompare && node.count == 2) {
      fuse_compare(node);
    } else if (node.op == IrOp::kCompare && node.count == 3) {
      fuse_between(node);
    } else if (is_in(node) && !is_inside_metered) {
      fuse_in(node);
    }
    bool is_inside = is_inside_metered || is_metered(node);
    for (IrId operand : ir_.operands_of(node)) {
      visit(operand, is_inside);
    }
  }

 private:
  void fuse_compare(IrNode& node) {
    if (is_metered(node)) {
      return;
    }
    const IrNode& left = ir_.at(ir_.operands_of(node)[0]);
    const IrNode& right = ir_.at(ir_.operands_of(node)[1]);
    if (is_plain_path(left) && right.op == IrOp::kConstant) {
      fuse(node, IrOp::kComparePath, left, right);
    } else if (left.op == IrOp::kConstant && is_plain_path(right)) {
      node.n = static_cast<std::uint8_t>(mirrored(static_cast<Comparison>(node.n)));
      fuse(node, IrOp::kComparePath, right, left);
    }
  }

  // `2 <= x < 5` is `x >= 2 and x < 5`: in both the first pair that does not hold is the answer.
  void fuse_between(IrNode& node) {
    std::span<IrId> operands = ir_.operands_of(node);
    IrNode& low = ir_.at(operands[0]);
    const IrNode& path = ir_.at(operands[1]);
    IrNode& high = ir_.at(operands[2]);
    if (is_metered(node) || low.op != IrOp::kConstant || !is_plain_path(path) ||
        high.op != IrOp::kConstant) {
      return;
    }
    low.n = static_cast<std::uint8_t>(mirrored(static_cast<Comparison>(node.n)));
    fuse(low, IrOp::kComparePath, path, low);
    high.n = node.n;
    fuse(high, IrOp::kComparePath, path, high);
    operands[1] = operands[2];
    node.op = IrOp::kAnd;
    node.n = 0;
    node.count = 2;
    node.throws = ir_.can_throw(node);
  }

  static bool is_in(const IrNode& node) {
    return node.op == IrOp::kCall && node.n == static_cast<std::uint8_t>(value::OperatorId::kIn);
  }

  void fuse_in(IrNode& node) {
    const IrNode& needle = ir_.at(ir_.operands_of(node)[0]);
    const IrNode& list = ir_.at(ir_.operands_of(node)[1]);
    if (is_plain_path(needle) && list.op == IrOp::kConstant && ir_.constant_of(list).is_list() &&
        most_charged(ir_.constant_of(list)) <= ir_.expr_cost) {
      node.n = 0;
      fuse(node, IrOp::kInPath, needle, list);
      simplify_in(node);
    }
  }

  // In a list of one: the same question as `===`, and an atom that more of the engine knows.
  void simplify_in(IrNode& node) {
    std::span<const Value> list = ir_.constant_of(node).as_list();
    if (list.size() == 1) {
      node.op = IrOp::kComparePath;
      node.n = static_cast<std::uint8_t>(Comparison::kStrictEqual);
      node.constant = ir_.add_constant(list[0]);
    }
  }

  // What `in` can charge at most over this list: the needle is some text of the context, or a list
  // or object that is compared with those of the list.
  [[nodiscard]] std::uint64_t most_charged(const Value& list) const {
    std::uint64_t bytes = kMaxRequestBytes;
    for (const Value& item : list.as_list()) {
      bytes += item.is_string() ? item.length() : 0;
    }
    return 1 + value::values_in(list, ir_.expr_cost) + bytes / 16;
  }

  void fuse(IrNode& node, IrOp op, const IrNode& path, const IrNode& constant) {
    node.op = op;
    node.path = path.path;
    node.constant = constant.constant;
    node.count = 0;
    node.throws = ir_.can_throw(node);
  }

  Ir& ir_;
};

}  // namespace

void fuse_compares(Ir& ir) {
  Fusing fusing(ir);
  for_each_root(ir, [&](IrId root) { fusing.visit(root, false); });
}

}  // namespace rulec::compiler
