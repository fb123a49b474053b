// Numbers of the reference: int64, double and decimal (decimals.h), compared by exact value.
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
// Without the blanks of 3.1 (space, tab, CR, LF) at both ends.
[[nodiscard]] std::string without_blanks(const std::string& text);
// By the text grammar of 3.1, already without blanks; "" does not match.
[[nodiscard]] bool is_number_text(const std::string& text);

struct Pair {
  Json left;
  Json right;
};
// The numbers of two values, both decimals when one is. Throws NaN.
[[nodiscard]] Pair numbers_of(const Json& a, const Json& b);

// -1, 0, 1 by exact value; beside a decimal, a double is what its shortest text says.
[[nodiscard]] int compare_numbers(const Json& a, const Json& b);

[[nodiscard]] Json add(const Json& a, const Json& b);
[[nodiscard]] Json negate(const Json& number);
[[nodiscard]] Json subtract(const Json& a, const Json& b);
[[nodiscard]] Json multiply(const Json& a, const Json& b);
[[nodiscard]] Json divide(const Json& a, const Json& b);
[[nodiscard]] Json remainder(const Json& a, const Json& b);
// By the printer of 3.1; `shortest_text` is what std::to_chars makes of an int64 or a double.
[[nodiscard]] std::string shortest_text(const Json& number);
[[nodiscard]] std::string number_text(const Json& number);

}  // namespace rulec::reference
