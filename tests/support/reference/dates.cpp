// Dates and durations of 3.5 and section 5.
#include <algorithm>
#include <map>
#include <regex>

#include "calendar.h"
#include "decimals.h"
#include "numbers.h"
#include "own.h"

namespace rulec::reference {
namespace {

// More seconds than there are between the first date and the last.
constexpr double kFarSeconds = 1e12;

Moment moment_operand(const Json& operand) {
  auto moment = moment_of_text(text_operand(operand));
  if (!moment) {
    bad_arguments();
  }
  return *moment;
}

Json checked_text(const Moment& moment) {
  if (!in_range(moment)) {
    bad_arguments();
  }
  return moment_text(moment);
}

struct Duration {
  std::int64_t months = 0;  // years are twelve
  std::int64_t ms = 0;      // weeks, days and time
  bool has_months = false;  // written, be it P0M
  bool has_time = false;    // with T, or a number
};

std::int64_t part_of(const std::ssub_match& digits) {
  if (digits.length() > 10) {  // nine digits and the letter
    bad_arguments();
  }
  return digits.matched ? std::stoll(digits.str()) : 0;
}

// P1Y2M3W4DT5H6M7S, each part at most once and in this order, at least one, one after T.
Duration duration_of_text(const std::string& text) {
  static const std::regex kForm(
      R"((-?)P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?)");
  std::smatch part;
  bool is_duration =
      std::regex_match(text, part, kForm) && text.back() != 'P' && text.back() != 'T';
  if (!is_duration) {
    bad_arguments();
  }
  Duration d{.has_months = part[2].matched || part[3].matched, .has_time = part[6].matched};
  d.months = part_of(part[2]) * 12 + part_of(part[3]);
  d.ms = (part_of(part[4]) * 7 + part_of(part[5])) * kDayMs + part_of(part[7]) * 3'600'000 +
         part_of(part[8]) * 60'000 + part_of(part[9]) * 1000;
  if (part[10].matched) {
    d.ms += std::stoll((part[10].str() + "00").substr(0, 3));
  }
  if (part[1].length() > 0) {
    d.months = -d.months;
    d.ms = -d.ms;
  }
  return d;
}

// "a number of seconds", cut to milliseconds; of a double what its shortest text says (section 4).
Duration duration_of_number(const Json& number) {
  if (compare_numbers(number, kFarSeconds) > 0 || compare_numbers(number, -kFarSeconds) < 0) {
    bad_arguments();
  }
  Duration d{.has_time = true};
  if (number.is_number_integer()) {
    d.ms = number.get<std::int64_t>() * 1000;
  } else {
    Decimal ms = decimal_of(number);
    ms.exponent += 3;
    ms = at_exponent(ms, 0, Mode::kDown);
    d.ms = std::stoll((ms.negative ? "-" : "") + ms.digits);
  }
  return d;
}

Duration duration_operand(const Json& operand) {
  return is_number(operand) ? duration_of_number(operand) : duration_of_text(text_operand(operand));
}

// "clamped to the end of the month"
std::int64_t add_months(std::int64_t ms, std::int64_t months) {
  Day day = day_of_number(ms / kDayMs);
  std::int64_t month = day.year * 12 + day.month - 1 + months;
  day.year = month / 12;
  day.month = month % 12 + 1;
  if (month < 12 || day.year > 9999) {
    bad_arguments();
  }
  day.day = std::min(day.day, days_in_month(day.year, day.month));
  return number_of_day(day) * kDayMs + ms % kDayMs;
}

// "a whole month is over when date_add(b, n months) ≤ a"; backwards the same, mirrored.
std::int64_t whole_months(std::int64_t a, std::int64_t b) {
  Day to = day_of_number(a / kDayMs);
  Day from = day_of_number(b / kDayMs);
  std::int64_t months = (to.year - from.year) * 12 + to.month - from.month;
  if (a >= b) {
    return add_months(b, months) <= a ? months : months - 1;
  }
  return add_months(b, months) >= a ? months : months + 1;
}

// "week (ISO)": that of the Thursday of the same Monday to Sunday.
std::int64_t iso_week(std::int64_t number) {
  std::int64_t thursday = number - number % 7 + 3;
  return (thursday - days_before_year(day_of_number(thursday).year)) / 7 + 1;
}

std::map<std::string, std::int64_t> parts_of(const Moment& moment) {
  std::int64_t number = moment.ms / kDayMs;
  std::int64_t ms = moment.ms % kDayMs;
  Day day = day_of_number(number);
  return {{"year", day.year},
          {"quarter", (day.month + 2) / 3},
          {"month", day.month},
          {"week", iso_week(number)},
          {"day", day.day},
          {"yearday", number - days_before_year(day.year) + 1},
          {"weekday", number % 7 + 1},
          {"hour", ms / 3'600'000},
          {"minute", ms / 60'000 % 60},
          {"second", ms / 1000 % 60},
          {"millisecond", ms % 1000}};
}

Moment moment_at(std::int64_t now) {
  return {.ms = now + number_of_day({.year = 1970}) * kDayMs};
}

Moment day_part(const Moment& moment) {
  return {.ms = moment.ms - moment.ms % kDayMs, .is_date = true};
}

}  // namespace

Json now(std::int64_t now) {
  return moment_text(moment_at(now));
}

Json today(std::int64_t now) {
  return moment_text(day_part(moment_at(now)));
}

// "the instant in canonical form, cut to milliseconds; a date is its 00:00"
Json instant(const Operands& o) {
  return moment_text({.ms = moment_operand(o[0]).ms});
}

// "the UTC date of an instant or date"
Json date(const Operands& o) {
  return moment_text(day_part(moment_operand(o[0])));
}

// "years and months first, then weeks, days and time. A date stays a date if d has no time part and
// is no number; else an instant."
Json date_add(const Operands& o) {
  Moment moment = moment_operand(o[0]);
  Duration d = duration_operand(o[1]);
  return checked_text(
      {.ms = add_months(moment.ms, d.months) + d.ms, .is_date = moment.is_date && !d.has_time});
}

// "a − b in whole units, cut towards zero"
Json date_diff(const Operands& o) {
  static const std::map<std::string, std::int64_t> kUnits = {
      {"milliseconds", 1},  {"seconds", 1000}, {"minutes", 60'000},
      {"hours", 3'600'000}, {"days", kDayMs},  {"weeks", 7 * kDayMs}};
  std::int64_t a = moment_operand(o[0]).ms;
  std::int64_t b = moment_operand(o[1]).ms;
  std::string unit = o.size() > 2 ? text_operand(o[2]) : "days";
  if (unit == "months" || unit == "years") {
    return whole_months(a, b) / (unit == "years" ? 12 : 1);
  }
  auto found = kUnits.find(unit);
  if (found == kUnits.end()) {
    bad_arguments();
  }
  return (a - b) / found->second;
}

Json date_part(const Operands& o) {
  auto parts = parts_of(moment_operand(o[0]));
  auto found = parts.find(text_operand(o[1]));
  if (found == parts.end()) {
    bad_arguments();
  }
  return found->second;
}

// "gives seconds and throws when years or months occur"; a number is seconds already.
Json duration(const Operands& o) {
  if (is_number(o[0])) {
    return o[0];
  }
  Duration d = duration_of_text(text_operand(o[0]));
  if (d.has_months) {
    bad_arguments();
  }
  return divide(d.ms, 1000);
}

}  // namespace rulec::reference
