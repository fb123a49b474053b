// What the product answers to a case, and whether that is what was expected.
#pragma once

#include <string>

#include "base/arena.h"
#include "value/value.h"

namespace rulec::conformance {

struct Answer {
  bool is_error = false;
  std::string error_type;  // "refused: …" when it never ran
  std::string json;        // the value
};

// By the road of `rulec eval --expr`, at optimiser level 0, 1 or 2.
[[nodiscard]] Answer answer_of(const std::string& rule, const std::string& data, int level);

// Strict JSON equality; numbers by value with a tolerance of 1e-10.
[[nodiscard]] bool same_json(const std::string& a, const std::string& b);

// Name of an operator of the rule that rulec does not have, "" when it has all of them. What
// `preserve` holds is data.
[[nodiscard]] std::string unknown_operator_in(const std::string& rule);

}  // namespace rulec::conformance
