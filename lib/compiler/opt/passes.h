// The passes of `optimise`. Each keeps the value, the error, and the charge of every expression on
// every context; operands are never reordered. Level 0 runs none.
#pragma once

#include "compiler/ir/ir.h"

namespace rulec::compiler {

// Level 1. Nodes over constants become their value, by lib/value; an operand of `and`, `or`, `if`,
// `??`, `try` that cannot be reached, or cannot decide, is left out. What would throw, and what is
// metered, stays.
void fold_constants(Ir& ir);
// Level 1. Equal subterms of the ruleset get one number (hash-consing).
void number_terms(Ir& ir);
// Level 2. A comparison of a root path with a constant, and `in` over a constant list, become one
// node; `5 < x` becomes `x > 5`, and `2 <= x < 5` two of them under `and`.
void fuse_compares(Ir& ir);

}  // namespace rulec::compiler
