#include "calendar.h"

#include <algorithm>

namespace rulec::reference {
namespace {

bool is_leap(std::int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

// A text read from its front; after the first thing that is not there nothing is.
class Reader {
 public:
  explicit Reader(std::string text) : rest_(std::move(text)) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool accept(char c) {
    bool is_there = !rest_.empty() && rest_[0] == c;
    rest_.erase(0, is_there ? 1 : 0);
    return is_there;
  }

  void expect(char c) { failed_ = !accept(c) || failed_; }

  // Exactly so many digits, and a number from least to most.
  std::int64_t number(std::size_t digits, std::int64_t least, std::int64_t most) {
    std::string text = take_digits();
    failed_ = failed_ || text.size() != digits;
    std::int64_t value = failed_ ? least : std::stoll(text);
    failed_ = failed_ || value < least || value > most;
    return value;
  }

  std::string take_digits() {
    std::size_t n = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    std::string text = rest_.substr(0, n);
    rest_.erase(0, n);
    return text;
  }

  void fail() { failed_ = true; }

 private:
  std::string rest_;
  bool failed_ = false;
};

Day read_day(Reader& reader) {
  Day day;
  day.year = reader.number(4, 1, 9999);
  reader.expect('-');
  day.month = reader.number(2, 1, 12);
  reader.expect('-');
  day.day = reader.number(2, 1, reader.failed() ? 31 : days_in_month(day.year, day.month));
  return day;
}

// "0 to 6 fraction digits", cut to milliseconds.
std::int64_t read_fraction(Reader& reader) {
  if (!reader.accept('.')) {
    return 0;
  }
  std::string digits = reader.take_digits();
  if (digits.empty() || digits.size() > 6) {
    reader.fail();
    return 0;
  }
  return std::stoll((digits + "00").substr(0, 3));
}

// Milliseconds that local time is ahead of UTC.
std::int64_t read_offset(Reader& reader) {
  if (reader.accept('Z')) {
    return 0;
  }
  bool is_behind = reader.accept('-');
  if (!is_behind) {
    reader.expect('+');
  }
  std::int64_t minutes = reader.number(2, 0, 23) * 60;
  reader.expect(':');
  minutes += reader.number(2, 0, 59);
  return (is_behind ? -minutes : minutes) * 60'000;
}

}  // namespace

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  if (month == 2) {
    return is_leap(year) ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::int64_t days_before_year(std::int64_t year) {
  std::int64_t past = year - 1;
  return past * 365 + past / 4 - past / 100 + past / 400;
}

std::int64_t number_of_day(const Day& day) {
  std::int64_t number = days_before_year(day.year) + day.day - 1;
  for (std::int64_t month = 1; month < day.month; ++month) {
    number += days_in_month(day.year, month);
  }
  return number;
}

Day day_of_number(std::int64_t number) {
  Day day{.year = number / 366 + 1};
  while (days_before_year(day.year + 1) <= number) {
    ++day.year;
  }
  number -= days_before_year(day.year);
  while (number >= days_in_month(day.year, day.month)) {
    number -= days_in_month(day.year, day.month);
    ++day.month;
  }
  day.day = number + 1;
  return day;
}

bool in_range(const Moment& moment) {
  return moment.ms >= 0 && moment.ms < days_before_year(10'000) * kDayMs;
}

std::optional<Moment> moment_of_text(const std::string& text) {
  Reader reader(text);
  Day day = read_day(reader);
  Moment moment{.is_date = reader.at_end()};
  std::int64_t time = 0;
  if (!moment.is_date) {
    reader.expect('T');
    time = reader.number(2, 0, 23) * 3'600'000;
    reader.expect(':');
    time += reader.number(2, 0, 59) * 60'000;
    reader.expect(':');
    time += reader.number(2, 0, 59) * 1000;
    time += read_fraction(reader);
    time -= read_offset(reader);
  }
  if (reader.failed() || !reader.at_end()) {
    return std::nullopt;
  }
  moment.ms = number_of_day(day) * kDayMs + time;
  return in_range(moment) ? std::optional<Moment>(moment) : std::nullopt;
}

std::string moment_text(const Moment& moment) {
  Day day = day_of_number(moment.ms / kDayMs);
  std::string text = padded(day.year, 4) + "-" + padded(day.month, 2) + "-" + padded(day.day, 2);
  if (moment.is_date) {
    return text;
  }
  std::int64_t ms = moment.ms % kDayMs;
  return text + "T" + padded(ms / 3'600'000, 2) + ":" + padded(ms / 60'000 % 60, 2) + ":" +
         padded(ms / 1000 % 60, 2) + "." + padded(ms % 1000, 3) + "Z";
}

}  // namespace rulec::reference
