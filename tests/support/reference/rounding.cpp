// Numbers of 3.5 and section 4.
#include <cmath>
#include <limits>

#include "decimals.h"
#include "numbers.h"
#include "own.h"

namespace rulec::reference {
namespace {

void require_number(const Json& operand) {
  if (!is_number(operand)) {
    bad_arguments();
  }
}

// "double gives int64 where it fits"
Json integer_if_it_fits(double value) {
  bool fits = value == std::floor(value) && value >= -0x1p63 && value < 0x1p63;
  return fits ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json to_whole(const Json& number, double (*of_double)(double), Mode of_decimal) {
  require_number(number);
  if (number.is_number_integer()) {
    return number;
  }
  if (number.is_number_float()) {
    return integer_if_it_fits(of_double(number.get<double>()));
  }
  Decimal value = decimal_of(number);
  return value.exponent >= 0 ? number : decimal_json(at_exponent(value, 0, of_decimal));
}

}  // namespace

// abs of the least int64 is the double next to it, as an overflow of arithmetic.
Json absolute(const Operands& o) {
  require_number(o[0]);
  if (o[0].is_number_float()) {
    return integer_if_it_fits(std::fabs(o[0].get<double>()));
  }
  return compare_numbers(o[0], 0) < 0 ? negate(o[0]) : o[0];
}

Json ceiling(const Operands& o) {
  return to_whole(o[0], [](double x) { return std::ceil(x); }, Mode::kCeiling);
}

Json floor(const Operands& o) {
  return to_whole(o[0], [](double x) { return std::floor(x); }, Mode::kFloor);
}

// "works on the decimal of x and gives a decimal with exactly `places` fraction digits, −20 to 20
// (a result over 34 digits throws `NaN`)"
Json round(const Operands& o) {
  require_number(o[0]);
  std::int64_t places = o.size() > 1 ? integer_operand(o[1]) : 0;
  auto mode = mode_of(o.size() > 2 ? text_operand(o[2]) : "half_up");
  if (places < -20 || places > 20 || !mode) {
    bad_arguments();
  }
  Decimal result = at_exponent(decimal_of(o[0]), -static_cast<int>(places), *mode);
  if (result.digits.size() > 34) {
    throw_type("NaN");
  }
  return decimal_json(result);
}

// "of a text it takes that text by the grammar of 3.1 (else `Invalid Arguments`)"
Json decimal(const Operands& o) {
  if (is_number(o[0])) {
    return decimal_json(decimal_of(o[0]));
  }
  auto value = decimal_of_text(text_operand(o[0]));
  if (!value) {
    bad_arguments();
  }
  return decimal_json(*value);
}

// "text by the rule of 3.1, but "" throws `NaN`; null throws"
Json parse_number(const Operands& o) {
  if (is_number(o[0])) {
    return o[0];
  }
  if (without_blanks(text_operand(o[0])).empty()) {
    throw_type("NaN");
  }
  return number_of(o[0]);
}

}  // namespace rulec::reference
