// Dates and instants of the proleptic Gregorian calendar, years 1 to 9999, UTC, no leap seconds.
// A date is `YYYY-MM-DD`, an instant `YYYY-MM-DDTHH:MM:SS.mmmZ`; both are counted here as
// milliseconds since 1970-01-01T00:00:00Z. Day numbers follow the algorithms of Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rulec::calendar {

inline constexpr std::int64_t kMsPerDay = 86'400'000;
inline constexpr std::int64_t kMinMs = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
inline constexpr std::int64_t kMaxMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
};

[[nodiscard]] std::int64_t days_from_civil(CivilDate date);  // days since 1970-01-01
[[nodiscard]] CivilDate civil_from_days(std::int64_t days);
[[nodiscard]] int days_in_month(int year, int month);

// What a text says: a date, or a date-time with `Z` or `±hh:mm` and 0 to 6 fraction digits (cut to
// milliseconds). A date-time without an offset, second 60 and all else give nothing.
struct Moment {
  std::int64_t ms = 0;
  bool is_date = false;
};
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);

[[nodiscard]] std::string format_date(std::int64_t ms);
[[nodiscard]] std::string format_instant(std::int64_t ms);

}  // namespace rulec::calendar
