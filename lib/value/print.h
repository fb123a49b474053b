// Printing under a budget, for `to_string`. Internal to lib/value.
#pragma once

#include <cstdint>
#include <string>

#include "value/operators.h"

namespace rulec::value {

enum class PrintEnd : std::uint8_t { kDone, kOverBudget, kTooLong };
// Appends `value` as compact JSON, members by key. Charges 1 for each item and member as it comes
// to them and stops at ctx.max_string_bytes: a value that shares its parts (a `reduce` over [acc,
// acc]) may print exponentially longer than it is.
[[nodiscard]] PrintEnd print_bounded(OpContext& ctx, std::string& out, const Value& value);

}  // namespace rulec::value
