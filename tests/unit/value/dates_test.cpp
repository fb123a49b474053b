#include "base/calendar.h"
#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("instant and date give the canonical text") {
  check_all({
      {"instant", "[\"2026-01-31\"]", "\"2026-01-31T00:00:00.000Z\""},
      {"instant", "[\"2026-01-31T10:00:00Z\"]", "\"2026-01-31T10:00:00.000Z\""},
      {"instant", "[\"2026-01-31T01:30:00.123456+02:00\"]", "\"2026-01-30T23:30:00.123Z\""},
      {"instant", "[\"0001-01-01\"]", "\"0001-01-01T00:00:00.000Z\""},
      {"instant", "[\"9999-12-31T23:59:59.999Z\"]", "\"9999-12-31T23:59:59.999Z\""},
      {"instant", "[\"9999-12-31T23:59:59-01:00\"]", "!Invalid Arguments"},
      {"instant", "[\"0000-01-01\"]", "!Invalid Arguments"},
      {"instant", "[\"2026-02-29\"]", "!Invalid Arguments"},
      {"instant", "[\"2026-01-31T10:00:00\"]", "!Invalid Arguments"},
      {"instant", "[\"2026-01-31T10:00:60Z\"]", "!Invalid Arguments"},
      {"instant", "[\"2026-1-31\"]", "!Invalid Arguments"},
      {"instant", "[\"yesterday\"]", "!Invalid Arguments"},
      {"instant", "[null]", "!Invalid Arguments"},
      {"instant", "[5]", "!Invalid Arguments"},
      {"date", "[\"2026-01-31T23:30:00-01:00\"]", "\"2026-02-01\""},
      {"date", "[\"2026-01-31\"]", "\"2026-01-31\""},
      {"date", "[\"x\"]", "!Invalid Arguments"},
  });
}

TEST_CASE("now and today are the moment of the decision") {
  Bench bench;
  bench.ctx.now_ms = 1'767'225'600'123;
  CHECK(bench.text("now", "[]") == "\"2026-01-01T00:00:00.123Z\"");
  CHECK(bench.text("today", "[]") == "\"2026-01-01\"");
  CHECK(bench.text("now", "[1]") == "!Invalid Arguments");
  bench.ctx.now_ms = -1;
  CHECK(bench.text("now", "[]") == "\"1969-12-31T23:59:59.999Z\"");
  CHECK(bench.text("today", "[]") == "\"1969-12-31\"");
}

TEST_CASE("date_add adds months first, clamped, then the rest") {
  check_all({
      {"date_add", "[\"2026-01-31\", \"P1M\"]", "\"2026-02-28\""},
      {"date_add", "[\"2024-02-29\", \"P1Y\"]", "\"2025-02-28\""},
      {"date_add", "[\"2026-03-31\", \"-P1M\"]", "\"2026-02-28\""},
      {"date_add", "[\"2026-01-31\", \"P1M1D\"]", "\"2026-03-01\""},
      {"date_add", "[\"2026-01-01\", \"P2W\"]", "\"2026-01-15\""},
      {"date_add", "[\"2026-01-01\", \"PT0S\"]", "\"2026-01-01T00:00:00.000Z\""},
      {"date_add", "[\"2026-01-01\", \"P1DT1H\"]", "\"2026-01-02T01:00:00.000Z\""},
      {"date_add", "[\"2026-01-01\", 86400]", "\"2026-01-02T00:00:00.000Z\""},
      {"date_add", "[\"2026-01-01\", 0.5]", "\"2026-01-01T00:00:00.500Z\""},
      {"date_add", "[\"2026-01-01\", 1.005]", "\"2026-01-01T00:00:01.005Z\""},
      {"date_add", "[\"2026-01-01\", -0.0019]", "\"2025-12-31T23:59:59.999Z\""},
      {"date_add", "[\"2026-01-01T00:00:00Z\", \"P1D\"]", "\"2026-01-02T00:00:00.000Z\""},
      {"date_add", "[\"2026-01-01T12:34:56.789Z\", \"-P1Y\"]", "\"2025-01-01T12:34:56.789Z\""},
      {"date_add", "[\"9999-12-31\", \"P1D\"]", "!Invalid Arguments"},
      {"date_add", "[\"0001-01-01\", \"-P1M\"]", "!Invalid Arguments"},
      {"date_add", "[\"2026-01-01\", \"P999999999999Y\"]", "!Invalid Arguments"},
      {"date_add", "[\"2026-01-01\", 1e300]", "!Invalid Arguments"},
      {"date_add", "[\"2026-01-01\", 9223372036854775807]", "!Invalid Arguments"},
      {"date_add", "[\"2026-01-01\", \"1 day\"]", "!Invalid Arguments"},
      {"date_add", "[\"2026-01-01\", null]", "!Invalid Arguments"},
      {"date_add", "[null, \"P1D\"]", "!Invalid Arguments"},
  });
}

TEST_CASE("date_diff counts whole units, cut towards zero") {
  check_all({
      {"date_diff", "[\"2026-01-03\", \"2026-01-01\"]", "2"},
      {"date_diff", "[\"2026-01-01\", \"2026-01-03\"]", "-2"},
      {"date_diff", "[\"2026-01-02T23:00:00Z\", \"2026-01-01\"]", "1"},
      {"date_diff", "[\"2026-01-01\", \"2026-01-02T23:00:00Z\"]", "-1"},
      {"date_diff", "[\"2026-01-02\", \"2026-01-01\", \"milliseconds\"]", "86400000"},
      {"date_diff", "[\"2026-01-02\", \"2026-01-01\", \"seconds\"]", "86400"},
      {"date_diff", "[\"2026-01-02\", \"2026-01-01\", \"minutes\"]", "1440"},
      {"date_diff", "[\"2026-01-02\", \"2026-01-01\", \"hours\"]", "24"},
      {"date_diff", "[\"2026-01-15\", \"2026-01-01\", \"weeks\"]", "2"},
      {"date_diff", "[\"2026-02-28\", \"2026-01-31\", \"months\"]", "1"},
      {"date_diff", "[\"2026-02-27\", \"2026-01-31\", \"months\"]", "0"},
      {"date_diff", "[\"2026-01-31\", \"2026-02-28\", \"months\"]", "0"},
      {"date_diff", "[\"2026-01-28\", \"2026-02-28\", \"months\"]", "-1"},
      {"date_diff", "[\"2026-03-01T00:00:00Z\", \"2026-02-01T00:00:01Z\", \"months\"]", "0"},
      {"date_diff", "[\"2025-02-28\", \"2024-02-29\", \"years\"]", "1"},
      {"date_diff", "[\"2025-02-27\", \"2024-02-29\", \"years\"]", "0"},
      {"date_diff", "[\"2024-02-29\", \"2044-03-01\", \"years\"]", "-20"},
      {"date_diff", "[\"9999-12-31\", \"0001-01-01\", \"years\"]", "9998"},
      {"date_diff", "[\"0001-01-01\", \"9999-12-31\", \"months\"]", "-119987"},
      {"date_diff", "[\"2026-01-01\", \"2026-01-01\", \"day\"]", "!Invalid Arguments"},
      {"date_diff", "[\"2026-01-01\", null]", "!Invalid Arguments"},
      {"date_diff", "[\"x\", \"2026-01-01\"]", "!Invalid Arguments"},
      {"date_diff", "[\"2026-01-01\", \"2026-01-01\", null]", "!Invalid Arguments"},
  });
}

TEST_CASE("months of date_diff and date_add agree on every pair") {
  const char* dates[] = {"2023-12-31", "2024-01-29", "2024-01-31", "2024-02-28", "2024-02-29",
                         "2024-03-30", "2024-12-31", "2025-01-01", "2025-02-28", "2028-02-29"};
  auto ms_of = [](const char* text) { return calendar::parse_moment(text)->ms; };
  for (const char* first : dates) {
    for (const char* last : dates) {
      CAPTURE(first);
      CAPTURE(last);
      std::int64_t from = ms_of(first);
      std::int64_t to = ms_of(last);
      std::int64_t months = calendar::whole_months(from, to);
      bool is_forwards = to >= from;
      std::int64_t next = months + (is_forwards ? 1 : -1);
      std::int64_t reached = *calendar::add_months(from, months);
      std::int64_t beyond = *calendar::add_months(from, next);
      CHECK((is_forwards ? reached <= to : reached >= to));
      CHECK((is_forwards ? beyond > to : beyond < to));
    }
  }
}

TEST_CASE("date_part") {
  struct Row {
    const char* part;
    const char* value;
  };
  const Row rows[] = {{"year", "2026"}, {"quarter", "3"},   {"month", "8"},        {"week", "33"},
                      {"day", "15"},    {"yearday", "227"}, {"weekday", "6"},      {"hour", "13"},
                      {"minute", "14"}, {"second", "15"},   {"millisecond", "167"}};
  Bench bench;
  for (const Row& row : rows) {
    CAPTURE(row.part);
    std::string operands = std::string(R"(["2026-08-15T13:14:15.167Z", ")") + row.part + "\"]";
    CHECK(bench.text("date_part", operands) == row.value);
  }
  check_all({
      {"date_part", "[\"2026-01-01\", \"hour\"]", "0"},
      {"date_part", "[\"2026-01-01\", \"century\"]", "!Invalid Arguments"},
      {"date_part", "[null, \"year\"]", "!Invalid Arguments"},
      // ISO weeks at the turn of the year
      {"date_part", "[\"2021-01-03\", \"week\"]", "53"},
      {"date_part", "[\"2021-01-04\", \"week\"]", "1"},
      {"date_part", "[\"2018-12-31\", \"week\"]", "1"},
      {"date_part", "[\"2020-12-31\", \"week\"]", "53"},
      {"date_part", "[\"2026-12-31\", \"week\"]", "53"},
      {"date_part", "[\"2027-01-01\", \"week\"]", "53"},
      {"date_part", "[\"1970-01-01\", \"weekday\"]", "4"},
      {"date_part", "[\"0001-01-01\", \"weekday\"]", "1"},
      {"date_part", "[\"2024-12-31\", \"yearday\"]", "366"},
  });
}

TEST_CASE("duration gives seconds") {
  check_all({
      {"duration", "[\"PT1H30M\"]", "5400"},
      {"duration", "[\"P1DT2H\"]", "93600"},
      {"duration", "[\"P1W\"]", "604800"},
      {"duration", "[\"-PT90S\"]", "-90"},
      {"duration", "[\"PT1.5S\"]", "1.5"},
      {"duration", "[\"PT0.0019S\"]", "0.001"},
      {"duration", "[\"PT1M0.25S\"]", "60.25"},
      {"duration", "[42]", "42"},
      {"duration", "[1.5]", "1.5"},
      {"duration", "[\"P1M\"]", "!Invalid Arguments"},
      {"duration", "[\"P0Y\"]", "!Invalid Arguments"},
      {"duration", "[\"P\"]", "!Invalid Arguments"},
      {"duration", "[\"PT\"]", "!Invalid Arguments"},
      {"duration", "[\"P1DT\"]", "!Invalid Arguments"},
      {"duration", "[\"1D\"]", "!Invalid Arguments"},
      {"duration", "[\"P1H\"]", "!Invalid Arguments"},
      {"duration", "[\"PT1D\"]", "!Invalid Arguments"},
      {"duration", "[\"P1D1W\"]", "!Invalid Arguments"},
      {"duration", "[\"PT1S1M\"]", "!Invalid Arguments"},
      {"duration", "[\"PT1.S\"]", "!Invalid Arguments"},
      {"duration", "[\"PT.5S\"]", "!Invalid Arguments"},
      {"duration", "[\"P1.5D\"]", "!Invalid Arguments"},
      {"duration", "[\"p1d\"]", "!Invalid Arguments"},
      {"duration", "[\"--P1D\"]", "!Invalid Arguments"},
      {"duration", "[\"PT1S \"]", "!Invalid Arguments"},
      {"duration", "[\"PT999999999999999999S\"]", "!Invalid Arguments"},
      {"duration", "[\"P9999999999999999999D\"]", "!Invalid Arguments"},
      {"duration", "[null]", "!Invalid Arguments"},
  });
}

}  // namespace
}  // namespace rulec::value::testing
