// Arithmetic over evaluated operands.
#include "arithmetic.h"

#include <algorithm>

#include "numbers.h"

namespace rulec::reference {
namespace {

// "n-ary operators fold strictly left to right"; one operand: its number.
Json fold(const Operands& operands, Json (*combine)(const Json&, const Json&)) {
  if (operands.size() == 1) {
    return number_of(operands[0]);
  }
  Json result = operands[0];
  for (std::size_t i = 1; i < operands.size(); ++i) {
    Pair pair = numbers_of(result, operands[i]);
    result = combine(pair.left, pair.right);
  }
  return result;
}

void require(const Operands& operands, std::size_t least) {
  if (operands.size() < least) {
    bad_arguments();
  }
}

Json extreme(const Operands& operands, int wanted) {
  if (operands.empty() || !std::ranges::all_of(operands, is_number)) {
    bad_arguments();
  }
  Json best = operands[0];
  for (const Json& operand : operands) {
    if (compare_numbers(operand, best) == wanted) {
      best = operand;
    }
  }
  return best;
}

}  // namespace

Json add_all(const Operands& o) {
  return o.empty() ? Json(0) : fold(o, add);
}

Json multiply_all(const Operands& o) {
  return o.empty() ? Json(1) : fold(o, multiply);
}

Json subtract_all(const Operands& o) {
  require(o, 1);
  return o.size() == 1 ? negate(number_of(o[0])) : fold(o, subtract);
}

Json divide_all(const Operands& o) {
  require(o, 1);
  return o.size() == 1 ? divide(1, number_of(o[0])) : fold(o, divide);
}

Json remainder_all(const Operands& o) {
  require(o, 2);
  return fold(o, remainder);
}

Json least(const Operands& o) {
  return extreme(o, -1);
}

Json greatest(const Operands& o) {
  return extreme(o, 1);
}

}  // namespace rulec::reference
