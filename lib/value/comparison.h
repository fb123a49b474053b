// What comparisons are to each other.
#pragma once

#include "value/operators.h"

namespace rulec::value {

// The comparison that gives the same when its operands change places.
[[nodiscard]] constexpr Comparison mirrored(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreater;
    case Comparison::kLessEqual:
      return Comparison::kGreaterEqual;
    case Comparison::kGreater:
      return Comparison::kLess;
    case Comparison::kGreaterEqual:
      return Comparison::kLessEqual;
    case Comparison::kLooseEqual:
    case Comparison::kLooseUnequal:
    case Comparison::kStrictEqual:
    case Comparison::kStrictUnequal:
      return comparison;
  }
  return comparison;
}

}  // namespace rulec::value
