#include "base/calendar.h"

#include <algorithm>
#include <limits>
#include <span>

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

void write_digits(int value, std::span<char> to) {
  for (std::size_t i = to.size(); i > 0; --i) {
    to[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// Parts of a duration in their order. A part is a number and its letter; each letter may stand
// once.
class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : text_(text) {}

  std::optional<Duration> read() {
    bool is_negative = take('-');
    if (!take('P') || !read_date_parts() || !read_time_parts() || !text_.empty() || !has_part_) {
      return std::nullopt;
    }
    if (ms_ > std::numeric_limits<std::int64_t>::max() ||
        months_ > std::numeric_limits<std::int64_t>::max()) {
      return std::nullopt;
    }
    duration_.ms = static_cast<std::int64_t>(is_negative ? -ms_ : ms_);
    duration_.months = static_cast<std::int64_t>(is_negative ? -months_ : months_);
    return duration_;
  }

 private:
  __extension__ using Wide = __int128;
  static constexpr std::size_t kMaxDigits = 18;  // the sums stay inside 128 bits

  bool take(char c) {
    if (!text_.starts_with(c)) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  bool read_date_parts() {
    std::optional<std::int64_t> years = count('Y');
    std::optional<std::int64_t> months = count('M');
    std::optional<std::int64_t> weeks = count('W');
    std::optional<std::int64_t> days = count('D');
    duration_.has_calendar = years || months;
    months_ = Wide{years.value_or(0)} * 12 + months.value_or(0);
    ms_ = (Wide{weeks.value_or(0)} * 7 + days.value_or(0)) * kMsPerDay;
    return true;
  }

  bool read_time_parts() {
    if (!take('T')) {
      return true;
    }
    has_part_ = false;  // `T` asks for one of its own
    std::optional<std::int64_t> hours = count('H');
    std::optional<std::int64_t> minutes = count('M');
    duration_.has_time = true;
    ms_ += (Wide{hours.value_or(0)} * 60 + minutes.value_or(0)) * 60'000;
    return text_.empty() || read_seconds();
  }

  bool read_seconds() {
    std::size_t point = text_.find('.');
    if (point == std::string_view::npos) {
      auto seconds = count('S');
      ms_ += Wide{seconds.value_or(0)} * 1000;
      return seconds.has_value();
    }
    auto whole = number(text_.substr(0, point));
    text_.remove_prefix(point);
    Reader fraction(text_);
    auto ms = read_fraction(fraction);
    if (!whole || !ms || !fraction.take('S') || !fraction.is_done()) {
      return false;
    }
    ms_ += Wide{*whole} * 1000 + *ms;
    text_ = {};
    has_part_ = true;
    return true;
  }

  static std::optional<std::int64_t> number(std::string_view digits) {
    bool is_number = !digits.empty() && digits.size() <= kMaxDigits &&
                     digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) {
      return std::nullopt;
    }
    std::int64_t value = 0;
    for (char digit : digits) {
      value = value * 10 + (digit - '0');
    }
    return value;
  }

  // The number before `letter` when the next part is that one.
  std::optional<std::int64_t> count(char letter) {
    std::size_t length = text_.find_first_not_of("0123456789");
    if (length == std::string_view::npos || text_[length] != letter) {
      return std::nullopt;
    }
    auto value = number(text_.substr(0, length));
    if (value) {
      text_.remove_prefix(length + 1);
      has_part_ = true;
    }
    return value;
  }

  std::string_view text_;
  Duration duration_;
  Wide months_ = 0;
  Wide ms_ = 0;
  bool has_part_ = false;
};

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

std::int64_t day_of(std::int64_t ms) {
  return floor_div(ms, kMsPerDay);
}

std::int64_t ms_of_day(std::int64_t ms) {
  return ms - day_of(ms) * kMsPerDay;
}

void write_date(std::int64_t ms, std::span<char, kDateChars> to) {
  CivilDate date = civil_from_days(day_of(ms));
  write_digits(date.year, to.subspan<0, 4>());
  to[4] = '-';
  write_digits(date.month, to.subspan<5, 2>());
  to[7] = '-';
  write_digits(date.day, to.subspan<8, 2>());
}

void write_instant(std::int64_t ms, std::span<char, kInstantChars> to) {
  auto in_day = static_cast<int>(ms_of_day(ms));
  write_date(ms, to.first<kDateChars>());
  to[10] = 'T';
  write_digits(in_day / 3'600'000, to.subspan<11, 2>());
  to[13] = ':';
  write_digits(in_day / 60'000 % 60, to.subspan<14, 2>());
  to[16] = ':';
  write_digits(in_day / 1000 % 60, to.subspan<17, 2>());
  to[19] = '.';
  write_digits(in_day % 1000, to.subspan<20, 3>());
  to[23] = 'Z';
}

std::string format_date(std::int64_t ms) {
  std::string text(kDateChars, ' ');
  write_date(ms, std::span<char, kDateChars>(text.data(), kDateChars));
  return text;
}

std::string format_instant(std::int64_t ms) {
  std::string text(kInstantChars, ' ');
  write_instant(ms, std::span<char, kInstantChars>(text.data(), kInstantChars));
  return text;
}

std::optional<std::int64_t> add_months(std::int64_t ms, std::int64_t months) {
  constexpr std::int64_t kMostMonths = 12 * 10'000;  // farther than any two years lie apart
  if (months < -kMostMonths || months > kMostMonths) {
    return std::nullopt;
  }
  CivilDate date = civil_from_days(day_of(ms));
  std::int64_t month = date.year * 12LL + (date.month - 1) + months;  // counted from year 0
  std::int64_t year = floor_div(month, 12);
  if (year < 1 || year > 9999) {
    return std::nullopt;
  }
  date.year = static_cast<int>(year);
  date.month = static_cast<int>(month - year * 12) + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return days_from_civil(date) * kMsPerDay + ms_of_day(ms);
}

std::optional<std::int64_t> add(std::int64_t ms, const Duration& duration) {
  auto moved = add_months(ms, duration.months);
  std::int64_t sum = 0;
  if (!moved || __builtin_add_overflow(*moved, duration.ms, &sum) || sum < kMinMs || sum > kMaxMs) {
    return std::nullopt;
  }
  return sum;
}

std::int64_t whole_months(std::int64_t from, std::int64_t to) {
  CivilDate first = civil_from_days(day_of(from));
  CivilDate last = civil_from_days(day_of(to));
  std::int64_t months = (last.year - first.year) * 12LL + (last.month - first.month);
  // The guess is at most one too far, because days and time of day were left out.
  auto reached = add_months(from, months);
  if (to >= from && (!reached || *reached > to)) {
    return months - 1;
  }
  return to < from && (!reached || *reached < to) ? months + 1 : months;
}

int weekday(std::int64_t days) {
  return static_cast<int>(days + 3 - floor_div(days + 3, 7) * 7) + 1;  // 1970-01-01: a Thursday
}

int day_of_year(std::int64_t days) {
  int year = civil_from_days(days).year;
  return static_cast<int>(days - days_from_civil({.year = year, .month = 1, .day = 1})) + 1;
}

int iso_week(std::int64_t days) {
  std::int64_t thursday = days - weekday(days) + 4;  // of the same week: its year counts
  return (day_of_year(thursday) - 1) / 7 + 1;
}

std::optional<Duration> parse_duration(std::string_view text) {
  return DurationReader(text).read();
}

}  // namespace rulec::calendar
