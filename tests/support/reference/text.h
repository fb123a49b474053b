// merge, in, cat, substr of the reference, over evaluated operands.
#pragma once

#include <vector>

#include "reference.h"

namespace rulec::reference {

using Operands = std::vector<Json>;

[[nodiscard]] Json merge(const Operands& operands);
[[nodiscard]] Json in(const Operands& operands);
[[nodiscard]] Json cat(const Operands& operands);
[[nodiscard]] Json substr(const Operands& operands);

}  // namespace rulec::reference
