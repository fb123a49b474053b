#include "compiler/ir/ir.h"

#include <algorithm>
#include <cstring>

#include "value/json_value.h"

namespace rulec::compiler {
namespace {

// Values that print alike and differ in kind (1 and decimal 1) or in the digits that a decimal has
// (0 and 0e+20, which calculate differently) have different keys.
void append_kinds(std::string& key, const Value& value) {
  key += static_cast<char>('0' + static_cast<int>(value.kind()));
  if (value.is_decimal()) {
    key += std::to_string(value.as_decimal().high) + ',' + std::to_string(value.as_decimal().low);
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) {
      append_kinds(key, item);
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      append_kinds(key, member.value);
    }
  }
}

// Segments may hold any byte, so each is led by its length.
void append_segments(std::string& key, std::span<const std::string_view> segments) {
  for (std::string_view segment : segments) {
    auto size = static_cast<std::uint32_t>(segment.size());
    key.append(reinterpret_cast<const char*>(&size), sizeof size);
    key += segment;
  }
}

bool call_can_throw(const IrNode& node) {
  const auto& row = value::row_of(static_cast<value::OperatorId>(node.n));
  bool takes_any_count = row.min_operands == 0 && row.max_operands == value::kAnyCount;
  bool is_safe = row.has(value::kCannotThrow) && !is_metered(node);
  return !is_safe || (node.op == IrOp::kSpread && !takes_any_count);
}

}  // namespace

IrConstantId Ir::add_constant(const Value& value) {
  key_.clear();
  append_kinds(key_, value);
  if (value.is_string()) {
    key_ += value.as_string();
  } else {
    append_value(key_, value);
  }
  auto found = constant_ids_.find(std::string_view(key_));
  if (found == constant_ids_.end()) {
    found = constant_ids_.emplace(key_, IrConstantId(constants.size())).first;
    constants.push_back(value);
  }
  return found->second;
}

IrPathId Ir::add_path(std::span<const std::string_view> segments) {
  key_.clear();
  append_segments(key_, segments);
  auto found = path_ids_.find(std::string_view(key_));
  if (found == path_ids_.end()) {
    found = path_ids_.emplace(key_, IrPathId(paths.size())).first;
    paths.emplace_back(segments.begin(), segments.end());
  }
  return found->second;
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
