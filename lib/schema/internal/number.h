// Exact arithmetic on the decimal text of numbers, for `multipleOf`: 19.99 is a multiple of 0.01.
#pragma once

#include "value/value.h"

namespace rulec::schema {

// Both are numbers, `divisor` is above 0. A double counts as its shortest decimal text.
[[nodiscard]] bool is_multiple_of(const Value& number, const Value& divisor);

}  // namespace rulec::schema
