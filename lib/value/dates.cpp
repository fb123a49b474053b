// Dates, instants, durations (language.md 5). Both are texts; the arithmetic is base/calendar.h.
#include "value/dates.h"

#include <array>
#include <limits>

#include "base/calendar.h"
#include "value/decimal.h"
#include "value/functions.h"
#include "value/number.h"

namespace rulec::value {
namespace {

using calendar::Duration;
using calendar::Moment;

Value date_text(OpContext& ctx, std::int64_t ms) {
  auto text = ctx.arena.make_span<char>(calendar::kDateChars);
  calendar::write_date(ms, text.first<calendar::kDateChars>());
  return Value::string({text.data(), text.size()});
}

Value instant_text(OpContext& ctx, std::int64_t ms) {
  auto text = ctx.arena.make_span<char>(calendar::kInstantChars);
  calendar::write_instant(ms, text.first<calendar::kInstantChars>());
  return Value::string({text.data(), text.size()});
}

std::optional<Moment> moment_of(const Value& value) {
  return value.is_string() ? calendar::parse_moment(value.as_string()) : std::nullopt;
}

// Seconds as milliseconds, cut towards zero; by decimals, so that 1.005 is 1005.
std::optional<std::int64_t> ms_of_seconds(const Value& seconds) {
  auto decimal = decimal_of(seconds);
  auto ms = decimal ? calculate(Arithmetic::kMultiply, *decimal, decimal_from(std::int64_t{1000}))
                    : std::nullopt;
  return ms ? to_integer(*ms) : std::nullopt;
}

std::optional<Duration> duration_of(const Value& value) {
  if (value.is_string()) {
    return calendar::parse_duration(value.as_string());
  }
  if (!value.is_number()) {
    return std::nullopt;
  }
  auto ms = ms_of_seconds(value);
  return ms ? std::optional(Duration{.ms = *ms, .has_time = true}) : std::nullopt;
}

enum class Unit : std::uint8_t {
  kMilliseconds,
  kSeconds,
  kMinutes,
  kHours,
  kDays,
  kWeeks,
  kMonths,
  kYears
};

enum class Part : std::uint8_t {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kYearday,
  kWeekday,
  kHour,
  kMinute,
  kSecond,
  kMillisecond
};

constexpr std::array<std::string_view, 8> kUnits = {"milliseconds", "seconds", "minutes", "hours",
                                                    "days",         "weeks",   "months",  "years"};
constexpr std::array<std::string_view, 11> kParts = {"year",   "quarter", "month",      "week",
                                                     "day",    "yearday", "weekday",    "hour",
                                                     "minute", "second",  "millisecond"};

template <class Named, std::size_t N>
std::optional<Named> by_name(const std::array<std::string_view, N>& names, const Value& name) {
  for (std::size_t i = 0; name.is_string() && i < N; ++i) {
    if (names[i] == name.as_string()) {
      return static_cast<Named>(i);
    }
  }
  return std::nullopt;
}

std::int64_t difference(Unit unit, std::int64_t from, std::int64_t to) {
  std::int64_t ms = to - from;
  switch (unit) {
    case Unit::kMilliseconds:
      return ms;
    case Unit::kSeconds:
      return ms / 1000;
    case Unit::kMinutes:
      return ms / 60'000;
    case Unit::kHours:
      return ms / 3'600'000;
    case Unit::kDays:
      return ms / calendar::kMsPerDay;
    case Unit::kWeeks:
      return ms / (7 * calendar::kMsPerDay);
    case Unit::kMonths:
      return calendar::whole_months(from, to);
    case Unit::kYears:
      return calendar::whole_months(from, to) / 12;
  }
  return 0;
}

std::int64_t part_of(Part part, std::int64_t ms) {
  std::int64_t day = calendar::day_of(ms);
  std::int64_t in_day = calendar::ms_of_day(ms);
  calendar::CivilDate date = calendar::civil_from_days(day);
  switch (part) {
    case Part::kYear:
      return date.year;
    case Part::kQuarter:
      return (date.month + 2) / 3;
    case Part::kMonth:
      return date.month;
    case Part::kWeek:
      return calendar::iso_week(day);
    case Part::kDay:
      return date.day;
    case Part::kYearday:
      return calendar::day_of_year(day);
    case Part::kWeekday:
      return calendar::weekday(day);
    case Part::kHour:
      return in_day / 3'600'000;
    case Part::kMinute:
      return in_day / 60'000 % 60;
    case Part::kSecond:
      return in_day / 1000 % 60;
    case Part::kMillisecond:
      return in_day % 1000;
  }
  return 0;
}

// One operand that is a date or an instant, written anew.
Value rewritten(OpContext& ctx, std::span<const Value> operands,
                Value (*write)(OpContext&, std::int64_t)) {
  RULEC_PASS_ERRORS(operands);
  auto moment = operands.size() == 1 ? moment_of(operands[0]) : std::nullopt;
  return moment ? write(ctx, moment->ms) : invalid_arguments();
}

}  // namespace

std::span<const std::string_view> unit_names() {
  return kUnits;
}

std::span<const std::string_view> part_names() {
  return kParts;
}

Value op_now(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.empty() ? instant_text(ctx, ctx.now_ms) : invalid_arguments();
}

Value op_today(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.empty() ? date_text(ctx, ctx.now_ms) : invalid_arguments();
}

Value op_instant(OpContext& ctx, std::span<const Value> operands) {
  return rewritten(ctx, operands, instant_text);
}

Value op_date(OpContext& ctx, std::span<const Value> operands) {
  return rewritten(ctx, operands, date_text);
}

Value op_date_add(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 2) {
    return invalid_arguments();
  }
  auto moment = moment_of(operands[0]);
  auto duration = duration_of(operands[1]);
  auto sum = moment && duration ? calendar::add(moment->ms, *duration) : std::nullopt;
  if (!sum) {
    return invalid_arguments();
  }
  return moment->is_date && !duration->has_time ? date_text(ctx, *sum) : instant_text(ctx, *sum);
}

Value op_date_diff(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() < 2 || operands.size() > 3) {
    return invalid_arguments();
  }
  auto to = moment_of(operands[0]);
  auto from = moment_of(operands[1]);
  auto unit = operands.size() == 3 ? by_name<Unit>(kUnits, operands[2]) : Unit::kDays;
  if (!to || !from || !unit) {
    return invalid_arguments();
  }
  return Value::integer(difference(*unit, from->ms, to->ms));
}

Value op_date_part(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  auto moment = operands.size() == 2 ? moment_of(operands[0]) : std::nullopt;
  auto part = moment ? by_name<Part>(kParts, operands[1]) : std::nullopt;
  return part ? Value::integer(part_of(*part, moment->ms)) : invalid_arguments();
}

Value op_duration(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1) {
    return invalid_arguments();
  }
  if (operands[0].is_number()) {
    return operands[0];
  }
  auto duration = duration_of(operands[0]);
  if (!duration || duration->has_calendar) {
    return invalid_arguments();
  }
  return duration->ms % 1000 == 0 ? Value::integer(duration->ms / 1000)
                                  : Value::real(static_cast<double>(duration->ms) / 1000);
}

}  // namespace rulec::value
