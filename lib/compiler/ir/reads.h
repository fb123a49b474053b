// Which fields of the root context expressions read. `missing` and `exists` read what they ask
// about, and an iterator its source, with all below it: the items lie there. Paths that are
// computed, and the empty path, read everything.
#pragma once

#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::compiler {

class ReadFinder {
 public:
  explicit ReadFinder(Ir& ir) : ir_(ir) {}

  void add_expression(IrId root) { visit(root, 0); }
  void add_path(IrPathId path);
  // What was added since the last call.
  [[nodiscard]] IrReads take();

 private:
  void visit(IrId id, std::uint32_t depth);
  void visit_scoped(const IrNode& node, std::uint32_t depth);
  [[nodiscard]] bool add_constants(IrId id, std::vector<Value>& constants) const;
  void add_missing(const Value& path);

  Ir& ir_;  // paths are interned there
  IrReads reads_;
  std::vector<bool> is_added_;  // by IrPathId
};

}  // namespace rulec::compiler
