// Functions that find what a plan says by reading its tables: machine code without a generator, for
// tests that need none.
#pragma once

#include "runtime/native.h"

namespace rulec::testing {

// Of a plan with one function. `plan` outlives all calls; there is one at a time.
[[nodiscard]] runtime::NativeCode interpreted(const runtime::NativePlan& plan);

}  // namespace rulec::testing
