// Which conditions of an entry point may be evaluated together, before the actions between them
// have run (language.md section 7, "Strata"). For an engine that looks conditions up in an index
// instead of evaluating them one by one; the interpreter takes rule after rule and needs none.
//
// A rule must wait for an earlier one that may write a prefix of a path that its condition reads,
// that path, or something below it. Rules are counted by their turns: places in the order of the
// entry point. Stratum k opens just before the turn opens_at; of each of its rules everything that
// it waits for has had its turn by then, and nothing in between writes what it reads. So:
//  * when turn t comes and a stratum opens at t, evaluate the conditions of all its rules on the
//    working context as it stands;
//  * run the actions of those that hold at their own turns, in rule order as always;
//  * a rule that a stop cuts off has not been evaluated as far as anyone can tell: its error, too,
//    is forgotten.
// A rule without a conflict is in the first stratum. Inactive rules are in none; a rule out of its
// window counts as one that may write.
#pragma once

#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::compiler {

// What one rule may do, by its place in the order.
struct TurnEffects {
  bool has_turn = true;  // false: inactive
  IrReads reads;         // of its condition
  std::vector<IrPathId> writes;
};

// Strata of rules in the order of their turns; paths are those of `ir`.
[[nodiscard]] std::vector<IrStratum> strata_of(const Ir& ir, const std::vector<TurnEffects>& turns);

}  // namespace rulec::compiler
