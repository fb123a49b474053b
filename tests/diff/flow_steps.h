// Random steps of flows: effects `fx` that name results, use them, and ask about them.
#pragma once

#include "generate.h"

namespace rulec::difftest {

// At least one. A test may mix results and context, and then the flow does not compile.
[[nodiscard]] Json steps_of(Generator& generator);

}  // namespace rulec::difftest
