// Numbers and dates by formats: digits, rounding, places, and constants that an enemy wrote.
#include "value/formats.h"

#include <doctest/doctest.h>

#include "support.h"

namespace rulec::value {
namespace {

using testing::Bench;

// A format by hand: [prefix, group, decimal, suffix, min_integer, min_fraction, max_fraction,
// min_grouped].
constexpr const char* kPlain = R"(["","",".","",1,0,0,0])";
constexpr const char* kTwo = R"(["",",",".","",1,2,2,4])";

std::string number(const char* value, const char* format) {
  Bench bench;
  auto made = number_format_of(bench.json(format));
  REQUIRE(made);
  FormattedText text;
  return format_number(bench.json(value), *made, text) ? std::string(text.view()) : "no number";
}

TEST_CASE("formats: integers") {
  CHECK(number("0", kPlain) == "0");
  CHECK(number("7", kTwo) == "7.00");
  CHECK(number("999", kTwo) == "999.00");
  CHECK(number("1000", kTwo) == "1,000.00");
  CHECK(number("-1234567", kTwo) == "-1,234,567.00");
  CHECK(number("123456789012345678", kTwo) == "123,456,789,012,345,678.00");
  CHECK(number("-9223372036854775808", kTwo) == "-9,223,372,036,854,775,808.00");
}

TEST_CASE("formats: ties are rounded away from zero, by the digits as they print") {
  CHECK(number("0.125", kTwo) == "0.13");
  CHECK(number("-0.125", kTwo) == "-0.13");
  CHECK(number("2.5", kPlain) == "3");
  CHECK(number("-2.5", kPlain) == "-3");
  CHECK(number("0.5", kPlain) == "1");
  CHECK(number("0.49999", kPlain) == "0");
  CHECK(number("1.005", kTwo) == "1.01");  // the double lies below, its digits do not
  CHECK(number("2.675", kTwo) == "2.68");
  CHECK(number("0.0049", kTwo) == "0.00");
  CHECK(number("0.005", kTwo) == "0.01");
  CHECK(number("0.0005", kTwo) == "0.00");
}

TEST_CASE("formats: nines carry") {
  CHECK(number("0.995", kTwo) == "1.00");
  CHECK(number("9.995", kTwo) == "10.00");
  CHECK(number("999.995", kTwo) == "1,000.00");
  CHECK(number("999999.999", kTwo) == "1,000,000.00");
  CHECK(number("1.996", kTwo) == "2.00");
  CHECK(number("99.5", kPlain) == "100");
}

TEST_CASE("formats: a zero has no sign") {
  CHECK(number("-0.001", kTwo) == "0.00");
  CHECK(number("-0.4", kPlain) == "0");
  CHECK(number("-0.005", kTwo) == "-0.01");
  CHECK(number(R"({"$decimal":"0.000"})", kTwo) == "0.00");
}

TEST_CASE("formats: small and large doubles have no exponent") {
  CHECK(number("1e-7", kTwo) == "0.00");
  CHECK(number("1e-7", R"(["","",".","",1,0,10,0])") == "0.0000001");
  CHECK(number("1e-300", kTwo) == "0.00");
  CHECK(number("1e21", kTwo) == "1,000,000,000,000,000,000,000.00");
  CHECK(number("1.5e300", kTwo) == "1.5e+300");
  CHECK(number("9.99e33", kPlain) == "9990000000000000000000000000000000");
  CHECK(number("-1e34", kTwo) == "-1e+34");
  CHECK(number("1e34", R"(["<",",",".",">",1,2,2,4])") == "<1e+34>");
}

TEST_CASE("formats: decimals keep their digits") {
  CHECK(number(R"({"$decimal":"1234.5"})", kTwo) == "1,234.50");
  CHECK(number(R"({"$decimal":"9999999999999999999999999999999999"})", kPlain) ==
        "9999999999999999999999999999999999");
  CHECK(number(R"({"$decimal":"99999999999999999999999999999999.95"})",
               R"(["",",",".","",1,1,1,4])") == "100,000,000,000,000,000,000,000,000,000,000.0");
  CHECK(number(R"({"$decimal":"-12.345678901234567890123456789"})", R"(["","",".","",1,0,34,0])") ==
        "-12.345678901234567890123456789");
  CHECK(number(R"({"$decimal":"1e-20"})", R"(["","",".","",1,0,34,0])") ==
        "0.00000000000000000001");
}

TEST_CASE("formats: digits that are there only when needed, and digits that always are") {
  constexpr const char* kUpToThree = R"(["","",".","",1,1,3,0])";
  CHECK(number("1", kUpToThree) == "1.0");
  CHECK(number("1.25", kUpToThree) == "1.25");
  CHECK(number("1.2500001", kUpToThree) == "1.25");
  CHECK(number("1.0005", kUpToThree) == "1.001");
  CHECK(number("5", R"(["","",",","",3,0,2,0])") == "005");
  CHECK(number("5.5", R"(["","",",","",3,0,2,0])") == "005,5");
  CHECK(number("0.5", R"(["","",".","",0,0,2,0])") == ".5");
  CHECK(number("0", R"(["","",".","",0,0,2,0])") == "0");
  CHECK(number("12", R"(["",".","","",6,0,0,0])") == "000.012");
}

TEST_CASE("formats: affixes and grouping") {
  CHECK(number("-1234.5", R"(["€ ",".",",","",1,2,2,4])") == "-€ 1.234,50");
  CHECK(number("1234.5", R"(["",".",","," €",1,2,2,5])") == "1234,50 €");
  CHECK(number("12345", R"(["",".",","," €",1,2,2,5])") == "12.345,00 €");
}

TEST_CASE("formats: only numbers are numbers") {
  for (const char* value : {"\"12\"", "true", "null", "[1]", "{}"}) {
    CHECK(number(value, kTwo) == "no number");
  }
}

TEST_CASE("formats: constants of numbers that are none") {
  Bench bench;
  std::string long_text = "\"" + std::string(kMaxFormatTextBytes, 'x') + "\"";
  std::string too_long = "\"" + std::string(kMaxFormatTextBytes + 1, 'x') + "\"";
  auto is_format = [&](const std::string& json) {
    return number_format_of(bench.json(json)).has_value();
  };
  CHECK(is_format("[" + long_text + "," + long_text + "," + long_text + "," + long_text +
                  ",34,34,34,34]"));
  CHECK_FALSE(is_format("[" + too_long + R"(,"","","",1,0,0,0])"));
  CHECK_FALSE(is_format(R"(["","",""," ",1,0,0])"));
  CHECK_FALSE(is_format(R"(["","",""," ",1,0,0,0,0])"));
  CHECK_FALSE(is_format(R"(["","","",1,1,0,0,0])"));
  CHECK_FALSE(is_format(R"(["","","","",35,0,0,0])"));
  CHECK_FALSE(is_format(R"(["","","","",1,0,35,0])"));
  CHECK_FALSE(is_format(R"(["","","","",-1,0,0,0])"));
  CHECK_FALSE(is_format(R"(["","","","",1,2,1,0])"));
  CHECK_FALSE(is_format(R"(["","","","",1.0,0,0,0])"));
  CHECK_FALSE(is_format("null"));
  CHECK_FALSE(is_format("{}"));
}

TEST_CASE("formats: the longest number fits") {
  std::string affix = "\"" + std::string(kMaxFormatTextBytes, 'x') + "\"";
  std::string format = "[" + affix + "," + affix + "," + affix + "," + affix + ",34,34,34,0]";
  std::string text =
      number(R"({"$decimal":"-9999999999999999999999999999999999"})", format.c_str());
  // The sign, four affixes, eleven separators in place of one, and the digits.
  CHECK(text.size() == 1 + 3 * kMaxFormatTextBytes + 11 * kMaxFormatTextBytes + 34 + 34);
}

std::string date(const char* value, const std::string& format) {
  Bench bench;
  auto made = date_format_of(bench.json(format));
  REQUIRE(made);
  FormattedText text;
  return format_date(bench.json(value), *made, text) ? std::string(text.view()) : "no date";
}

TEST_CASE("formats: fields of dates") {
  auto field = [](const char* kind, const char* value) {
    return date(value, R"([[")" + std::string(kind) + R"("]])");
  };
  constexpr const char* kMoment = "\"2026-03-09T04:05:06.789Z\"";
  CHECK(field("y", kMoment) == "2026");
  CHECK(field("yy", kMoment) == "26");
  CHECK(field("yyyy", "\"0007-01-01\"") == "0007");
  CHECK(field("y", "\"0007-01-01\"") == "7");
  CHECK(field("yy", "\"2007-01-01\"") == "07");
  CHECK(field("M", kMoment) == "3");
  CHECK(field("MM", kMoment) == "03");
  CHECK(field("MM", "\"2026-11-30\"") == "11");
  CHECK(field("d", kMoment) == "9");
  CHECK(field("dd", kMoment) == "09");
  CHECK(field("H", kMoment) == "4");
  CHECK(field("HH", kMoment) == "04");
  CHECK(field("m", kMoment) == "5");
  CHECK(field("mm", kMoment) == "05");
  CHECK(field("s", kMoment) == "6");
  CHECK(field("ss", kMoment) == "06");
  CHECK(field("H", "\"2026-03-09\"") == "0");
  CHECK(field("m", "\"2026-03-09T00:00:00Z\"") == "0");
}

TEST_CASE("formats: the twelve-hour clock") {
  constexpr const char* kFormat = R"([["h"],":",["mm"]," ",["a","AM","PM"]])";
  CHECK(date("\"2026-01-01T00:30:00Z\"", kFormat) == "12:30 AM");
  CHECK(date("\"2026-01-01T01:30:00Z\"", kFormat) == "1:30 AM");
  CHECK(date("\"2026-01-01T11:59:59Z\"", kFormat) == "11:59 AM");
  CHECK(date("\"2026-01-01T12:00:00Z\"", kFormat) == "12:00 PM");
  CHECK(date("\"2026-01-01T23:00:00Z\"", kFormat) == "11:00 PM");
  CHECK(date("\"2026-01-01T13:00:00Z\"", R"([["hh"]])") == "01");
}

TEST_CASE("formats: names") {
  constexpr const char* kMonths =
      R"([["MMMM","1","2","3","4","5","6","7","8","9","10","11","12"]])";
  CHECK(date("\"2026-01-01\"", kMonths) == "1");
  CHECK(date("\"2026-12-31\"", kMonths) == "12");
  constexpr const char* kDays = R"([["EEEE","mo","tu","we","th","fr","sa","su"]])";
  CHECK(date("\"2026-11-30\"", kDays) == "mo");
  CHECK(date("\"2026-11-29\"", kDays) == "su");
  CHECK(date("\"1969-12-31\"", kDays) == "we");
  CHECK(date("\"0001-01-01\"", kDays) == "mo");
}

TEST_CASE("formats: moments are UTC") {
  constexpr const char* kFormat = R"([["yyyy"],"-",["MM"],"-",["dd"]," ",["HH"],":",["mm"]])";
  CHECK(date("\"2026-03-01T00:30:00+02:00\"", kFormat) == "2026-02-28 22:30");
  CHECK(date("\"1969-12-31T23:59:59.999Z\"", kFormat) == "1969-12-31 23:59");
  CHECK(date("\"9999-12-31T23:59:59.999Z\"", kFormat) == "9999-12-31 23:59");
  for (const char* value : {"\"2026-02-30\"", "\"tomorrow\"", "\"\"", "1700000000000", "null",
                            "\"2026-03-01T00:30:00\"", "[]"}) {
    CHECK(date(value, kFormat) == "no date");
  }
}

TEST_CASE("formats: constants of dates that are none") {
  Bench bench;
  auto is_format = [&](const std::string& json) {
    return date_format_of(bench.json(json)).has_value();
  };
  auto parts = [](std::size_t count) {
    std::string json = "[\"\"";
    for (std::size_t i = 1; i < count; ++i) {
      json += ",[\"d\"]";
    }
    return json + "]";
  };
  CHECK(is_format(parts(kMaxDateFields)));
  CHECK_FALSE(is_format(parts(kMaxDateFields + 1)));
  CHECK_FALSE(is_format("[]"));
  CHECK_FALSE(is_format("\"d\""));
  CHECK_FALSE(is_format("[1]"));
  CHECK_FALSE(is_format("[[]]"));
  CHECK_FALSE(is_format("[[1]]"));
  CHECK_FALSE(is_format(R"([["yyy"]])"));
  CHECK_FALSE(is_format(R"([["d","x"]])"));
  CHECK_FALSE(is_format(R"([["a","x"]])"));
  CHECK_FALSE(is_format(R"([["EEE","1","2","3","4","5","6"]])"));
  CHECK_FALSE(is_format(R"([["a","AM",1]])"));
  CHECK_FALSE(is_format("[\"" + std::string(kMaxFormatTextBytes + 1, 'x') + "\"]"));
  CHECK(is_format("[\"" + std::string(kMaxFormatTextBytes, 'x') + "\"]"));
}

TEST_CASE("formats: the longest date fits") {
  std::string name = "\"" + std::string(kMaxFormatTextBytes, 'x') + "\"";
  std::string field = R"(["a",)" + name + "," + name + "]";
  std::string format = "[" + field;
  for (std::size_t i = 1; i < kMaxDateFields; ++i) {
    format += "," + field;
  }
  CHECK(date("\"2026-01-01\"", format + "]").size() == kMaxDateFields * kMaxFormatTextBytes);
}

}  // namespace
}  // namespace rulec::value
