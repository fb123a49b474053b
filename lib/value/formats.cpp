#include "value/formats.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/calendar.h"
#include "base/check.h"
#include "value/number.h"

namespace rulec::value {

void FormattedText::append(std::string_view text) {
  RULEC_CHECK(text.size() <= kCapacity - size_);
  if (!text.empty()) {
    std::memcpy(chars_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
}

namespace {

bool is_text(const Value& value) {
  return value.is_string() && value.length() <= kMaxFormatTextBytes;
}

// --- numbers

constexpr std::size_t kTexts = 4;
constexpr std::size_t kCounts = 4;

bool is_count(const Value& value) {
  return value.is_integer() && value.as_integer() >= 0 && value.as_integer() <= kMaxFormatDigits;
}

// The digits of a number, without zeros in front; the number is 0.DIGITS times 10^point.
class Digits {
 public:
  explicit Digits(const NumberText& number) {
    for (char digit : number.whole) {
      add(digit);
    }
    point_ = static_cast<std::int64_t>(count_) + number.exponent;
    for (char digit : number.fraction) {
      // A zero here shifts the first digit and is none itself.
      point_ -= count_ == 0 && digit == '0' ? 1 : 0;
      add(digit);
    }
    point_ = count_ == 0 ? 0 : point_;
  }

  [[nodiscard]] bool is_zero() const { return count_ == 0; }
  [[nodiscard]] std::int64_t point() const { return point_; }
  // The digit behind `position` digits of the point's left end; 0 where none is written.
  [[nodiscard]] char at(std::int64_t position) const {
    return position >= 0 && position < static_cast<std::int64_t>(count_)
               ? digits_[static_cast<std::size_t>(position)]
               : '0';
  }

  void round(int fraction_digits) {
    std::int64_t kept = point_ + fraction_digits;
    if (kept >= static_cast<std::int64_t>(count_)) {
      return;
    }
    bool is_up = kept >= 0 && digits_[static_cast<std::size_t>(kept)] >= '5';
    count_ = kept < 0 ? 0 : static_cast<std::size_t>(kept);
    if (is_up) {
      increment();
    }
    point_ = count_ == 0 ? 0 : point_;
  }

 private:
  void add(char digit) {
    if (count_ > 0 || digit != '0') {
      RULEC_CHECK(count_ < digits_.size());
      digits_[count_++] = digit;
    }
  }

  // Adds one to the last digit. Nines in front of it become zeros, which need not be written.
  void increment() {
    while (count_ > 0 && digits_[count_ - 1] == '9') {
      --count_;
    }
    if (count_ > 0) {
      ++digits_[count_ - 1];
      return;
    }
    digits_[count_++] = '1';
    ++point_;
  }

  std::array<char, sizeof(NumberBuffer)> digits_;
  std::size_t count_ = 0;
  std::int64_t point_ = 0;
};

void append_whole(const Digits& digits, const NumberFormat& format, FormattedText& to) {
  std::int64_t written = std::max<std::int64_t>(digits.point(), format.min_integer);
  bool is_grouped = written >= format.min_grouped;
  for (std::int64_t left = written; left > 0; --left) {
    to.append(digits.at(digits.point() - left));
    if (is_grouped && left > 1 && left % 3 == 1) {
      to.append(format.group);
    }
  }
}

void append_fraction(const Digits& digits, const NumberFormat& format, FormattedText& to) {
  int written = format.max_fraction;
  while (written > format.min_fraction && digits.at(digits.point() + written - 1) == '0') {
    --written;
  }
  if (written > 0) {
    to.append(format.decimal);
  }
  for (int i = 0; i < written; ++i) {
    to.append(digits.at(digits.point() + i));
  }
}

}  // namespace

std::optional<NumberFormat> number_format_of(const Value& constant) {
  if (!constant.is_list() || constant.length() != kTexts + kCounts) {
    return std::nullopt;
  }
  std::span<const Value> items = constant.as_list();
  std::span<const Value> counts = items.subspan(kTexts);
  if (!std::ranges::all_of(items.first(kTexts), is_text) ||
      !std::ranges::all_of(counts, is_count) || counts[1].as_integer() > counts[2].as_integer()) {
    return std::nullopt;
  }
  return NumberFormat{.prefix = items[0].as_string(),
                      .group = items[1].as_string(),
                      .decimal = items[2].as_string(),
                      .suffix = items[3].as_string(),
                      .min_integer = static_cast<int>(counts[0].as_integer()),
                      .min_fraction = static_cast<int>(counts[1].as_integer()),
                      .max_fraction = static_cast<int>(counts[2].as_integer()),
                      .min_grouped = static_cast<int>(counts[3].as_integer())};
}

bool format_number(const Value& value, const NumberFormat& format, FormattedText& to) {
  to.clear();
  if (!value.is_number()) {
    return false;
  }
  NumberBuffer buffer;
  std::string_view printed = print_number(value, buffer);
  auto scanned = scan_number(printed);
  RULEC_CHECK(scanned);
  Digits digits(*scanned);
  bool is_huge = digits.point() > kMaxFormatDigits;
  if (!is_huge) {
    digits.round(format.max_fraction);
  }
  if (scanned->is_negative && !digits.is_zero()) {
    to.append('-');
  }
  to.append(format.prefix);
  if (is_huge) {
    to.append(printed.substr(scanned->is_negative ? 1 : 0));
  } else {
    std::size_t before = to.view().size();
    append_whole(digits, format, to);
    append_fraction(digits, format, to);
    if (to.view().size() == before) {
      to.append('0');
    }
  }
  to.append(format.suffix);
  return true;
}

// --- dates

namespace {

enum class DateKind : std::uint8_t {
  kYear,
  kYear2,
  kYear4,
  kMonth,
  kMonth2,
  kShortMonth,
  kMonthName,
  kDay,
  kDay2,
  kShortWeekday,
  kWeekday,
  kHour,
  kHour2,
  kHalfHour,
  kHalfHour2,
  kMinute,
  kMinute2,
  kSecond,
  kSecond2,
  kHalfDay
};

struct DateKindRow {
  std::string_view name;
  DateKind kind;
  std::size_t names;
};
constexpr DateKindRow kDateKinds[] = {
    {"y", DateKind::kYear, 0},          {"yy", DateKind::kYear2, 0},
    {"yyyy", DateKind::kYear4, 0},      {"M", DateKind::kMonth, 0},
    {"MM", DateKind::kMonth2, 0},       {"MMM", DateKind::kShortMonth, 12},
    {"MMMM", DateKind::kMonthName, 12}, {"d", DateKind::kDay, 0},
    {"dd", DateKind::kDay2, 0},         {"EEE", DateKind::kShortWeekday, 7},
    {"EEEE", DateKind::kWeekday, 7},    {"H", DateKind::kHour, 0},
    {"HH", DateKind::kHour2, 0},        {"h", DateKind::kHalfHour, 0},
    {"hh", DateKind::kHalfHour2, 0},    {"m", DateKind::kMinute, 0},
    {"mm", DateKind::kMinute2, 0},      {"s", DateKind::kSecond, 0},
    {"ss", DateKind::kSecond2, 0},      {"a", DateKind::kHalfDay, 2}};

const DateKindRow* date_kind(std::string_view name) {
  const auto* row = std::ranges::find(kDateKinds, name, &DateKindRow::name);
  return row == std::end(kDateKinds) ? nullptr : row;
}

bool is_date_part(const Value& part) {
  if (!part.is_list()) {
    return is_text(part);
  }
  std::span<const Value> items = part.as_list();
  const DateKindRow* row =
      !items.empty() && items[0].is_string() ? date_kind(items[0].as_string()) : nullptr;
  return row != nullptr && items.size() == 1 + row->names &&
         std::ranges::all_of(items.subspan(1), is_text);
}

// A moment taken apart.
struct Clock {
  calendar::CivilDate date;
  int weekday = 1;  // Monday 1
  int hour = 0;
  int minute = 0;
  int second = 0;
};

Clock clock_of(std::int64_t ms) {
  constexpr std::int64_t kMsPerSecond = 1000;
  constexpr int kPerUnit = 60;
  std::int64_t day = calendar::day_of(ms);
  auto seconds = static_cast<int>(calendar::ms_of_day(ms) / kMsPerSecond);
  return {.date = calendar::civil_from_days(day),
          .weekday = calendar::weekday(day),
          .hour = seconds / (kPerUnit * kPerUnit),
          .minute = seconds / kPerUnit % kPerUnit,
          .second = seconds % kPerUnit};
}

// `number` is 0 to 9999.
void append_padded(int number, int width, FormattedText& to) {
  constexpr int kWidest = 4;
  std::array<char, kWidest> digits{};
  int written = 0;
  for (int rest = number; rest > 0 || written < width; rest /= 10) {
    digits[static_cast<std::size_t>(kWidest - ++written)] = static_cast<char>('0' + rest % 10);
  }
  to.append({digits.data() + (kWidest - written), static_cast<std::size_t>(written)});
}

int half_hour(int hour) {
  constexpr int kHalfDayHours = 12;
  int rest = hour % kHalfDayHours;
  return rest == 0 ? kHalfDayHours : rest;
}

// NOLINTNEXTLINE(readability-function-size): one line for each kind
void append_field(std::span<const Value> field, const Clock& clock, FormattedText& to) {
  auto name = [&](int number) { to.append(field[static_cast<std::size_t>(number)].as_string()); };
  switch (date_kind(field[0].as_string())->kind) {
    case DateKind::kYear:
      return append_padded(clock.date.year, 1, to);
    case DateKind::kYear2:
      return append_padded(clock.date.year % 100, 2, to);
    case DateKind::kYear4:
      return append_padded(clock.date.year, 4, to);
    case DateKind::kMonth:
      return append_padded(clock.date.month, 1, to);
    case DateKind::kMonth2:
      return append_padded(clock.date.month, 2, to);
    case DateKind::kShortMonth:
    case DateKind::kMonthName:
      return name(clock.date.month);
    case DateKind::kDay:
      return append_padded(clock.date.day, 1, to);
    case DateKind::kDay2:
      return append_padded(clock.date.day, 2, to);
    case DateKind::kShortWeekday:
    case DateKind::kWeekday:
      return name(clock.weekday);
    case DateKind::kHour:
      return append_padded(clock.hour, 1, to);
    case DateKind::kHour2:
      return append_padded(clock.hour, 2, to);
    case DateKind::kHalfHour:
      return append_padded(half_hour(clock.hour), 1, to);
    case DateKind::kHalfHour2:
      return append_padded(half_hour(clock.hour), 2, to);
    case DateKind::kMinute:
      return append_padded(clock.minute, 1, to);
    case DateKind::kMinute2:
      return append_padded(clock.minute, 2, to);
    case DateKind::kSecond:
      return append_padded(clock.second, 1, to);
    case DateKind::kSecond2:
      return append_padded(clock.second, 2, to);
    case DateKind::kHalfDay:
      return name(clock.hour < 12 ? 1 : 2);
  }
}

}  // namespace

std::optional<std::size_t> names_of_date_kind(std::string_view kind) {
  const DateKindRow* row = date_kind(kind);
  return row == nullptr ? std::nullopt : std::optional(row->names);
}

std::optional<DateFormat> date_format_of(const Value& constant) {
  if (!constant.is_list() || constant.length() == 0 || constant.length() > kMaxDateFields ||
      !std::ranges::all_of(constant.as_list(), is_date_part)) {
    return std::nullopt;
  }
  return DateFormat{constant.as_list()};
}

bool format_date(const Value& value, const DateFormat& format, FormattedText& to) {
  to.clear();
  auto moment = value.is_string() ? calendar::parse_moment(value.as_string()) : std::nullopt;
  if (!moment) {
    return false;
  }
  Clock clock = clock_of(moment->ms);
  for (const Value& part : format.parts) {
    if (part.is_list()) {
      append_field(part.as_list(), clock, to);
    } else {
      to.append(part.as_string());
    }
  }
  return true;
}

}  // namespace rulec::value
