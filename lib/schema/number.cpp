#include "schema/internal/number.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "value/json_value.h"

namespace rulec::schema {

namespace {

__extension__ using Wide = unsigned __int128;

// |number| = digits * 10^exponent, without zeros at the end of the digits.
struct Decimal {
  Wide digits = 0;
  std::int64_t exponent = 0;
};

void strip_zeros(Decimal& decimal) {
  while (decimal.digits != 0 && decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    ++decimal.exponent;
  }
}

// Text of a JSON number with at most 34 digits, so `digits` cannot overflow.
Decimal parse_decimal(std::string_view text) {
  Decimal decimal;
  bool is_fraction = false;
  std::size_t at = text.starts_with('-') ? 1 : 0;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      is_fraction = true;
      continue;
    }
    decimal.digits = decimal.digits * 10 + static_cast<unsigned>(text[at] - '0');
    decimal.exponent -= is_fraction ? 1 : 0;
  }
  if (at < text.size()) {
    std::string_view digits = text.substr(at + 1);
    digits.remove_prefix(digits.starts_with('+') ? 1 : 0);
    std::int64_t exponent = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    decimal.exponent += exponent;
  }
  strip_zeros(decimal);
  return decimal;
}

Decimal decimal_of(const Value& number) {
  if (number.is_integer()) {
    auto bits = static_cast<std::uint64_t>(number.as_integer());
    Decimal decimal{.digits = number.as_integer() < 0 ? ~bits + 1 : bits, .exponent = 0};
    strip_zeros(decimal);
    return decimal;
  }
  if (number.is_double()) {
    std::array<char, 64> text{};
    auto end = std::to_chars(text.data(), text.data() + text.size(), number.as_double()).ptr;
    return parse_decimal({text.data(), static_cast<std::size_t>(end - text.data())});
  }
  std::string text;
  append_number(text, number);
  return parse_decimal(text);
}

// a * b mod m by doubling, for m up to 127 bits.
Wide multiply_modulo(Wide a, Wide b, Wide modulus) {
  Wide product = 0;
  for (a %= modulus; b != 0; b >>= 1) {
    if ((b & 1) != 0) {
      product = (product + a) % modulus;
    }
    a = (a + a) % modulus;
  }
  return product;
}

Wide power_of_ten_modulo(std::int64_t exponent, Wide modulus) {
  Wide power = 1 % modulus;
  Wide base = 10 % modulus;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) {
      power = multiply_modulo(power, base, modulus);
    }
    base = multiply_modulo(base, base, modulus);
  }
  return power;
}

}  // namespace

bool is_multiple_of(const Value& number, const Value& divisor) {
  if (number.is_integer() && divisor.is_integer()) {
    return number.as_integer() % divisor.as_integer() == 0;
  }
  Decimal n = decimal_of(number);
  Decimal d = decimal_of(divisor);
  if (n.digits == 0) {
    return true;
  }
  if (n.exponent < d.exponent) {
    // n has a digit to the right of all that d's multiples have: its last digit is not 0.
    return false;
  }
  Wide scale = power_of_ten_modulo(n.exponent - d.exponent, d.digits);
  return multiply_modulo(n.digits, scale, d.digits) == 0;
}

}  // namespace rulec::schema
