// What a comparison can give, from what is known of its operands. Internal to the checker.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/check/static_type.h"
#include "value/operators.h"

namespace rulec::compiler {

// `==` and its like; nothing for other operators.
[[nodiscard]] std::optional<value::Comparison> comparison_named(std::string_view operator_name);

struct PossibleAnswers {
  bool can_be_true = false;
  bool can_be_false = false;
  bool can_throw = false;
};
// Of one pair. Never says "cannot" of what can be.
[[nodiscard]] PossibleAnswers compared(value::Comparison comparison, const StaticType& left,
                                       const StaticType& right);

}  // namespace rulec::compiler
