// The passes of `optimise`, listed with their names and levels in optimise.cpp. Each keeps what can
// be told from outside, on every context: the value of an expression (where only its truth is used,
// the truth), the error, and the charge.
#pragma once

#include "compiler/ir/ir.h"

namespace rulec::compiler {

// Nodes over constants become their value, by lib/value; an operand of `and`, `or`, `if`,
// `??`, `try` that cannot be reached, or cannot decide, is left out. What would throw, and what is
// metered, stays.
void fold_constants(Ir& ir);
// Equal subterms of the ruleset get one number (hash-consing).
void number_terms(Ir& ir);
// The same within each root alone, as whoever compares operands needs it: what a table of one root
// takes stays near.
void number_terms_of_roots(Ir& ir);
// A comparison of a root path with a constant, and `in` over a constant list, become one node;
// `5 < x` becomes `x > 5`, `2 <= x < 5` two of them under `and`, `x in ["a"]` is `x === "a"`.
void fuse_compares(Ir& ir);
// Fewer and cheaper nodes for the same answer: `!` and `!!` meet what they stand over (`!(a < b)`
// is `a >= b`), junctions in junctions become one and ask nothing twice, an `if` whose branches are
// constants or alike is its test or its branch.
void reduce_strength(Ir& ir);
// Operands of `and` and `or` that cannot throw: the cheap ones first, where only truth matters.
void order_operands(Ir& ir);
// Rules that never fire: an earlier one of each entry point always fires and stops, or the
// condition is falsy on every context. They lose their code.
void drop_dead_rules(Ir& ir);
// Which conditions of an entry point may be evaluated together: see strata.h.
void find_strata(Ir& ir);

}  // namespace rulec::compiler
