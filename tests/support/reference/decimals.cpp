#include "decimals.h"

#include <algorithm>
#include <map>

#include "digits.h"
#include "numbers.h"

namespace rulec::reference {
namespace {

constexpr int kMostDigits = 34;          // section 4
constexpr int kFarthestExponent = 6144;  // of the first digit
// decimal128: exponents of the last digit. Nearer to zero digits get lost, above it zeros are
// added.
constexpr int kLeastExponent = -6176;
constexpr int kMostExponent = 6111;
constexpr int kLeastFullExponent = -6143;  // of the first digit, where 34 still fit

int count(const std::string& text) {
  return static_cast<int>(text.size());
}

std::string zeros(int n) {
  std::string text(static_cast<std::size_t>(std::max(n, 0)), '0');
  return text;
}

bool is_zero(const Decimal& a) {
  return a.digits == "0";
}

bool rounds_away(Mode mode, bool negative, char last, int against_half, bool is_exact) {
  switch (mode) {
    case Mode::kHalfUp:
      return against_half >= 0;
    case Mode::kHalfDown:
      return against_half > 0;
    case Mode::kHalfEven:
      return against_half > 0 || (against_half == 0 && (last - '0') % 2 == 1);
    case Mode::kUp:
      return !is_exact;
    case Mode::kDown:
      return false;
    case Mode::kCeiling:
      return !is_exact && !negative;
    case Mode::kFloor:
      return !is_exact && negative;
  }
  return false;
}

// Without its last `drop` digits.
Decimal cut(Decimal a, int drop, Mode mode) {
  if (drop <= 0) {
    return a;
  }
  std::string padded = zeros(drop + 1 - count(a.digits)) + a.digits;
  std::string kept = padded.substr(0, padded.size() - static_cast<std::size_t>(drop));
  std::string gone = padded.substr(kept.size());
  bool is_exact = gone == zeros(drop);
  int against_half = gone.compare("5" + zeros(drop - 1));
  if (rounds_away(mode, a.negative, kept.back(), against_half, is_exact)) {
    kept = digits::add(kept, "1");
  }
  kept = digits::stripped(kept);
  return {.negative = a.negative && kept != "0", .digits = kept, .exponent = a.exponent + drop};
}

// The digits of `a` at an exponent that is no larger.
std::string spread_to(const Decimal& a, int exponent) {
  return digits::stripped(a.digits + zeros(a.exponent - exponent));
}

// Of the first digit.
int first_exponent(const Decimal& a) {
  return a.exponent + count(a.digits) - 1;
}

// 34 digits by rounding; then -0 and the limits of the exponent. So near to zero that decimal128
// has fewer digits, a result that loses any is an underflow, and beyond the limits too.
Decimal fitted(const Decimal& exact) {
  Decimal a = cut(exact, count(exact.digits) - kMostDigits, Mode::kHalfEven);
  if (count(a.digits) > kMostDigits) {
    a = cut(a, 1, Mode::kHalfEven);  // 99…9 became 100…0
  }
  if (is_zero(a)) {
    return {.exponent = std::clamp(a.exponent, kLeastExponent, kMostExponent)};
  }
  if (std::abs(first_exponent(a)) > kFarthestExponent) {
    throw_type("NaN");
  }
  a = cut(a, kLeastExponent - a.exponent, Mode::kHalfEven);
  if (first_exponent(exact) < kLeastFullExponent && compare(a, exact) != 0) {
    throw_type("NaN");
  }
  if (a.exponent > kMostExponent) {
    a.digits = spread_to(a, kMostExponent);
    a.exponent = kMostExponent;
  }
  return a;
}

Decimal negated(Decimal a) {
  a.negative = !a.negative && !is_zero(a);
  return a;
}

int exponent_of_text(const std::string& text) {
  std::string written = digits::stripped(text.substr(text.find_first_not_of("+-")));
  int exponent = written.size() > 6 ? 999999 : std::stoi(written);
  return text[0] == '-' ? -exponent : exponent;
}

}  // namespace

std::optional<Mode> mode_of(const std::string& name) {
  static const std::map<std::string, Mode> kModes = {
      {"half_up", Mode::kHalfUp}, {"half_down", Mode::kHalfDown}, {"half_even", Mode::kHalfEven},
      {"up", Mode::kUp},          {"down", Mode::kDown},          {"ceiling", Mode::kCeiling},
      {"floor", Mode::kFloor}};
  auto found = kModes.find(name);
  return found == kModes.end() ? std::nullopt : std::optional<Mode>(found->second);
}

bool is_decimal(const Json& value) {
  return value.is_binary();
}

Json decimal_json(Decimal decimal) {
  decimal = fitted(decimal);
  std::string text =
      (decimal.negative ? "-" : "") + decimal.digits + "e" + std::to_string(decimal.exponent);
  return Json::binary({text.begin(), text.end()});
}

std::optional<Decimal> decimal_of_text(const std::string& raw) {
  std::string text = without_blanks(raw);
  if (!is_number_text(text)) {
    return std::nullopt;
  }
  Decimal a{.negative = text[0] == '-'};
  std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string::npos) {
    a.exponent = exponent_of_text(text.substr(exponent + 1));
    text.resize(exponent);
  }
  std::size_t point = text.find('.');
  if (point != std::string::npos) {
    a.exponent -= count(text) - static_cast<int>(point) - 1;
    text.erase(point, 1);
  }
  a.digits = digits::stripped(text.substr(text.find_first_not_of("+-")));
  a.negative = a.negative && !is_zero(a);
  return a;
}

Json decimal_value(const std::string& text) {
  return decimal_json(decimal_of_text(text).value());
}

Decimal decimal_of(const Json& number) {
  std::string text = is_decimal(number)
                         ? std::string(number.get_binary().begin(), number.get_binary().end())
                         : shortest_text(number);
  return *decimal_of_text(text);
}

// "plain form while the number needs at most 34 places before and 20 after the point, else 1.5e+40"
std::string decimal_text(const Decimal& a) {
  std::string sign = a.negative ? "-" : "";
  int after = std::max(-a.exponent, 0);
  int before = is_zero(a) ? 1 : count(a.digits) + a.exponent;
  if (before > 34 || after > 20) {
    int first = a.exponent + count(a.digits) - 1;
    std::string fraction = a.digits.size() > 1 ? "." + a.digits.substr(1) : "";
    return sign + a.digits[0] + fraction + (first < 0 ? "e" : "e+") + std::to_string(first);
  }
  std::string plain = is_zero(a) ? "0" : a.digits + zeros(a.exponent);
  plain = zeros(after + 1 - count(plain)) + plain;
  if (after > 0) {
    plain.insert(plain.size() - static_cast<std::size_t>(after), ".");
  }
  return sign + plain;
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) {
    return a.negative ? -1 : 1;
  }
  int exponent = std::min(a.exponent, b.exponent);
  int c = digits::compare(spread_to(a, exponent), spread_to(b, exponent));
  return a.negative ? -c : c;
}

// Preferred exponent: as many fraction digits as the operand that has more.
Json add(const Decimal& a, const Decimal& b) {
  int exponent = std::min(a.exponent, b.exponent);
  std::string x = spread_to(a, exponent);
  std::string y = spread_to(b, exponent);
  if (a.negative == b.negative) {
    return decimal_json({a.negative, digits::add(x, y), exponent});
  }
  bool a_is_larger = digits::compare(x, y) >= 0;
  std::string difference = a_is_larger ? digits::subtract(x, y) : digits::subtract(y, x);
  return decimal_json({a_is_larger ? a.negative : b.negative, difference, exponent});
}

Json subtract(const Decimal& a, const Decimal& b) {
  return add(a, negated(b));
}

Json multiply(const Decimal& a, const Decimal& b) {
  return decimal_json(
      {a.negative != b.negative, digits::multiply(a.digits, b.digits), a.exponent + b.exponent});
}

// Exact: the exponent nearest to the difference of the exponents. Else all 34 digits.
Json divide(const Decimal& a, const Decimal& b) {
  if (is_zero(b)) {
    throw_type("NaN");
  }
  digits::Quotient q = digits::divide(a.digits, b.digits);
  int exponent = a.exponent - b.exponent;
  while (q.rest != "0" && count(q.whole) <= kMostDigits + 1) {
    digits::Quotient next = digits::divide(q.rest + "0", b.digits);
    q = {.whole = digits::stripped(q.whole + next.whole), .rest = next.rest};
    --exponent;
  }
  if (q.rest != "0") {
    q.whole += "1";  // there is more: no tie, and not exact
    --exponent;
  }
  return decimal_json({a.negative != b.negative, q.whole, exponent});
}

// "% truncates: it has the sign of the dividend."
Json remainder(const Decimal& a, const Decimal& b) {
  if (is_zero(b)) {
    throw_type("NaN");
  }
  int exponent = std::min(a.exponent, b.exponent);
  digits::Quotient q = digits::divide(spread_to(a, exponent), spread_to(b, exponent));
  return decimal_json({a.negative, q.rest, exponent});
}

Decimal at_exponent(const Decimal& decimal, int exponent, Mode mode) {
  if (decimal.exponent >= exponent) {
    return {
        .negative = decimal.negative, .digits = spread_to(decimal, exponent), .exponent = exponent};
  }
  return cut(decimal, exponent - decimal.exponent, mode);
}

}  // namespace rulec::reference
