#include "numbers.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "decimals.h"

namespace rulec::reference {
namespace {

__extension__ using Wide = __int128;  // exact sums and products of int64

double as_double(const Json& number) {
  return number.is_number_float() ? number.get<double>()
                                  : static_cast<double>(number.get<std::int64_t>());
}

Json from_double(double value) {
  if (!std::isfinite(value)) {
    throw_type("NaN");
  }
  return value == 0 ? Json(0.0) : Json(value);
}

Json from_wide(Wide value) {
  bool fits = value >= std::numeric_limits<std::int64_t>::min() &&
              value <= std::numeric_limits<std::int64_t>::max();
  return fits ? Json(static_cast<std::int64_t>(value)) : from_double(static_cast<double>(value));
}

bool are_integers(const Json& a, const Json& b) {
  return !a.is_number_float() && !b.is_number_float();
}

Wide wide(const Json& number) {
  return number.get<std::int64_t>();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Length of the run of digits at `i`.
std::size_t digits_at(const std::string& text, std::size_t i) {
  std::size_t n = 0;
  while (i + n < text.size() && is_digit(text[i + n])) {
    ++n;
  }
  return n;
}

// The double or int64 that `text` of the grammar means.
Json plain_number(const std::string& text) {
  const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  bool is_integer = text.find_first_of(".eE") == std::string::npos;
  if (is_integer && std::from_chars(begin, end, integer).ec == std::errc{}) {
    return integer;
  }
  double real = std::strtod(begin, nullptr);
  return std::isfinite(real) ? from_double(real) : Json();
}

// What a value is beside a decimal: "converts the other numbers (and number texts) in the same
// way".
Json as_decimal(const Json& value) {
  if (!value.is_string() || without_blanks(value.get<std::string>()).empty()) {
    return decimal_json(decimal_of(number_of(value)));
  }
  auto decimal = decimal_of_text(value.get<std::string>());
  if (!decimal) {
    throw_type("NaN");
  }
  return decimal_json(*decimal);
}

bool has_decimal(const Json& a, const Json& b) {
  return is_decimal(a) || is_decimal(b);
}

}  // namespace

void throw_type(const std::string& type) {
  throw Thrown{Json{{"type", type}}};
}

bool is_number(const Json& value) {
  return value.is_number() || is_decimal(value);
}

std::string without_blanks(const std::string& text) {
  const char* blanks = " \t\r\n";
  std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string::npos) {
    return "";
  }
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// [+-]?(digits[.digits*] | .digits)([eE][+-]?digits)?
bool is_number_text(const std::string& text) {
  std::size_t i = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  std::size_t whole = digits_at(text, i);
  i += whole;
  std::size_t fraction = 0;
  if (i < text.size() && text[i] == '.') {
    ++i;
    fraction = digits_at(text, i);
    i += fraction;
  }
  if (whole == 0 && fraction == 0) {
    return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
      ++i;
    }
    std::size_t exponent = digits_at(text, i);
    if (exponent == 0) {
      return false;
    }
    i += exponent;
  }
  return i == text.size();
}

Json number_of_text(const std::string& raw) {
  std::string text = without_blanks(raw);
  return is_number_text(text) ? plain_number(text) : Json();
}

Json number_of(const Json& value) {
  if (is_number(value)) {
    return value;
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? 1 : 0;
  }
  if (value.is_null()) {
    return 0;
  }
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    if (without_blanks(text).empty()) {
      return 0;
    }
    Json number = number_of_text(text);
    if (!number.is_null()) {
      return number;
    }
  }
  throw_type("NaN");
}

Pair numbers_of(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return {.left = as_decimal(a), .right = as_decimal(b)};
  }
  Json left = number_of(a);
  return {.left = left, .right = number_of(b)};
}

int compare_numbers(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return compare(decimal_of(a), decimal_of(b));
  }
  // The 64-bit mantissa of long double holds every int64 and every double exactly.
  static_assert(std::numeric_limits<long double>::digits >= 64);
  auto exact = [](const Json& n) {
    return n.is_number_float() ? static_cast<long double>(n.get<double>())
                               : static_cast<long double>(n.get<std::int64_t>());
  };
  long double x = exact(a);
  long double y = exact(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

Json add(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return add(decimal_of(a), decimal_of(b));
  }
  return are_integers(a, b) ? from_wide(wide(a) + wide(b))
                            : from_double(as_double(a) + as_double(b));
}

Json subtract(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return subtract(decimal_of(a), decimal_of(b));
  }
  return are_integers(a, b) ? from_wide(wide(a) - wide(b))
                            : from_double(as_double(a) - as_double(b));
}

Json negate(const Json& number) {
  if (!is_decimal(number)) {
    return subtract(0, number);
  }
  Decimal value = decimal_of(number);
  value.negative = !value.negative && value.digits != "0";
  return decimal_json(value);
}

Json multiply(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return multiply(decimal_of(a), decimal_of(b));
  }
  return are_integers(a, b) ? from_wide(wide(a) * wide(b))
                            : from_double(as_double(a) * as_double(b));
}

Json divide(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return divide(decimal_of(a), decimal_of(b));
  }
  if (as_double(b) == 0) {
    throw_type("NaN");
  }
  if (are_integers(a, b) && wide(a) % wide(b) == 0) {
    return from_wide(wide(a) / wide(b));
  }
  return from_double(as_double(a) / as_double(b));
}

Json remainder(const Json& a, const Json& b) {
  if (has_decimal(a, b)) {
    return remainder(decimal_of(a), decimal_of(b));
  }
  if (as_double(b) == 0) {
    throw_type("NaN");
  }
  return are_integers(a, b) ? from_wide(wide(a) % wide(b))
                            : from_double(std::fmod(as_double(a), as_double(b)));
}

std::string shortest_text(const Json& number) {
  char buffer[40];
  std::to_chars_result end = number.is_number_float()
                                 ? std::to_chars(buffer, buffer + 40, number.get<double>())
                                 : std::to_chars(buffer, buffer + 40, number.get<std::int64_t>());
  return {buffer, end.ptr};
}

std::string number_text(const Json& number) {
  if (is_decimal(number)) {
    return decimal_text(decimal_of(number));
  }
  std::string text = shortest_text(number);
  // Without .0 only below 2^53: digits alone would read back as an integer, or not at all.
  if (number.is_number_float() && std::fabs(number.get<double>()) >= 9007199254740992.0 &&
      text.find_first_of(".e") == std::string::npos) {
    text += ".0";
  }
  return text;
}

}  // namespace rulec::reference
