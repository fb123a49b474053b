#include "compiler/ir/reads.h"

#include <algorithm>

#include "compiler/model.h"

namespace rulec::compiler {
namespace {

using value::OperatorId;

// The scope in which an operand is evaluated: the body of an iterator and the later operands of
// `try` see another one.
bool opens_scope(const IrNode& node, std::size_t operand) {
  bool is_body = node.op == IrOp::kIterate && operand == 1;
  return is_body || (node.op == IrOp::kTry && operand > 0);
}

}  // namespace

void ReadFinder::add_path(IrPathId path) {
  is_added_.resize(std::max(is_added_.size(), ir_.paths.size()));
  reads_.are_all |= ir_.paths[path.index()].empty();
  if (!is_added_[path.index()]) {
    is_added_[path.index()] = true;
    reads_.paths.push_back(path);
  }
}

IrReads ReadFinder::take() {
  for (IrPathId path : reads_.paths) {
    is_added_[path.index()] = false;
  }
  return std::exchange(reads_, {});
}

// Recursion ends at the depth that the reader allows.
void ReadFinder::visit(IrId id, std::uint32_t depth) {
  const IrNode& node = ir_.at(id);
  bool is_root_path =
      node.op == IrOp::kPath || node.op == IrOp::kComparePath || node.op == IrOp::kInPath;
  bool is_root_level = (node.op == IrOp::kLevel || node.op == IrOp::kExists) && node.n == 2 * depth;
  if (is_root_path || is_root_level || (node.op == IrOp::kItem && depth == 0)) {
    add_path(node.path);
  } else if (node.op == IrOp::kCall || node.op == IrOp::kSpread) {
    visit_scoped(node, depth);
  }
  for (std::size_t i = 0; i < ir_.at(id).count; ++i) {
    visit(ir_.operands_of(ir_.at(id))[i], depth + (opens_scope(ir_.at(id), i) ? 1 : 0));
  }
}

void ReadFinder::visit_scoped(const IrNode& node, std::uint32_t depth) {
  auto id = static_cast<OperatorId>(node.n);
  if (!value::row_of(id).has(value::kScoped)) {
    return;
  }
  bool is_missing = id == OperatorId::kMissing || id == OperatorId::kMissingSome;
  std::vector<Value> paths;
  for (IrId operand : ir_.operands_of(node).subspan(id == OperatorId::kMissingSome ? 1 : 0)) {
    is_missing = is_missing && add_constants(operand, paths);
  }
  if (!is_missing || node.op == IrOp::kSpread) {
    reads_.are_all = true;
  } else if (depth == 0) {
    std::ranges::for_each(paths, [this](const Value& path) { add_missing(path); });
  }
}

// The constants that an operand is, or those in the list that it is; false when it is computed.
bool ReadFinder::add_constants(IrId id, std::vector<Value>& constants) const {
  const IrNode& node = ir_.at(id);
  if (node.op == IrOp::kList) {
    return std::ranges::all_of(ir_.operands_of(node),
                               [&](IrId item) { return add_constants(item, constants); });
  }
  if (node.op != IrOp::kConstant) {
    return false;
  }
  const Value& value = ir_.constant_of(node);
  auto items = value.is_list() ? value.as_list() : std::span(&value, 1);
  constants.insert(constants.end(), items.begin(), items.end());
  return true;
}

// A path as `missing` takes it; what is none makes it throw and counts as all.
void ReadFinder::add_missing(const Value& path) {
  if (path.is_integer()) {
    std::string digits = std::to_string(path.as_integer());
    std::string_view segment = ir_.arena.copy(std::string_view(digits));
    add_path(ir_.add_path({&segment, 1}));
  } else if (path.is_string() && path.length() > 0) {
    add_path(ir_.add_path(segments_of(path.as_string())));
  } else {
    reads_.are_all = true;
  }
}

}  // namespace rulec::compiler
