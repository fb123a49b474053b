// Decimals of the reference (section 4): digits and exponent in plain sight. In Json they travel as
// `binary`, which no other value uses.
#pragma once

#include <optional>
#include <string>

#include "reference.h"

namespace rulec::reference {

// (negative ? -1 : 1) * digits * 10^exponent; digits without leading zeros, zero is never negative.
struct Decimal {
  bool negative = false;
  std::string digits = "0";
  int exponent = 0;
};

enum class Mode { kHalfUp, kHalfDown, kHalfEven, kUp, kDown, kCeiling, kFloor };
[[nodiscard]] std::optional<Mode> mode_of(const std::string& name);

[[nodiscard]] bool is_decimal(const Json& value);
// Rounded half_even to 34 digits; throws NaN beyond the exponents.
[[nodiscard]] Json decimal_json(Decimal decimal);
// Of any number; of a double by its shortest text.
[[nodiscard]] Decimal decimal_of(const Json& number);
// By the text grammar of 3.1; nothing when the text does not match. Not rounded.
[[nodiscard]] std::optional<Decimal> decimal_of_text(const std::string& raw);
[[nodiscard]] std::string decimal_text(const Decimal& a);

[[nodiscard]] int compare(const Decimal& a, const Decimal& b);
[[nodiscard]] Json add(const Decimal& a, const Decimal& b);
[[nodiscard]] Json subtract(const Decimal& a, const Decimal& b);
[[nodiscard]] Json multiply(const Decimal& a, const Decimal& b);
[[nodiscard]] Json divide(const Decimal& a, const Decimal& b);
[[nodiscard]] Json remainder(const Decimal& a, const Decimal& b);

// With exactly `exponent`; not rounded to 34 digits.
[[nodiscard]] Decimal at_exponent(const Decimal& decimal, int exponent, Mode mode);

}  // namespace rulec::reference
