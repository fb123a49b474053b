// What a number is, where it comes from, how two compare and how one is printed.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "value/decimal.h"
#include "value/number.h"
#include "value/operators.h"

namespace rulec::value {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) {
    ++count;
  }
  std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || !any_of.contains(text.front())) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// "e-12" at the front of `rest`; nothing when there is an `e` without digits.
std::optional<std::int64_t> take_exponent(std::string_view& rest) {
  if (!take(rest, "eE")) {
    return 0;
  }
  bool is_negative = rest.starts_with('-');
  take(rest, "+-");
  std::string_view digits = take_digits(rest);
  if (digits.empty()) {
    return std::nullopt;
  }
  constexpr std::int64_t kSaturated = 1'000'000'000'000;
  std::int64_t exponent = 0;
  for (char digit : digits) {
    exponent = std::min(kSaturated, exponent * 10 + (digit - '0'));
  }
  return is_negative ? -exponent : exponent;
}

// Power of ten of the first digit that is not 0; far below every range when there is none.
std::int64_t magnitude(const NumberText& text) {
  std::size_t first = text.whole.find_first_not_of('0');
  if (first != std::string_view::npos) {
    return text.exponent + static_cast<std::int64_t>(text.whole.size() - first) - 1;
  }
  first = text.fraction.find_first_not_of('0');
  if (first == std::string_view::npos) {
    return std::numeric_limits<std::int64_t>::min();
  }
  return text.exponent - static_cast<std::int64_t>(first) - 1;
}

// The nearest double: nothing when that is infinite; far too small is 0.
std::optional<Number> nearest_double(const NumberText& text) {
  const char* begin = text.text.data();
  double real = 0;
  auto result = std::from_chars(begin, begin + text.text.size(), real);
  if (result.ec == std::errc::result_out_of_range) {  // leaves `real` as it was
    return magnitude(text) < 0 ? std::optional(Number::of(0.0)) : std::nullopt;
  }
  if (result.ec != std::errc{} || !std::isfinite(real)) {
    return std::nullopt;
  }
  return Number::of(real == 0 ? 0.0 : real);
}

// By value, without rounding the integer: its whole part first, then what the double has beyond.
std::strong_ordering compare_exactly(std::int64_t integer, double real) {
  if (real >= kTwoTo63) {
    return std::strong_ordering::less;
  }
  if (real < -kTwoTo63) {
    return std::strong_ordering::greater;
  }
  auto whole = static_cast<std::int64_t>(real);
  if (integer != whole) {
    return integer <=> whole;
  }
  double fraction = real - static_cast<double>(whole);
  return fraction > 0   ? std::strong_ordering::less
         : fraction < 0 ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

std::strong_ordering compare_doubles(double a, double b) {
  return a < b   ? std::strong_ordering::less
         : a > b ? std::strong_ordering::greater
                 : std::strong_ordering::equal;
}

std::strong_ordering reversed(std::strong_ordering order) {
  return 0 <=> order;
}

// The decimal side of a comparison. A whole double in the range of int64 compares as that integer:
// its shortest text may be rounded (1234567890123e6), and then 3.1's comparison by exact value
// would not be transitive between the three kinds.
DecimalBits comparable_decimal(const Number& number) {
  if (number.kind == Kind::kDecimal) {
    return number.decimal;
  }
  if (number.kind == Kind::kInteger) {
    return decimal_from(number.integer);
  }
  auto integer = exact_integer(number.real);
  return integer ? decimal_from(*integer) : decimal_from(number.real);
}

}  // namespace

Number Number::of(const Value& value) {
  if (value.is_integer()) {
    return of(value.as_integer());
  }
  if (value.is_double()) {
    return of(value.as_double());
  }
  RULEC_CHECK(value.is_decimal());
  return of(value.as_decimal());
}

Value to_value(Arena& arena, const Number& number) {
  if (number.kind == Kind::kInteger) {
    return Value::integer(number.integer);
  }
  return number.kind == Kind::kDouble ? Value::real(number.real)
                                      : Value::decimal(arena.make<DecimalBits>(number.decimal));
}

std::string_view trim_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<NumberText> scan_number(std::string_view text) {
  std::string_view rest = trim_blanks(text);
  bool has_plus = take(rest, "+");
  NumberText scanned{.text = rest};
  scanned.is_negative = !has_plus && take(rest, "-");
  scanned.whole = take_digits(rest);
  bool has_point = take(rest, ".");
  if (has_point) {
    scanned.fraction = take_digits(rest);
  }
  if (scanned.whole.empty() && scanned.fraction.empty()) {
    return std::nullopt;
  }
  scanned.has_point_or_exponent = !rest.empty() || has_point;
  auto exponent = take_exponent(rest);
  if (!exponent || !rest.empty()) {
    return std::nullopt;
  }
  scanned.exponent = *exponent;
  return scanned;
}

std::optional<Number> to_number(const NumberText& text) {
  if (!text.has_point_or_exponent) {
    const char* begin = text.text.data();
    std::int64_t integer = 0;
    if (std::from_chars(begin, begin + text.text.size(), integer).ec == std::errc{}) {
      return Number::of(integer);
    }
  }
  return nearest_double(text);
}

std::optional<Number> number_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return Number::of(value);
    case Kind::kBool:
      return Number::of(value.as_bool() ? std::int64_t{1} : std::int64_t{0});
    case Kind::kNull:
    case Kind::kAbsent:
      return Number::of(std::int64_t{0});
    case Kind::kString: {
      if (trim_blanks(value.as_string()).empty()) {
        return Number::of(std::int64_t{0});
      }
      auto scanned = scan_number(value.as_string());
      return scanned ? to_number(*scanned) : std::nullopt;
    }
    case Kind::kList:
    case Kind::kObject:
    case Kind::kError:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<DecimalBits> decimal_of(const Value& value) {
  if (value.is_string() && !trim_blanks(value.as_string()).empty()) {
    auto scanned = scan_number(value.as_string());
    return scanned ? decimal_from(*scanned) : std::nullopt;
  }
  auto number = number_of(value);
  return number ? decimal_of(*number) : std::nullopt;
}

std::optional<DecimalBits> decimal_of(const Number& number) {
  if (number.kind == Kind::kDecimal) {
    return number.decimal;
  }
  return number.kind == Kind::kInteger ? decimal_from(number.integer) : decimal_from(number.real);
}

std::optional<std::int64_t> exact_integer(double real) {
  if (!(real >= -kTwoTo63 && real < kTwoTo63) || std::trunc(real) != real) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(real);
}

std::strong_ordering compare_numbers(const Number& a, const Number& b) {
  if (a.kind == Kind::kDecimal || b.kind == Kind::kDecimal) {
    return compare_decimals(comparable_decimal(a), comparable_decimal(b));
  }
  if (a.kind == Kind::kInteger) {
    return b.kind == Kind::kInteger ? a.integer <=> b.integer : compare_exactly(a.integer, b.real);
  }
  return b.kind == Kind::kInteger ? reversed(compare_exactly(b.integer, a.real))
                                  : compare_doubles(a.real, b.real);
}

namespace {

// From 2^53 on digits alone would read back as an integer, or not at all.
std::string_view print_double(double number, NumberBuffer& buffer) {
  auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size() - 2, number);
  RULEC_CHECK(result.ec == std::errc{});
  std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
  bool is_large = number >= 0x1p53 || number <= -0x1p53;
  if (!is_large || text.find_first_of(".e") != std::string_view::npos) {
    return text;
  }
  *result.ptr = '.';
  *(result.ptr + 1) = '0';
  return {buffer.data(), text.size() + 2};
}

}  // namespace

std::string_view print_number(const Value& number, NumberBuffer& buffer) {
  if (number.is_decimal()) {
    return print_decimal(number.as_decimal(), buffer);
  }
  if (number.is_double()) {
    return print_double(number.as_double(), buffer);
  }
  auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.as_integer());
  RULEC_CHECK(result.ec == std::errc{});
  return {buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data())};
}

Value to_number(OpContext& ctx, const Value& value) {
  if (value.is_number() || value.is_error()) {
    return value;
  }
  auto number = number_of(value);
  return number ? to_value(ctx.arena, *number) : nan_error();
}

std::optional<Value> parse_number(std::string_view text) {
  auto scanned = scan_number(text);
  auto number = scanned ? to_number(*scanned) : std::nullopt;
  if (!number) {
    return std::nullopt;
  }
  return number->kind == Kind::kInteger ? Value::integer(number->integer)
                                        : Value::real(number->real);
}

}  // namespace rulec::value
