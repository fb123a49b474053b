#include "compiler/compiler.h"
#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

// The one table of passes. Fusing makes a range two atoms and `in` an atom that charges nothing, so
// reducing and ordering see more behind it. Numbering comes last: the numbers are of final terms.
constexpr Pass kPasses[] = {
    {.name = "fold-constants", .level = 1, .run = fold_constants},
    {.name = "fuse-compares", .level = 1, .run = fuse_compares},
    {.name = "reduce-strength", .level = 2, .run = reduce_strength},
    {.name = "order-operands", .level = 2, .run = order_operands},
    {.name = "drop-dead-rules", .level = 2, .run = drop_dead_rules},
    {.name = "find-strata", .level = 2, .run = find_strata},
    {.name = "number-terms", .level = 1, .run = number_terms},
};

}  // namespace

std::span<const Pass> passes() {
  return kPasses;
}

void optimise(Ir& ir, int level) {
  for (const Pass& pass : kPasses) {
    if (pass.level <= level) {
      pass.run(ir);
    }
  }
}

}  // namespace rulec::compiler
