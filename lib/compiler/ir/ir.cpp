#include "compiler/ir/ir.h"

#include <algorithm>
#include <bit>

namespace rulec::compiler {
namespace {

// Values that compare as equal and differ in kind (1 and decimal 1) or in the digits that a decimal
// has (0 and 0e+20, which calculate differently) are different constants.
void add_to(RowHash& hash, const Value& value) {
  hash.add(static_cast<std::uint64_t>(value.kind()));
  switch (value.kind()) {
    case Kind::kBool:
    case Kind::kInteger:
      return hash.add(static_cast<std::uint64_t>(value.as_integer()));
    case Kind::kDouble:
      return hash.add(std::bit_cast<std::uint64_t>(value.as_double()));
    case Kind::kDecimal:
      hash.add(value.as_decimal().high);
      return hash.add(value.as_decimal().low);
    case Kind::kString:
      return hash.add(value.as_string());
    case Kind::kList:
      hash.add(std::uint64_t{value.length()});
      for (const Value& item : value.as_list()) {
        add_to(hash, item);
      }
      return;
    case Kind::kObject:
      hash.add(std::uint64_t{value.length()});
      for (const Member& member : value.members()) {
        hash.add(member.key);
        add_to(hash, member.value);
      }
      return;
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kError:
      return;
  }
}

bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    return false;
  }
  switch (a.kind()) {
    case Kind::kBool:
    case Kind::kInteger:
      return a.as_integer() == b.as_integer();
    case Kind::kDouble:
      return std::bit_cast<std::uint64_t>(a.as_double()) ==
             std::bit_cast<std::uint64_t>(b.as_double());
    case Kind::kDecimal:
      return a.as_decimal().high == b.as_decimal().high && a.as_decimal().low == b.as_decimal().low;
    case Kind::kString:
      return a.as_string() == b.as_string();
    case Kind::kList:
      return std::ranges::equal(a.as_list(), b.as_list(), is_same);
    case Kind::kObject:
      return std::ranges::equal(a.members(), b.members(), [](const Member& x, const Member& y) {
        return x.key == y.key && is_same(x.value, y.value);
      });
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kError:
      return true;
  }
  return false;
}

bool call_can_throw(const IrNode& node) {
  const auto& row = value::row_of(static_cast<value::OperatorId>(node.n));
  bool takes_any_count = row.min_operands == 0 && row.max_operands == value::kAnyCount;
  bool is_safe = row.has(value::kCannotThrow) && !is_metered(node);
  return !is_safe || (node.op == IrOp::kSpread && !takes_any_count);
}

}  // namespace

IrConstantId Ir::add_constant(const Value& value) {
  RowHash hash;
  add_to(hash, value);
  auto next = static_cast<std::uint32_t>(constants.size());
  std::uint32_t id = constant_ids_.find_or_add(
      hash.value(), next, [&](std::uint32_t row) { return is_same(constants[row], value); });
  if (id == next) {
    constants.push_back(value);
  }
  return IrConstantId(id);
}

IrPathId Ir::add_path(std::span<const std::string_view> segments) {
  RowHash hash;
  for (std::string_view segment : segments) {
    hash.add(segment);
  }
  auto next = static_cast<std::uint32_t>(paths.size());
  std::uint32_t id = path_ids_.find_or_add(hash.value(), next, [&](std::uint32_t row) {
    return std::ranges::equal(paths[row], segments);
  });
  if (id == next) {
    paths.emplace_back(segments.begin(), segments.end());
  }
  return IrPathId(id);
}

IrId Ir::add(IrNode node, std::span<const IrId> operand_ids) {
  node.first = static_cast<std::uint32_t>(operands.size());
  node.count = static_cast<std::uint32_t>(operand_ids.size());
  operands.insert(operands.end(), operand_ids.begin(), operand_ids.end());
  node.throws = can_throw(node);
  nodes.push_back(node);
  return IrId(nodes.size() - 1);
}

bool Ir::can_throw(const IrNode& node) const {
  if (std::ranges::any_of(operands_of(node), [&](IrId id) { return at(id).throws; })) {
    return true;
  }
  switch (node.op) {
    case IrOp::kConstant:
    case IrOp::kPath:
    case IrOp::kItem:
    case IrOp::kLevel:
    case IrOp::kExists:
    case IrOp::kList:
    case IrOp::kObject:
    case IrOp::kNot:
    case IrOp::kTruthy:
    case IrOp::kAnd:
    case IrOp::kOr:
    case IrOp::kIf:
    case IrOp::kDefault:
    case IrOp::kTry:
    case IrOp::kInPath:
      return false;
    case IrOp::kCall:
    case IrOp::kSpread:
      return call_can_throw(node);
    case IrOp::kCompare:
    case IrOp::kComparePath:
      return is_metered(node) || !value::is_strict(static_cast<value::Comparison>(node.n));
    case IrOp::kIterate:
      return true;
  }
  return true;
}

bool is_metered(const IrNode& node) {
  if (node.op == IrOp::kIterate) {
    return true;
  }
  if (node.op == IrOp::kCompare) {
    return (node.flags & kMayReadDeep) != 0;
  }
  if (node.op != IrOp::kCall && node.op != IrOp::kSpread) {
    return false;
  }
  const auto& row = value::row_of(static_cast<value::OperatorId>(node.n));
  return (node.flags & kMisusesMetered) != 0 || row.has(value::kMetered) ||
         (node.op == IrOp::kSpread && row.has(value::kMeteredSpread));
}

}  // namespace rulec::compiler
