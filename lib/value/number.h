// Numbers by value, without an arena: what arithmetic and comparison work on. A Value of kind
// decimal points at its bits; a Number holds them. Internal to lib/value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "value/value.h"

namespace rulec::value {

struct Number {
  Kind kind = Kind::kInteger;  // kInteger, kDouble or kDecimal
  std::int64_t integer = 0;
  double real = 0;
  DecimalBits decimal;

  static Number of(std::int64_t value) { return {.integer = value, .decimal = {}}; }
  static Number of(double value) { return {.kind = Kind::kDouble, .real = value, .decimal = {}}; }
  static Number of(DecimalBits value) { return {.kind = Kind::kDecimal, .decimal = value}; }
  // `value` is a number.
  static Number of(const Value& value);
};

[[nodiscard]] Value to_value(Arena& arena, const Number& number);

// --- text (language.md 3.1)
// A number text taken apart. The digits look into the text.
struct NumberText {
  std::string_view text;  // without blanks and without a leading plus
  bool is_negative = false;
  bool has_point_or_exponent = false;
  std::string_view whole;     // digits before the point
  std::string_view fraction;  // digits after it
  std::int64_t exponent = 0;  // saturated far outside every range
};
// Nothing when the text, without blanks at both ends, is not of the grammar; "" is not.
[[nodiscard]] std::optional<NumberText> scan_number(std::string_view text);
// int64 without point and exponent where it fits, else the nearest double; nothing when that would
// be infinite.
[[nodiscard]] std::optional<Number> to_number(const NumberText& text);
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

// --- numbers of values
// Number of a value; nothing for lists, objects and texts that are no number.
[[nodiscard]] std::optional<Number> number_of(const Value& value);
// The same as a decimal: number texts are taken by their digits, doubles by their shortest text.
[[nodiscard]] std::optional<DecimalBits> decimal_of(const Value& value);
[[nodiscard]] std::optional<DecimalBits> decimal_of(const Number& number);

// By exact mathematical value.
[[nodiscard]] std::strong_ordering compare_numbers(const Number& a, const Number& b);

// The int64 that a double is exactly.
[[nodiscard]] std::optional<std::int64_t> exact_integer(double real);

// --- printing: the one printer of numbers
// Longest is a decimal in plain form: sign, 34 digits, point, 20 digits.
using NumberBuffer = std::array<char, 72>;
[[nodiscard]] std::string_view print_number(const Value& number, NumberBuffer& buffer);

// --- arithmetic
enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide, kModulo };
// Nothing stands for `NaN`: by zero, or a result that no number can hold.
[[nodiscard]] std::optional<Number> calculate(Arithmetic operation, const Number& a,
                                              const Number& b);
// Strictly left to right over at least one operand; an operand that has no number, and a result
// that is none, give nothing. One operand is its number.
[[nodiscard]] std::optional<Number> fold(Arithmetic operation, std::span<const Value> operands);

}  // namespace rulec::value
