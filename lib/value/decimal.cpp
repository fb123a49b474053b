// Texts are read and printed here (the library's form is not JSON and stops at NUL); everything
// that rounds goes through the library. Layout of the bits (IEEE 754, binary encoding): sign, 14
// bits of exponent with bias 6176, 113 bits of coefficient. Canonical coefficients are below 10^34,
// so the library never makes the second form that starts with two ones but for infinity and NaN.
#include "value/decimal.h"

#include <algorithm>
#include <charconv>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}

#include "base/check.h"

namespace rulec::value {
namespace {

__extension__ using Coefficient = unsigned __int128;

constexpr int kMaxDigits = 34;
constexpr int kBias = 6176;
constexpr std::int64_t kMinExponent = -kBias;
constexpr std::int64_t kMaxExponent = 6111;  // of the last digit, with 34 digits before it
constexpr std::uint64_t kSignBit = 1ULL << 63U;

// The library's rounding modes.
enum LibraryRounding : std::uint8_t {
  kNearestEven = 0,
  kTowardsFloor = 1,
  kTowardsCeiling = 2,
  kTowardsZero = 3,
  kNearestAway = 4
};

struct Parts {
  bool is_negative = false;
  std::int64_t exponent = 0;  // of the last digit
  Coefficient coefficient = 0;
};

Parts parts_of(DecimalBits bits) {
  return {.is_negative = (bits.high & kSignBit) != 0,
          .exponent = static_cast<std::int64_t>((bits.high >> 49U) & 0x3fffU) - kBias,
          .coefficient = (Coefficient{bits.high & 0x1ffffffffffffULL} << 64U) | bits.low};
}

DecimalBits bits_of(const Parts& parts) {
  std::uint64_t exponent = static_cast<std::uint64_t>(parts.exponent + kBias) << 49U;
  std::uint64_t sign = parts.is_negative && parts.coefficient != 0 ? kSignBit : 0;
  return {.low = static_cast<std::uint64_t>(parts.coefficient),
          .high = sign | exponent | static_cast<std::uint64_t>(parts.coefficient >> 64U)};
}

BID_UINT128 to_library(DecimalBits bits) {
  BID_UINT128 made;
  made.w[0] = bits.low;
  made.w[1] = bits.high;
  return made;
}

int digits_of(Coefficient coefficient) {
  int digits = 1;
  for (; coefficient >= 10; coefficient /= 10) {
    ++digits;
  }
  return digits;
}

bool is_finite(DecimalBits bits) {
  return (bits.high & 0x7800000000000000ULL) != 0x7800000000000000ULL;
}

// A result of the library: nothing when it is not finite or lost its exponent's range; -0 becomes
// 0.
std::optional<DecimalBits> from_library(BID_UINT128 made, unsigned int flags) {
  DecimalBits bits{.low = made.w[0], .high = made.w[1]};
  if (!is_finite(bits) || (flags & (BID_UNDERFLOW_EXCEPTION | BID_OVERFLOW_EXCEPTION)) != 0) {
    return std::nullopt;
  }
  Parts parts = parts_of(bits);
  if (parts.coefficient != 0 &&
      parts.exponent + digits_of(parts.coefficient) - 1 < -kMaxDecimalExponent) {
    return std::nullopt;
  }
  return bits_of(parts);
}

// Collects the digits of a text: 34 significant ones, then whether to round up.
class DigitCollector {
 public:
  void add(char digit) {
    auto value = static_cast<unsigned>(digit - '0');
    if (count_ == 0 && value == 0) {
      return;
    }
    if (count_ < kMaxDigits) {
      coefficient_ = coefficient_ * 10 + value;
    } else if (count_ == kMaxDigits) {
      next_ = value;
    } else {
      has_more_ = has_more_ || value != 0;
    }
    ++count_;
  }

  // Digits that did not fit.
  [[nodiscard]] std::int64_t dropped() const {
    return std::max<std::int64_t>(0, count_ - kMaxDigits);
  }

  [[nodiscard]] Coefficient rounded() const {
    bool is_tie = next_ == 5 && !has_more_;
    bool goes_up = next_ > 5 || (next_ == 5 && has_more_) || (is_tie && coefficient_ % 2 == 1);
    return coefficient_ + (goes_up ? 1 : 0);
  }

 private:
  Coefficient coefficient_ = 0;
  std::int64_t count_ = 0;
  unsigned next_ = 0;
  bool has_more_ = false;
};

constexpr Coefficient power_of_ten(int exponent) {
  Coefficient power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

// Moves the exponent into the range that the bits can hold, when the value allows it.
std::optional<DecimalBits> fit(Parts parts) {
  if (parts.coefficient == power_of_ten(kMaxDigits)) {  // 999…9 was rounded up
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  if (parts.coefficient == 0) {
    parts.exponent = std::clamp(parts.exponent, kMinExponent, kMaxExponent);
    return bits_of(parts);
  }
  std::int64_t first = parts.exponent + digits_of(parts.coefficient) - 1;
  if (first > kMaxDecimalExponent || first < -kMaxDecimalExponent) {
    return std::nullopt;
  }
  for (; parts.exponent > kMaxExponent; --parts.exponent) {
    parts.coefficient *= 10;
  }
  if (parts.exponent < kMinExponent) {  // two digits at most; the second one rounds
    auto divisor = power_of_ten(static_cast<int>(kMinExponent - parts.exponent));
    Coefficient rest = parts.coefficient % divisor * 2;
    parts.coefficient /= divisor;
    bool goes_up = rest > divisor || (rest == divisor && parts.coefficient % 2 == 1);
    parts.coefficient += goes_up ? 1 : 0;
    parts.exponent = kMinExponent;
  }
  return bits_of(parts);
}

using LibraryOperation = BID_UINT128 (*)(BID_UINT128, BID_UINT128, _IDEC_round, _IDEC_flags*);

std::optional<DecimalBits> by_library(LibraryOperation operation, DecimalBits a, DecimalBits b) {
  unsigned int flags = 0;
  BID_UINT128 made = operation(to_library(a), to_library(b), kNearestEven, &flags);
  return from_library(made, flags);
}

// -1, 0, 1: the digits cut off by `places` against half a unit of the last place kept, and whether
// there are any.
struct CutOff {
  std::strong_ordering against_half = std::strong_ordering::less;
  bool is_exact = true;
};

CutOff cut_off(const Parts& parts, std::int64_t exponent) {
  std::int64_t dropped = exponent - parts.exponent;
  if (dropped <= 0 || parts.coefficient == 0) {
    return {};
  }
  if (dropped > kMaxDigits) {
    return {.against_half = std::strong_ordering::less, .is_exact = false};
  }
  Coefficient unit = power_of_ten(static_cast<int>(dropped));
  Coefficient rest = parts.coefficient % unit;
  return {.against_half = rest <=> unit / 2, .is_exact = rest == 0};
}

// Of two neighbours, the library's nearer or the one away from zero: which of its modes gives the
// result that ours asks for.
LibraryRounding library_rounding(const Parts& parts, std::int64_t exponent, RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfUp:
      return kNearestAway;
    case RoundingMode::kHalfEven:
      return kNearestEven;
    case RoundingMode::kDown:
      return kTowardsZero;
    case RoundingMode::kCeiling:
      return kTowardsCeiling;
    case RoundingMode::kFloor:
      return kTowardsFloor;
    case RoundingMode::kUp:
      return parts.is_negative ? kTowardsFloor : kTowardsCeiling;
    case RoundingMode::kHalfDown:
      return cut_off(parts, exponent).against_half == std::strong_ordering::equal ? kTowardsZero
                                                                                  : kNearestEven;
  }
  return kNearestEven;
}

// Writes into a NumberBuffer.
class Printer {
 public:
  explicit Printer(NumberBuffer& buffer) : buffer_(buffer) {}

  void put(char c) { buffer_[size_++] = c; }
  void put(std::string_view text) {
    std::ranges::copy(text, buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
  }
  void zeros(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      put('0');
    }
  }
  void number(std::int64_t value) {
    char* begin = buffer_.data() + size_;
    auto result = std::to_chars(begin, buffer_.data() + buffer_.size(), value);
    size_ += static_cast<std::size_t>(result.ptr - begin);
  }
  [[nodiscard]] std::string_view text() const { return {buffer_.data(), size_}; }

 private:
  NumberBuffer& buffer_;
  std::size_t size_ = 0;
};

class Digits {
 public:
  explicit Digits(Coefficient coefficient) {
    do {
      --begin_;
      buffer_[begin_] = static_cast<char>('0' + static_cast<int>(coefficient % 10));
      coefficient /= 10;
    } while (coefficient != 0);
  }
  [[nodiscard]] std::string_view text() const {
    return {buffer_.data() + begin_, buffer_.size() - begin_};
  }

 private:
  std::array<char, 40> buffer_{};
  std::size_t begin_ = buffer_.size();
};

void print_plain(Printer& printer, std::string_view digits, std::int64_t exponent) {
  if (exponent >= 0) {
    printer.put(digits);
    printer.zeros(digits == "0" ? 0 : exponent);
    return;
  }
  auto places = static_cast<std::size_t>(-exponent);
  if (digits.size() > places) {
    printer.put(digits.substr(0, digits.size() - places));
    printer.put('.');
    printer.put(digits.substr(digits.size() - places));
    return;
  }
  printer.put("0.");
  printer.zeros(static_cast<std::int64_t>(places - digits.size()));
  printer.put(digits);
}

void print_scientific(Printer& printer, std::string_view digits, std::int64_t exponent) {
  printer.put(digits[0]);
  if (digits.size() > 1) {
    printer.put('.');
    printer.put(digits.substr(1));
  }
  std::int64_t first = exponent + static_cast<std::int64_t>(digits.size()) - 1;
  printer.put(first < 0 ? "e-" : "e+");
  printer.number(first < 0 ? -first : first);
}

}  // namespace

std::span<const std::string_view> rounding_mode_names() {
  static constexpr std::string_view kNames[] = {"half_up", "half_down", "half_even", "up",
                                                "down",    "ceiling",   "floor"};
  return kNames;
}

std::optional<RoundingMode> rounding_mode(std::string_view name) {
  auto names = rounding_mode_names();
  auto found = std::ranges::find(names, name);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<RoundingMode>(found - names.begin()));
}

DecimalBits decimal_from(std::int64_t value) {
  auto magnitude = static_cast<std::uint64_t>(value);
  return bits_of({.is_negative = value < 0,
                  .exponent = 0,
                  .coefficient = value < 0 ? 0 - magnitude : magnitude});
}

DecimalBits decimal_from(double value) {
  // The shortest text, without the `.0` that the printer gives to large doubles.
  NumberBuffer buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  RULEC_CHECK(error == std::errc{});
  auto scanned = scan_number({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
  RULEC_CHECK(scanned.has_value());
  auto made = decimal_from(*scanned);
  RULEC_CHECK(made.has_value());  // doubles end at 10^308
  return *made;
}

std::optional<DecimalBits> decimal_from(const NumberText& text) {
  DigitCollector digits;
  for (char digit : text.whole) {
    digits.add(digit);
  }
  for (char digit : text.fraction) {
    digits.add(digit);
  }
  std::int64_t exponent =
      text.exponent - static_cast<std::int64_t>(text.fraction.size()) + digits.dropped();
  return fit(
      {.is_negative = text.is_negative, .exponent = exponent, .coefficient = digits.rounded()});
}

std::optional<DecimalBits> calculate(Arithmetic operation, DecimalBits a, DecimalBits b) {
  switch (operation) {
    case Arithmetic::kAdd:
      return by_library(bid128_add, a, b);
    case Arithmetic::kSubtract:
      return by_library(bid128_sub, a, b);
    case Arithmetic::kMultiply:
      return by_library(bid128_mul, a, b);
    case Arithmetic::kDivide:
      return by_library(bid128_div, a, b);
    case Arithmetic::kModulo: {
      unsigned int flags = 0;
      BID_UINT128 made = bid128_fmod(to_library(a), to_library(b), &flags);
      return from_library(made, flags);
    }
  }
  return std::nullopt;
}

std::optional<DecimalBits> round_decimal(DecimalBits value, int places, RoundingMode mode) {
  Parts parts = parts_of(value);
  DecimalBits pattern = bits_of({.is_negative = false, .exponent = -places, .coefficient = 1});
  unsigned int flags = 0;
  BID_UINT128 made = bid128_quantize(to_library(value), to_library(pattern),
                                     library_rounding(parts, -places, mode), &flags);
  return from_library(made, flags);
}

DecimalBits round_to_integral(DecimalBits value, RoundingMode mode) {
  if (parts_of(value).exponent >= 0) {
    return value;
  }
  auto rounded = round_decimal(value, 0, mode);
  RULEC_CHECK(rounded.has_value());  // fewer digits than before
  return *rounded;
}

bool is_zero(DecimalBits value) {
  return parts_of(value).coefficient == 0;
}

bool is_negative(DecimalBits value) {
  return (value.high & kSignBit) != 0;
}

DecimalBits absolute(DecimalBits value) {
  return {.low = value.low, .high = value.high & ~kSignBit};
}

DecimalBits negated(DecimalBits value) {
  return is_zero(value) ? value : DecimalBits{.low = value.low, .high = value.high ^ kSignBit};
}

std::strong_ordering compare_decimals(DecimalBits a, DecimalBits b) {
  unsigned int flags = 0;
  if (bid128_quiet_equal(to_library(a), to_library(b), &flags) != 0) {
    return std::strong_ordering::equal;
  }
  return bid128_quiet_less(to_library(a), to_library(b), &flags) != 0
             ? std::strong_ordering::less
             : std::strong_ordering::greater;
}

std::optional<std::int64_t> to_integer(DecimalBits value) {
  constexpr Coefficient kLimit = Coefficient{1} << 63U;
  Parts parts = parts_of(value);
  for (; parts.exponent < 0 && parts.coefficient != 0; ++parts.exponent) {
    parts.coefficient /= 10;
  }
  for (; parts.exponent > 0 && parts.coefficient != 0 && parts.coefficient <= kLimit;
       --parts.exponent) {
    parts.coefficient *= 10;
  }
  if (parts.coefficient > (parts.is_negative ? kLimit : kLimit - 1)) {
    return std::nullopt;
  }
  auto magnitude = static_cast<std::uint64_t>(parts.coefficient);
  return static_cast<std::int64_t>(parts.is_negative ? 0 - magnitude : magnitude);
}

std::string_view print_decimal(DecimalBits value, NumberBuffer& buffer) {
  constexpr std::int64_t kMaxWhole = 34;
  constexpr std::int64_t kMaxPlaces = 20;
  Parts parts = parts_of(value);
  Digits digits(parts.coefficient);
  std::string_view text = digits.text();
  auto whole = static_cast<std::int64_t>(text.size()) + parts.exponent;
  bool is_plain = parts.exponent >= -kMaxPlaces && (whole <= kMaxWhole || parts.coefficient == 0);
  Printer printer(buffer);
  if (parts.is_negative) {
    printer.put('-');
  }
  if (is_plain) {
    print_plain(printer, text, parts.exponent);
  } else {
    print_scientific(printer, text, parts.exponent);
  }
  return printer.text();
}

}  // namespace rulec::value
