#include "compiler/templates/formats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/utf8.h"
#include "diag/suggest.h"
#include "value/formats.h"

namespace rulec::compiler {
namespace {

// --- what is known about languages and currencies

enum class Placement : std::uint8_t { kInFront, kInFrontSpaced, kBehind };

struct Locale {
  std::string_view language;
  std::string_view group;
  std::string_view decimal;
  Placement placement;
  int min_grouped;
  std::string_view symbols;
  std::string_view months;
  std::string_view short_months;
  std::string_view weekdays;
  std::string_view short_weekdays;
  std::string_view half_days;
};

constexpr Locale kLocales[] = {
#define RULEC_LOCALE(language, group, decimal, placement, min_grouped, symbols, months, \
                     short_months, weekdays, short_weekdays, half_days)                 \
  {language, group,        decimal,  Placement::placement, min_grouped, symbols,        \
   months,   short_months, weekdays, short_weekdays,       half_days},
#include "compiler/templates/locales.def"
#undef RULEC_LOCALE
};

struct Currencies {
  int minor_units;
  std::string_view codes;
};
constexpr Currencies kCurrencies[] = {
#define RULEC_CURRENCIES(minor_units, codes) {minor_units, codes},
#include "compiler/templates/currencies.def"
#undef RULEC_CURRENCIES
};

constexpr std::string_view kNoBreakSpace = "\u00a0";
constexpr int kGroupDigits = 3;
constexpr int kLeastGrouped = kGroupDigits + 1;

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool is_ascii_letter(char c) {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

// Null for an unknown language.
const Locale* locale_of(std::string_view tag) {
  std::string language(tag.substr(0, tag.find_first_of("-_")));
  std::ranges::transform(language, language.begin(), to_lower);
  const auto* found = std::ranges::find(kLocales, std::string_view(language), &Locale::language);
  return found == std::end(kLocales) ? nullptr : found;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::unexpected<FormatFault> fault(std::string expected,
                                   std::vector<std::string> suggestions = {}) {
  return std::unexpected(
      FormatFault{.expected = std::move(expected), .suggestions = std::move(suggestions)});
}

Value text(std::string_view text, Arena& arena) {
  return Value::string(arena.copy(text));
}

Value list(std::span<const Value> items, Arena& arena) {
  return Value::list(arena.copy(items));
}

Value constant_of(const value::NumberFormat& format, Arena& arena) {
  const std::array items = {
      text(format.prefix, arena),          text(format.group, arena),
      text(format.decimal, arena),         text(format.suffix, arena),
      Value::integer(format.min_integer),  Value::integer(format.min_fraction),
      Value::integer(format.max_fraction), Value::integer(format.min_grouped)};
  return list(items, arena);
}

// --- numbers

constexpr std::string_view kGroups[] = {",", ".", "'", "\u2019", " ", kNoBreakSpace, "\u202f"};

// Reads a pattern from its front.
class NumberPattern {
 public:
  explicit NumberPattern(std::string_view pattern) : rest_(pattern) {}

  // False where the pattern is none.
  bool read(value::NumberFormat& format) {
    bool is_good = rest_.starts_with('#') ? read_grouped(format) : read_plain(format);
    return is_good && (rest_.empty() || read_fraction(format));
  }

 private:
  std::size_t take_run(char of) {
    std::size_t length = std::min(rest_.find_first_not_of(of), rest_.size());
    rest_.remove_prefix(length);
    return length;
  }

  // #,##0
  bool read_grouped(value::NumberFormat& format) {
    rest_.remove_prefix(1);
    for (std::string_view group : kGroups) {
      if (rest_.starts_with(group) && rest_.substr(group.size()).starts_with("##0")) {
        format.group = group;
        format.min_grouped = kLeastGrouped;
        rest_.remove_prefix(group.size() + kGroupDigits);
        return true;
      }
    }
    return false;
  }

  bool read_plain(value::NumberFormat& format) {
    std::size_t digits = take_run('0');
    format.min_integer = static_cast<int>(std::min<std::size_t>(digits, value::kMaxFormatDigits));
    return digits > 0 && digits <= value::kMaxFormatDigits;
  }

  // .00##
  bool read_fraction(value::NumberFormat& format) {
    format.decimal = rest_.substr(0, 1);
    if ((format.decimal != "." && format.decimal != ",") || format.decimal == format.group) {
      return false;
    }
    rest_.remove_prefix(1);
    std::size_t fixed = take_run('0');
    std::size_t most = fixed + take_run('#');
    bool is_good = rest_.empty() && most > 0 && most <= value::kMaxFormatDigits;
    format.min_fraction = is_good ? static_cast<int>(fixed) : 0;
    format.max_fraction = is_good ? static_cast<int>(most) : 0;
    return is_good;
  }

  std::string_view rest_;
};

// --- currencies

std::optional<int> minor_units(std::string_view code) {
  for (const Currencies& row : kCurrencies) {
    std::vector<std::string_view> codes = split(row.codes, ' ');
    if (std::ranges::find(codes, code) != codes.end()) {
      return row.minor_units;
    }
  }
  return std::nullopt;
}

std::vector<std::string> near_codes(std::string_view code) {
  std::string upper(code);
  std::ranges::transform(upper, upper.begin(), to_upper);
  if (minor_units(upper)) {
    return {upper};
  }
  std::vector<std::string_view> all;
  for (const Currencies& row : kCurrencies) {
    std::vector<std::string_view> codes = split(row.codes, ' ');
    all.insert(all.end(), codes.begin(), codes.end());
  }
  return diag::suggest(upper, std::span<const std::string_view>(all));
}

std::string_view symbol_of(const Locale& locale, std::string_view code) {
  for (std::string_view row : split(locale.symbols, ' ')) {
    if (row.starts_with(code)) {
      return row.substr(code.size() + 1);
    }
  }
  return code;
}

// The symbol with the blank between it and the number. One in front needs none unless it ends in a
// letter, which would run into the digits.
void place_symbol(const Locale* locale, std::string_view code, std::string& prefix,
                  std::string& suffix) {
  std::string symbol(locale == nullptr ? code : symbol_of(*locale, code));
  Placement placement = locale == nullptr ? Placement::kInFrontSpaced : locale->placement;
  if (placement == Placement::kBehind) {
    suffix = std::string(kNoBreakSpace) + symbol;
    return;
  }
  bool is_spaced = placement == Placement::kInFrontSpaced || is_ascii_letter(symbol.back());
  prefix = symbol + std::string(is_spaced ? kNoBreakSpace : std::string_view());
}

}  // namespace

Format number_format(std::string_view pattern, Arena& arena) {
  value::NumberFormat format;
  if (!NumberPattern(pattern).read(format)) {
    return fault(
        "a pattern is `0`, `0.00` or `#,##0.00`, with the separators that are to be shown; `#` "
        "behind the point is a digit that is not shown when only zeros follow");
  }
  return constant_of(format, arena);
}

Format currency_format(std::string_view code, std::string_view language, Arena& arena) {
  std::optional<int> units = minor_units(code);
  if (!units) {
    return fault("a currency is a code of ISO 4217, such as `EUR`", near_codes(code));
  }
  const Locale* locale = locale_of(language);
  std::string prefix;
  std::string suffix;
  place_symbol(locale, code, prefix, suffix);
  return constant_of({.prefix = prefix,
                      .group = locale == nullptr ? "," : locale->group,
                      .decimal = locale == nullptr ? "." : locale->decimal,
                      .suffix = suffix,
                      .min_integer = 1,
                      .min_fraction = *units,
                      .max_fraction = *units,
                      .min_grouped = locale == nullptr ? kLeastGrouped : locale->min_grouped},
                     arena);
}

// --- dates

namespace {

constexpr std::string_view kDateLetters = "yMdEHhmsa";

std::string quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

// Parts of a date as they are read: a text or a field.
struct DatePart {
  bool is_field = false;
  std::string text;
};

class DatePattern {
 public:
  explicit DatePattern(std::string_view pattern) : rest_(pattern) {}

  // Nothing when all is good.
  std::optional<FormatFault> read() {
    while (!rest_.empty()) {
      std::optional<FormatFault> fault;
      if (rest_[0] == '\'') {
        fault = read_quoted();
      } else if (is_ascii_letter(rest_[0])) {
        fault = read_field();
      } else {
        std::size_t length = std::max<std::size_t>(utf8::decode(rest_).length, 1);
        add_text(take(length));
      }
      if (fault) {
        return fault;
      }
    }
    return check_whole();
  }
  [[nodiscard]] const std::vector<DatePart>& parts() const { return parts_; }

 private:
  std::string_view take(std::size_t length) {
    std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void add_text(std::string_view text) {
    bool joins = !parts_.empty() && !parts_.back().is_field &&
                 parts_.back().text.size() + text.size() <= value::kMaxFormatTextBytes;
    if (joins) {
      parts_.back().text += text;
    } else {
      parts_.push_back({.is_field = false, .text = std::string(text)});
    }
  }

  std::optional<FormatFault> read_quoted() {
    take(1);
    if (rest_.starts_with('\'')) {
      add_text(take(1));
      return std::nullopt;
    }
    while (!rest_.empty()) {
      bool is_quote = rest_[0] == '\'';
      if (is_quote && !rest_.starts_with("''")) {
        take(1);
        return std::nullopt;
      }
      std::size_t length = std::max<std::size_t>(utf8::decode(rest_).length, 1);
      add_text(take(is_quote ? 2 : length).substr(0, is_quote ? 1 : length));
    }
    return FormatFault{.expected = "a text in single quotes is not closed", .suggestions = {}};
  }

  std::optional<FormatFault> read_field() {
    std::string name(take(std::min(rest_.find_first_not_of(rest_[0]), rest_.size())));
    if (name == "E" || name == "EE") {
      name = "EEE";
    }
    if (value::names_of_date_kind(name)) {
      parts_.push_back({.is_field = true, .text = name});
      return std::nullopt;
    }
    return unknown_field(name);
  }

  static FormatFault unknown_field(const std::string& name) {
    // The same letter in the other case, or written another number of times.
    for (char letter : {name[0], to_lower(name[0]), to_upper(name[0])}) {
      for (std::size_t length : {name.size(), std::size_t{4}, std::size_t{2}}) {
        std::string other(length, letter);
        if (length <= name.size() && value::names_of_date_kind(other)) {
          return {.expected = quoted(name) + " is no field of a date; " + quoted(other) + " is",
                  .suggestions = {}};
        }
      }
    }
    return {.expected = quoted(name) + " is no field of a date: fields are made of the letters " +
                        std::string(kDateLetters) + ", and texts stand in single quotes",
            .suggestions = {}};
  }

  [[nodiscard]] bool has(std::string_view letters) const {
    return std::ranges::any_of(parts_, [&](const DatePart& part) {
      return part.is_field && letters.contains(part.text[0]);
    });
  }

  // A pattern whose fields are good may still be none: minutes for months are a common slip.
  [[nodiscard]] std::optional<FormatFault> check_whole() const {
    std::string problem;
    if (!has(kDateLetters)) {
      problem = "it has no field, such as `d`, `MMMM` or `yyyy`";
    } else if (has("m") && !has("Hh")) {
      problem = "`m` and `mm` are minutes, and it has no hour; the month is `M` or `MM`";
    } else if (has("M") && has("Hh") && !has("dy")) {
      problem = "`M` and `MM` are the month, beside an hour alone; minutes are `m` or `mm`";
    } else if (has("h") && !has("a")) {
      problem = "`h` and `hh` count to 12 and need an `a`; the hour of the day is `H` or `HH`";
    } else if (parts_.size() > value::kMaxDateFields) {
      problem = "it has more than " + std::to_string(value::kMaxDateFields) + " parts";
    }
    return problem.empty() ? std::nullopt
                           : std::optional(FormatFault{.expected = problem, .suggestions = {}});
  }

  std::string_view rest_;
  std::vector<DatePart> parts_;
};

std::string_view names_of(const Locale& locale, std::string_view field) {
  switch (field[0]) {
    case 'M':
      return field == "MMMM" ? locale.months : locale.short_months;
    case 'E':
      return field == "EEEE" ? locale.weekdays : locale.short_weekdays;
    default:
      return locale.half_days;
  }
}

Value field(const Locale& locale, std::string_view name, Arena& arena) {
  std::vector<Value> items = {text(name, arena)};
  if (value::names_of_date_kind(name) != std::size_t{0}) {
    for (std::string_view one : split(names_of(locale, name), ',')) {
      items.push_back(text(one, arena));
    }
  }
  return list(items, arena);
}

}  // namespace

Format date_format(std::string_view pattern, std::string_view language, Arena& arena) {
  DatePattern read(pattern);
  if (auto problem = read.read()) {
    return std::unexpected(*std::move(problem));
  }
  const Locale* known = locale_of(language);
  const Locale& locale = known == nullptr ? *locale_of("en") : *known;
  std::vector<Value> items;
  for (const DatePart& part : read.parts()) {
    items.push_back(part.is_field ? field(locale, part.text, arena) : text(part.text, arena));
  }
  return list(items, arena);
}

}  // namespace rulec::compiler
