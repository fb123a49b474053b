// Truth, equality and order of the reference (3.2).
#pragma once

#include <string>

#include "reference.h"

namespace rulec::reference {

[[nodiscard]] bool truthy(const Json& value);
// Of one pair of a chain; `op` is one of == != === !== < <= > >=. Throws NaN.
[[nodiscard]] bool pair_holds(const std::string& op, const Json& a, const Json& b);

}  // namespace rulec::reference
