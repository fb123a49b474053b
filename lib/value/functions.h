// The eager operators as functions, declared from the table that names them. Internal to lib/value:
// engines reach them through OperatorRow::function.
//
// Every function is total: it accepts any number of operands (a spread list is only counted when it
// is there), gives `Invalid Arguments` outside min..max, and hands on the first operand that is an
// error before it looks at anything else.
#pragma once

#include <span>

#include "value/operators.h"

namespace rulec::value {

#define RULEC_CONTROL(id, name, form, min, max, flags)
#define RULEC_OPERATOR(id, name, form, min, max, flags, function) \
  [[nodiscard]] Value function(OpContext& ctx, std::span<const Value> operands);
#include "value/operators.def"
#undef RULEC_OPERATOR
#undef RULEC_CONTROL

// The first operand that is an error, or null.
[[nodiscard]] inline const Value* first_error(std::span<const Value> operands) {
  for (const Value& operand : operands) {
    if (operand.is_error()) [[unlikely]] {
      return &operand;
    }
  }
  return nullptr;
}

}  // namespace rulec::value

// Leaves the function with the first operand that is an error.
#define RULEC_PASS_ERRORS(operands)                   \
  if (const Value* passed_ = first_error(operands)) { \
    return *passed_;                                  \
  }                                                   \
  static_cast<void>(0)
