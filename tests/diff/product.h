// The product's answer to one expression, by the road that `rulec eval --expr` takes.
#pragma once

#include "reference/reference.h"

namespace rulec::difftest {

using reference::Json;
using reference::Outcome;

// At optimiser level 0, 1 or 2. A compiler refusal is an error of type "refused: …".
[[nodiscard]] Outcome product_answer(const Json& expression, const Json& context, int level);

}  // namespace rulec::difftest
