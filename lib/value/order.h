// A total order over values, for `sort` and `distinct`: null < bool < number < text < list <
// object. Two values are equal in it exactly when they are strictly equal. Internal to lib/value.
#pragma once

#include <compare>

#include "value/value.h"

namespace rulec::value {

[[nodiscard]] std::strong_ordering order_of(const Value& a, const Value& b);

}  // namespace rulec::value
