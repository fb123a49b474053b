// Numbers and dates as people read them, by formats that the compiler makes from patterns and
// languages (compiler/templates/formats.h). A format is a constant of the bundle, so it is checked
// here as if an enemy had written it; nothing about languages is looked up at run time, and nothing
// is asked of the heap. Times are UTC.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "value/value.h"

namespace rulec::value {

// Each text of a format, in bytes, and the digits it asks for on each side of the point.
inline constexpr std::size_t kMaxFormatTextBytes = 64;
inline constexpr int kMaxFormatDigits = 34;
inline constexpr std::size_t kMaxDateFields = 32;

// The result of a format. It always fits.
class FormattedText {
 public:
  [[nodiscard]] std::string_view view() const { return {chars_.data(), size_}; }
  void clear() { size_ = 0; }
  void append(std::string_view text);
  void append(char c) { append({&c, 1}); }

 private:
  // The longest is a date of kMaxDateFields names.
  static constexpr std::size_t kCapacity = kMaxDateFields * kMaxFormatTextBytes;
  std::array<char, kCapacity> chars_;
  std::size_t size_ = 0;
};

// The constant list [prefix, group, decimal, suffix, min_integer, min_fraction, max_fraction,
// min_grouped]: four texts and four counts of digits. Looks into the constant.
struct NumberFormat {
  std::string_view prefix;   // behind the sign
  std::string_view group;    // between groups of three digits; "" for none
  std::string_view decimal;  // in front of the fraction
  std::string_view suffix;
  int min_integer = 1;
  int min_fraction = 0;
  int max_fraction = 0;
  int min_grouped = 0;  // fewer digits before the point are not grouped
};
// Nothing when the constant is no such list.
[[nodiscard]] std::optional<NumberFormat> number_format_of(const Value& constant);

// Rounded half up (ties away from zero) by its exact digits, a double by its shortest ones; `-` in
// front of everything, never on a zero. A number of 1e34 and more has its digits as they print
// between prefix and suffix. False, and no text, when `value` is no number.
[[nodiscard]] bool format_number(const Value& value, const NumberFormat& format, FormattedText& to);

// The constant list of the parts of a date: a text stands for itself; a list is a field, [kind] or
// [kind, names...]. Kinds, as in the patterns of Unicode TR 35: y, yy, yyyy; M, MM, MMM and MMMM
// (twelve names); d, dd; EEE and EEEE (seven names from Monday); H, HH (0 to 23), h, hh (1 to 12),
// m, mm, s, ss; a (two names, before noon and after).
struct DateFormat {
  std::span<const Value> parts;
};
// Nothing when the constant is no such list.
[[nodiscard]] std::optional<DateFormat> date_format_of(const Value& constant);

// How many names a field of this kind has; nothing for what is no kind.
[[nodiscard]] std::optional<std::size_t> names_of_date_kind(std::string_view kind);

// `value` is the text of a date or date-time, as for `date_part`; a date is its 00:00. False, and
// no text, for anything else.
[[nodiscard]] bool format_date(const Value& value, const DateFormat& format, FormattedText& to);

}  // namespace rulec::value
