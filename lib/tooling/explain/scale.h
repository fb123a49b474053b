// A scale of steps on which a value of a context can be moved: whole numbers by 1, numbers with a
// fraction by their last digit, dates by a day, instants by a second or a millisecond, as they are
// written. "The nearest value on the other side" means one step on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "value/value.h"

namespace rulec::tooling {

class Scale {
 public:
  enum class Kind : std::uint8_t { kNumber, kDate, kSecond, kMillisecond };

  // `digits` after the point, 0 to kMostDigits.
  static Scale number(int digits) { return {Kind::kNumber, digits}; }
  // The scale that a text is written in; nothing when it is no date and no instant.
  static std::optional<Scale> of_text(std::string_view text);

  // Nothing when the value does not lie on the scale, or further than 18 digits reach. A number
  // with more digits and an instant between two steps are cut towards zero.
  [[nodiscard]] std::optional<std::int64_t> steps(const Value& value) const;
  // The value so many steps from zero; absent when there is none (a year beyond 9999).
  [[nodiscard]] Value value(std::int64_t steps, Arena& arena) const;

  friend bool operator==(const Scale&, const Scale&) = default;

 private:
  Scale(Kind kind, int digits) : kind_(kind), digits_(digits) {}

  Kind kind_;
  int digits_;
};

inline constexpr int kMostDigits = 9;
// Digits after the point as the number prints, at most kMostDigits; none in an exponent form.
[[nodiscard]] int fraction_digits(const Value& number);

}  // namespace rulec::tooling
