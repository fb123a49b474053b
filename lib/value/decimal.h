// Decimals (language.md 4): IEEE 754 decimal128 by Intel's library, hidden behind this file. All
// results are finite and never -0; what cannot be held gives nothing, which operators throw as
// `NaN`. Rounding to 34 digits is half_even unless a mode is named.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "value/number.h"
#include "value/value.h"

namespace rulec::value {

enum class RoundingMode : std::uint8_t {
  kHalfUp,  // ties away from zero
  kHalfDown,
  kHalfEven,
  kUp,  // away from zero
  kDown,
  kCeiling,
  kFloor
};
// By the name that rules use: "half_up", "floor" …
[[nodiscard]] std::optional<RoundingMode> rounding_mode(std::string_view name);
[[nodiscard]] std::span<const std::string_view> rounding_mode_names();

// The largest power of ten of the first digit of a decimal.
inline constexpr std::int64_t kMaxDecimalExponent = 6144;

[[nodiscard]] DecimalBits decimal_from(std::int64_t value);
// By the shortest text of `value`, so that 49.99 becomes 49.99.
[[nodiscard]] DecimalBits decimal_from(double value);
[[nodiscard]] std::optional<DecimalBits> decimal_from(const NumberText& text);

[[nodiscard]] std::optional<DecimalBits> calculate(Arithmetic operation, DecimalBits a,
                                                   DecimalBits b);
// To exactly `places` fraction digits.
[[nodiscard]] std::optional<DecimalBits> round_decimal(DecimalBits value, int places,
                                                       RoundingMode mode);
// To the next integral value in the direction; digits after the point are dropped.
[[nodiscard]] DecimalBits round_to_integral(DecimalBits value, RoundingMode mode);

[[nodiscard]] bool is_zero(DecimalBits value);
[[nodiscard]] bool is_negative(DecimalBits value);
[[nodiscard]] DecimalBits absolute(DecimalBits value);
[[nodiscard]] DecimalBits negated(DecimalBits value);
[[nodiscard]] std::strong_ordering compare_decimals(DecimalBits a, DecimalBits b);
// Cut towards zero; nothing when it is out of the range of int64.
[[nodiscard]] std::optional<std::int64_t> to_integer(DecimalBits value);
[[nodiscard]] std::string_view print_decimal(DecimalBits value, NumberBuffer& buffer);

}  // namespace rulec::value
