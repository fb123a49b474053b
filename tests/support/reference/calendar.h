// Days and instants of the reference (section 5), counted from 0001-01-01T00:00Z, a Monday.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rulec::reference {

constexpr std::int64_t kDayMs = 86'400'000;

struct Day {
  std::int64_t year = 1;
  std::int64_t month = 1;
  std::int64_t day = 1;
};
[[nodiscard]] std::int64_t days_in_month(std::int64_t year, std::int64_t month);
// Days before the first of that year.
[[nodiscard]] std::int64_t days_before_year(std::int64_t year);
[[nodiscard]] std::int64_t number_of_day(const Day& day);
[[nodiscard]] Day day_of_number(std::int64_t number);

struct Moment {
  std::int64_t ms = 0;
  bool is_date = false;
};
// Years 0001 to 9999.
[[nodiscard]] bool in_range(const Moment& moment);
// A date or date-time as section 5 reads them; nothing when the text is none, or out of range.
[[nodiscard]] std::optional<Moment> moment_of_text(const std::string& text);
// The canonical text.
[[nodiscard]] std::string moment_text(const Moment& moment);

}  // namespace rulec::reference
