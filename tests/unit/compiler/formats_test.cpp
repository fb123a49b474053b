// Arguments of the filters number, currency and date: what they make of numbers and dates in the
// languages that are known, and what is refused.
#include "compiler/templates/formats.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "value/decimal.h"
#include "value/formats.h"

namespace rulec::compiler {
namespace {

// Blanks that do not break, made visible: _ and, for the narrow one, ~.
std::string shown(std::string text) {
  for (auto [blank, sign] : {std::pair{"\u00a0", "_"}, std::pair{"\u202f", "~"}}) {
    for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank)) {
      text.replace(at, std::string_view(blank).size(), sign);
    }
  }
  return text;
}

std::string formatted(const Format& format, const Value& value) {
  if (!format) {
    return "refused: " + format.error().expected;
  }
  auto made = value::number_format_of(*format);
  REQUIRE(made);
  value::FormattedText text;
  REQUIRE(value::format_number(value, *made, text));
  return shown(std::string(text.view()));
}

std::string number(std::string_view pattern, const Value& value) {
  Arena arena;
  return formatted(number_format(pattern, arena), value);
}
std::string number(std::string_view pattern, double value) {
  return number(pattern, Value::real(value));
}

std::string currency(std::string_view code, std::string_view language, double value) {
  Arena arena;
  return formatted(currency_format(code, language, arena), Value::real(value));
}

std::string date(std::string_view pattern, std::string_view language,
                 std::string_view moment = "2026-03-09T15:05:06Z") {
  Arena arena;
  Format format = date_format(pattern, language, arena);
  if (!format) {
    return "refused: " + format.error().expected;
  }
  auto made = value::date_format_of(*format);
  REQUIRE(made);
  value::FormattedText text;
  REQUIRE(value::format_date(Value::string(moment), *made, text));
  return shown(std::string(text.view()));
}

TEST_CASE("number: patterns") {
  CHECK(number("0", 1234.5) == "1235");
  CHECK(number("0.00", 1234.5) == "1234.50");
  CHECK(number("0,0", 1234.56) == "1234,6");
  CHECK(number("000", 7) == "007");
  CHECK(number("#,##0", 1234567.4) == "1,234,567");
  CHECK(number("#,##0.00", 1234567.891) == "1,234,567.89");
  CHECK(number("#.##0,00", 1234567.891) == "1.234.567,89");
  CHECK(number("# ##0,00", 1234.5) == "1 234,50");
  CHECK(number("#\u00a0##0,00", 1234.5) == "1_234,50");
  CHECK(number("#\u202f##0", 1234) == "1~234");
  CHECK(number("#'##0.00", 1234.5) == "1'234.50");
  CHECK(number("#\u2019##0.00", 1234.5) ==
        "1\u2019"
        "234.50");
  CHECK(number("0.0##", 1.25) == "1.25");
  CHECK(number("0.###", 2) == "2");
  CHECK(number("#.##0", 1234.5) == "1.235");
  CHECK(number("#,##0.00", -999.999) == "-1,000.00");
  CHECK(number("#,##0.00", 0.125) == "0.13");
  CHECK(number("0.00", Value::integer(123456789012345678)) == "123456789012345678.00");
}

TEST_CASE("number: what is no pattern") {
  std::string most(value::kMaxFormatDigits, '0');
  for (const std::string& pattern :
       {std::string(), std::string("#"), std::string("#,#0"), std::string("#,##"),
        std::string("#,##0,00"), std::string("#,##00"), std::string("##0"), std::string("0."),
        std::string("0.#0"), std::string("0.00 EUR"), std::string("EUR 0"), std::string("0%"),
        std::string("0;0"), std::string("#_##0"), std::string("%.2f"), std::string("0;00"),
        most + "0", "0." + most + "0"}) {
    CAPTURE(pattern);
    CHECK(number(pattern, 1).starts_with("refused: a pattern is `0`, `0.00` or `#,##0.00`"));
  }
  CHECK(number(most, 1).size() == value::kMaxFormatDigits);
  CHECK(number("0." + most, 1).size() == value::kMaxFormatDigits + 2);
}

TEST_CASE("currency: by language") {
  CHECK(currency("EUR", "en", 1234567.5) == "€1,234,567.50");
  CHECK(currency("USD", "en", -1234.5) == "-$1,234.50");
  CHECK(currency("CHF", "en", 1234.5) == "CHF_1,234.50");
  CHECK(currency("CAD", "en", 5) == "CA$5.00");
  CHECK(currency("EUR", "de", 1234567.5) == "1.234.567,50_€");
  CHECK(currency("CHF", "de", 1234.5) == "1.234,50_CHF");
  CHECK(currency("EUR", "fr", 1234567.5) == "1~234~567,50_€");
  CHECK(currency("USD", "fr", 1) == "1,00_$US");
  CHECK(currency("EUR", "es", 1234.5) == "1234,50_€");
  CHECK(currency("EUR", "es", 12345) == "12.345,00_€");
  CHECK(currency("GBP", "es", 1) == "1,00_GBP");
  CHECK(currency("EUR", "it", 1234.5) == "1234,50_€");
  CHECK(currency("GBP", "it", 12345) == "12.345,00_£");
  CHECK(currency("EUR", "nl", 1234.5) == "€_1.234,50");
  CHECK(currency("EUR", "nl", -1234.5) == "-€_1.234,50");
  CHECK(currency("BRL", "pt", 1234.5) == "R$_1.234,50");
}

TEST_CASE("currency: minor units") {
  CHECK(currency("JPY", "en", 1234.5) == "¥1,235");
  CHECK(currency("KRW", "de", 1234.4) == "1.234_₩");
  CHECK(currency("KWD", "en", 1.2345) == "KWD_1.235");
  CHECK(currency("CLF", "en", 1) == "CLF_1.0000");
  CHECK(currency("HUF", "de", 1) == "1,00_HUF");
}

TEST_CASE("currency: regions speak their language, and unknown languages have the code in front") {
  CHECK(currency("EUR", "de-AT", 1234.5) == "1.234,50_€");
  CHECK(currency("GBP", "EN-gb", 1234.5) == "£1,234.50");
  CHECK(currency("EUR", "pt_BR", 1) == "€_1,00");
  CHECK(currency("EUR", "", 1234.5) == "EUR_1,234.50");
  CHECK(currency("EUR", "tlh", 1234.5) == "EUR_1,234.50");
  CHECK(currency("EUR", "d", -1) == "-EUR_1.00");
}

TEST_CASE("currency: what is no code") {
  Arena arena;
  auto suggestions = [&](std::string_view code) {
    Format format = currency_format(code, "en", arena);
    REQUIRE_FALSE(format);
    CHECK(format.error().expected == "a currency is a code of ISO 4217, such as `EUR`");
    return format.error().suggestions;
  };
  CHECK(suggestions("eur") == std::vector<std::string>{"EUR"});
  auto near = suggestions("EURO");
  CHECK(std::ranges::find(near, "EUR") != near.end());
  CHECK(suggestions("XXX").size() <= 3);
  suggestions("");
  suggestions("€");
  suggestions("EUR USD");
  suggestions("E");
  suggestions("XAU");
}

TEST_CASE("date: by language") {
  CHECK(date("d. MMMM yyyy", "de") == "9. März 2026");
  CHECK(date("EEEE, d. MMMM yyyy, HH:mm 'Uhr'", "de") == "Montag, 9. März 2026, 15:05 Uhr");
  CHECK(date("EEE dd.MM.yy", "de") == "Mo. 09.03.26");
  CHECK(date("MMMM d, yyyy", "en-US") == "March 9, 2026");
  CHECK(date("E, MMM d, h:mm a", "en") == "Mon, Mar 9, 3:05 PM");
  CHECK(date("EEEE d MMMM y", "fr") == "lundi 9 mars 2026");
  CHECK(date("d MMM", "fr", "2026-02-01") == "1 févr.");
  CHECK(date("EEEE, d 'de' MMMM 'de' y", "es", "2026-09-02") ==
        "miércoles, 2 de septiembre de 2026");
  CHECK(date("h:mm a", "es") == "3:05 p.~m.");
  CHECK(date("EEEE d MMMM y", "it", "2026-08-14") == "venerdì 14 agosto 2026");
  CHECK(date("EEE d MMM", "nl", "2026-03-01") == "zo 1 mrt");
  CHECK(date("EEEE, d 'de' MMMM 'de' y", "pt", "2026-03-03") == "terça-feira, 3 de março de 2026");
  CHECK(date("EEEE d MMMM", "xx") == "Monday 9 March");
  CHECK(date("yyyy-MM-dd'T'HH:mm:ss", "") == "2026-03-09T15:05:06");
}

TEST_CASE("date: every language has all its names") {
  for (std::string_view language : {"de", "en", "es", "fr", "it", "nl", "pt"}) {
    CAPTURE(std::string(language));
    Arena arena;
    Format format = date_format("EEEE EEE d MMMM MMM h a", language, arena);
    REQUIRE(format);
    CHECK(value::date_format_of(*format).has_value());
    std::vector<std::string> months;
    for (int month = 1; month <= 12; ++month) {
      std::string moment =
          std::string("2026-") + (month < 10 ? "0" : "") + std::to_string(month) + "-01";
      months.push_back(date("MMMM", language, moment));
    }
    std::ranges::sort(months);
    CHECK(std::ranges::adjacent_find(months) == months.end());
    CHECK(currency("EUR", language, 1).contains("€"));
  }
}

TEST_CASE("date: quotes") {
  CHECK(date("d''d", "de") == "9'9");
  CHECK(date("d 'o''clock'", "de") == "9 o'clock");
  CHECK(date("d 'dd' d", "de") == "9 dd 9");
  CHECK(date("d\u2013d € ü", "de") == "9\u20139 € ü");
  CHECK(date("d '", "de") == "refused: a text in single quotes is not closed");
  CHECK(date("d 'a''", "de") == "refused: a text in single quotes is not closed");
}

TEST_CASE("date: what is no pattern") {
  CHECK(date("", "de") == "refused: it has no field, such as `d`, `MMMM` or `yyyy`");
  CHECK(date("'d'", "de") == "refused: it has no field, such as `d`, `MMMM` or `yyyy`");
  CHECK(date("DD.MM.YYYY", "de") == "refused: `DD` is no field of a date; `dd` is");
  CHECK(date("dd.MM.YYYY", "de") == "refused: `YYYY` is no field of a date; `yyyy` is");
  CHECK(date("MMMMM", "de") == "refused: `MMMMM` is no field of a date; `MMMM` is");
  CHECK(date("HH:mm Uhr", "de")
            .starts_with("refused: `U` is no field of a date: fields are made of the letters "
                         "yMdEHhmsa, and texts "
                         "stand in single quotes"));
  CHECK(date("dd.mm.yyyy", "de") ==
        "refused: `m` and `mm` are minutes, and it has no hour; the month is `M` or `MM`");
  CHECK(date("HH:MM", "de") ==
        "refused: `M` and `MM` are the month, beside an hour alone; minutes are `m` or `mm`");
  CHECK(date("h:mm", "de") ==
        "refused: `h` and `hh` count to 12 and need an `a`; the hour of the day is `H` or `HH`");
}

TEST_CASE("date: long patterns") {
  std::string most = "d";
  for (std::size_t i = 1; i < value::kMaxDateFields; ++i) {
    most += i % 2 == 0 ? "d" : "-";
  }
  CHECK(date(most, "de").size() == value::kMaxDateFields);
  CHECK(date(most + "d", "de") == "refused: it has more than 32 parts");
  std::string text(3 * value::kMaxFormatTextBytes + 1, '-');
  CHECK(date("d" + text, "de") == "9" + text);
}

}  // namespace
}  // namespace rulec::compiler
