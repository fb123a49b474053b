#include "base/calendar.h"

#include <cstdio>

namespace rulec::calendar {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - static_cast<std::int64_t>(a % b != 0 && (a < 0) != (b < 0));
}

// Reads fixed-width fields from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<int> digits(std::size_t count) {
    if (text_.size() < count) {
      return std::nullopt;
    }
    int value = 0;
    for (char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') {
        return std::nullopt;
      }
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  bool take(char c) {
    if (!text_.starts_with(c)) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool is_done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

// ".123456" cut to milliseconds; nothing when there is a point without 1 to 6 digits.
std::optional<int> read_fraction(Reader& reader) {
  if (!reader.take('.')) {
    return 0;
  }
  int ms = 0;
  int count = 0;
  for (; count < 6; ++count) {
    auto digit = reader.digits(1);
    if (!digit) {
      break;
    }
    if (count < 3) {
      ms = ms * 10 + *digit;
    }
  }
  if (count == 0) {
    return std::nullopt;
  }
  for (int i = count; i < 3; ++i) {
    ms *= 10;
  }
  return ms;
}

// Minutes east of UTC.
std::optional<int> read_offset(Reader& reader) {
  if (reader.take('Z')) {
    return 0;
  }
  bool is_east = reader.take('+');
  if (!is_east && !reader.take('-')) {
    return std::nullopt;
  }
  auto hours = reader.digits(2);
  if (!hours || !reader.take(':')) {
    return std::nullopt;
  }
  auto minutes = reader.digits(2);
  if (!minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  int total = *hours * 60 + *minutes;
  return is_east ? total : -total;
}

std::optional<std::int64_t> read_date_ms(Reader& reader) {
  auto year = reader.digits(4);
  if (!year || !reader.take('-')) {
    return std::nullopt;
  }
  auto month = reader.digits(2);
  if (!month || !reader.take('-')) {
    return std::nullopt;
  }
  auto day = reader.digits(2);
  if (!day || *year < 1 || *month < 1 || *month > 12 || *day < 1 ||
      *day > days_in_month(*year, *month)) {
    return std::nullopt;
  }
  return days_from_civil({.year = *year, .month = *month, .day = *day}) * kMsPerDay;
}

std::optional<std::int64_t> read_time_ms(Reader& reader) {
  auto hour = reader.digits(2);
  if (!hour || !reader.take(':')) {
    return std::nullopt;
  }
  auto minute = reader.digits(2);
  if (!minute || !reader.take(':')) {
    return std::nullopt;
  }
  auto second = reader.digits(2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  auto fraction = read_fraction(reader);
  auto offset = read_offset(reader);
  if (!fraction || !offset) {
    return std::nullopt;
  }
  return ((*hour * 60LL + *minute - *offset) * 60 + *second) * 1000 + *fraction;
}

}  // namespace

std::int64_t days_from_civil(CivilDate date) {
  std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  std::int64_t era = floor_div(year, 400);
  std::int64_t year_of_era = year - era * 400;
  int shifted_month = date.month + (date.month > 2 ? -3 : 9);
  std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
  std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

CivilDate civil_from_days(std::int64_t days) {
  days += 719'468;
  std::int64_t era = floor_div(days, 146'097);
  std::int64_t day_of_era = days - era * 146'097;
  std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {.year = static_cast<int>(year_of_era + era * 400) + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5) + 1};
}

int days_in_month(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

std::optional<Moment> parse_moment(std::string_view text) {
  Reader reader(text);
  auto date = read_date_ms(reader);
  if (!date) {
    return std::nullopt;
  }
  if (reader.is_done()) {
    return Moment{.ms = *date, .is_date = true};
  }
  if (!reader.take('T')) {
    return std::nullopt;
  }
  auto time = read_time_ms(reader);
  if (!time || !reader.is_done() || *date + *time < kMinMs || *date + *time > kMaxMs) {
    return std::nullopt;
  }
  return Moment{.ms = *date + *time, .is_date = false};
}

std::string format_date(std::int64_t ms) {
  CivilDate date = civil_from_days(floor_div(ms, kMsPerDay));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

std::string format_instant(std::int64_t ms) {
  auto in_day = static_cast<int>(ms - floor_div(ms, kMsPerDay) * kMsPerDay);
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", in_day / 3'600'000,
                in_day / 60'000 % 60, in_day / 1000 % 60, in_day % 1000);
  return format_date(ms) + text;
}

}  // namespace rulec::calendar
