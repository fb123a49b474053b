// Arithmetic of the reference, over evaluated operands.
#pragma once

#include "own.h"

namespace rulec::reference {

[[nodiscard]] Json add_all(const Operands& o);
[[nodiscard]] Json multiply_all(const Operands& o);
[[nodiscard]] Json subtract_all(const Operands& o);
[[nodiscard]] Json divide_all(const Operands& o);
[[nodiscard]] Json remainder_all(const Operands& o);
[[nodiscard]] Json least(const Operands& o);
[[nodiscard]] Json greatest(const Operands& o);

}  // namespace rulec::reference
