// Numbers of the reference: int64 and double, compared by exact value.
#pragma once

#include <string>

#include "reference.h"

namespace rulec::reference {

// An error on its way to the nearest `try`.
struct Thrown {
  Json error;
};
[[noreturn]] void throw_type(const std::string& type);

[[nodiscard]] bool is_number(const Json& value);
// Number of a value (3.1): throws NaN.
[[nodiscard]] Json number_of(const Json& value);
// By the text grammar of 3.1; null when the text does not match.
[[nodiscard]] Json number_of_text(const std::string& raw);
// -1, 0, 1 by exact value.
[[nodiscard]] int compare_numbers(const Json& a, const Json& b);

[[nodiscard]] Json add(const Json& a, const Json& b);
[[nodiscard]] Json subtract(const Json& a, const Json& b);
[[nodiscard]] Json multiply(const Json& a, const Json& b);
[[nodiscard]] Json divide(const Json& a, const Json& b);
[[nodiscard]] Json remainder(const Json& a, const Json& b);
[[nodiscard]] std::string number_text(const Json& number);

}  // namespace rulec::reference
