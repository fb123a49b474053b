#include "tooling/explain/scale.h"

#include <algorithm>
#include <charconv>

#include "base/calendar.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kMostNumberDigits = 18;
constexpr std::int64_t kMsPerSecond = 1000;

std::string number_text(const Value& number) {
  std::string text;
  append_number(text, number);
  return text;
}

std::int64_t step_of(Scale::Kind kind) {
  switch (kind) {
    case Scale::Kind::kNumber:
    case Scale::Kind::kMillisecond:
      return 1;
    case Scale::Kind::kDate:
      return calendar::kMsPerDay;
    case Scale::Kind::kSecond:
      return kMsPerSecond;
  }
  return 1;
}

// "123.4" with two digits is 12340; nothing for a form with an exponent and for long numbers.
std::optional<std::int64_t> scaled(std::string_view text, int digits) {
  if (text.find_first_of("eE") != std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t point = std::min(text.find('.'), text.size());
  std::string whole(text.substr(0, point));
  std::string fraction(point < text.size() ? text.substr(point + 1) : std::string_view());
  fraction.resize(static_cast<std::size_t>(digits), '0');
  whole += fraction;
  if (whole.size() > kMostNumberDigits) {
    return std::nullopt;
  }
  std::int64_t made = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), made);
  return made;
}

Value number_of(std::int64_t steps, int digits) {
  std::string sign = steps < 0 ? "-" : "";
  std::string text = std::to_string(steps < 0 ? -steps : steps);
  auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) {
    text.insert(0, places + 1 - text.size(), '0');
  }
  std::string fraction = text.substr(text.size() - places);
  text.resize(text.size() - places);
  while (fraction.ends_with('0')) {
    fraction.pop_back();
  }
  std::string whole = sign + text;
  if (fraction.empty()) {
    std::int64_t integer = 0;
    std::from_chars(whole.data(), whole.data() + whole.size(), integer);
    return Value::integer(integer);
  }
  whole.append(".").append(fraction);
  double real = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), real);
  return Value::real(real);
}

}  // namespace

int fraction_digits(const Value& number) {
  std::string text = number_text(number);
  std::size_t point = text.find('.');
  if (point == std::string::npos || text.find_first_of("eE") != std::string::npos) {
    return 0;
  }
  return std::min(static_cast<int>(text.size() - point - 1), kMostDigits);
}

std::optional<Scale> Scale::of_text(std::string_view text) {
  auto moment = calendar::parse_moment(text);
  if (!moment) {
    return std::nullopt;
  }
  bool has_fraction = text.find('.') != std::string_view::npos;
  return Scale(moment->is_date ? Kind::kDate
               : has_fraction  ? Kind::kMillisecond
                               : Kind::kSecond,
               0);
}

std::optional<std::int64_t> Scale::steps(const Value& value) const {
  if (kind_ == Kind::kNumber) {
    return value.is_number() ? scaled(number_text(value), digits_) : std::nullopt;
  }
  if (!value.is_string()) {
    return std::nullopt;
  }
  auto moment = calendar::parse_moment(value.as_string());
  return moment ? std::optional(moment->ms / step_of(kind_)) : std::nullopt;
}

Value Scale::value(std::int64_t steps, Arena& arena) const {
  if (kind_ == Kind::kNumber) {
    return number_of(steps, digits_);
  }
  std::int64_t step = step_of(kind_);
  if (steps < calendar::kMinMs / step || steps > calendar::kMaxMs / step) {
    return Value::absent();
  }
  std::string text = kind_ == Kind::kDate ? calendar::format_date(steps * step)
                                          : calendar::format_instant(steps * step);
  if (kind_ == Kind::kSecond) {
    text = text.substr(0, text.find('.')) + "Z";
  }
  return Value::string(arena.copy(std::string_view(text)));
}

}  // namespace rulec::tooling
