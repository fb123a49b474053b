// Dates and instants of the proleptic Gregorian calendar, years 1 to 9999, UTC, no leap seconds.
// A date is `YYYY-MM-DD`, an instant `YYYY-MM-DDTHH:MM:SS.mmmZ`; both are counted here as
// milliseconds since 1970-01-01T00:00:00Z. Day numbers follow the algorithms of Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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

// The same into the caller's memory; the text is all of it. `ms` is in [kMinMs, kMaxMs].
inline constexpr std::size_t kDateChars = 10;
inline constexpr std::size_t kInstantChars = 24;
void write_date(std::int64_t ms, std::span<char, kDateChars> to);
void write_instant(std::int64_t ms, std::span<char, kInstantChars> to);

// --- durations: ISO 8601, `P1Y2M3W4DT5H6M7.8S` with any part left out but not all, in this order,
// with an optional leading `-` for the whole. Only seconds have a fraction (1 to 6 digits, cut to
// milliseconds).
struct Duration {
  std::int64_t months = 0;    // years included
  std::int64_t ms = 0;        // weeks, days and time
  bool has_calendar = false;  // years or months occur: its length depends on the date
  bool has_time = false;      // hours, minutes or seconds occur
};
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// Months first, clamped to the end of the month (2026-01-31 + 1 month = 2026-02-28), the time of
// day kept. Nothing when the result is out of range.
[[nodiscard]] std::optional<std::int64_t> add_months(std::int64_t ms, std::int64_t months);
[[nodiscard]] std::optional<std::int64_t> add(std::int64_t ms, const Duration& duration);
// Whole months from `from` to `to`, cut towards zero: one is over when add_months(from, 1) <= to.
[[nodiscard]] std::int64_t whole_months(std::int64_t from, std::int64_t to);

[[nodiscard]] std::int64_t day_of(std::int64_t ms);     // days since 1970-01-01
[[nodiscard]] std::int64_t ms_of_day(std::int64_t ms);  // 0 to kMsPerDay - 1
[[nodiscard]] int weekday(std::int64_t days);           // Monday 1 to Sunday 7
[[nodiscard]] int day_of_year(std::int64_t days);       // from 1
[[nodiscard]] int iso_week(std::int64_t days);          // 1 to 53: week 1 has the first Thursday

}  // namespace rulec::calendar
