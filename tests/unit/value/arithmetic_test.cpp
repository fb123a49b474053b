#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("arithmetic of integers is exact and falls to the nearest double on overflow") {
  check_all({
      {"+", "[]", "0"},
      {"+", "[1, 2]", "3"},
      {"+", "[\"1\", 2, true, null, \"\"]", "4"},
      {"+", "[9223372036854775807, 1]", "9223372036854775808.0"},
      {"+", "[-9223372036854775808, -1]", "-9223372036854775808.0"},
      {"-", "[5, 7]", "-2"},
      {"-", "[1, 2, 3]", "-4"},
      {"-", "[5]", "-5"},
      {"-", "[-9223372036854775808]", "9223372036854775808.0"},
      {"-", "[-9223372036854775808, 1]", "-9223372036854775808.0"},
      {"*", "[]", "1"},
      {"*", "[3, 4]", "12"},
      {"*", "[4611686018427387904, 2]", "9223372036854775808.0"},
      {"*", "[3037000500, 3037000500]", "9223372037000249344.0"},
      {"/", "[4, 2]", "2"},
      {"/", "[1, 2]", "0.5"},
      {"/", "[8]", "0.125"},
      {"/", "[-9223372036854775808, -1]", "9223372036854775808.0"},
      {"%", "[-8, 3]", "-2"},
      {"%", "[8, -3]", "2"},
      {"%", "[-9223372036854775808, -1]", "0"},
      {"%", "[7, 4, 2]", "1"},
  });
}

TEST_CASE("one double makes the operation a double one") {
  check_all({
      {"+", "[0.1, 0.2]", "0.30000000000000004"},
      {"+", "[1, 1.5]", "2.5"},
      {"+", "[9007199254740993, 0.0]", "9007199254740992.0"},
      {"*", "[-1, 0.0]", "0"},
      {"/", "[1.0, 4]", "0.25"},
      {"%", "[1, 0.5]", "0"},
      {"%", "[-5.5, 2]", "-1.5"},
      {"-", "[0.0]", "0"},
  });
}

TEST_CASE("a result that is no number throws NaN") {
  check_all({
      {"/", "[1, 0]", "!NaN"},
      {"/", "[1, 0.0]", "!NaN"},
      {"/", "[0]", "!NaN"},
      {"%", "[1, 0]", "!NaN"},
      {"%", "[1.5, 0.0]", "!NaN"},
      {"*", "[1e308, 10]", "!NaN"},
      {"+", "[1.7e308, 1.7e308]", "!NaN"},
      {"+", "[[1], 1]", "!NaN"},
      {"+", "[{}]", "!NaN"},
      {"+", "[\"abc\"]", "!NaN"},
      {"-", "[\"abc\", 1]", "!NaN"},
  });
}

TEST_CASE("fewer operands than needed throw") {
  check_all({
      {"-", "[]", "!Invalid Arguments"},
      {"/", "[]", "!Invalid Arguments"},
      {"%", "[]", "!Invalid Arguments"},
      {"%", "[1]", "!Invalid Arguments"},
      {"min", "[]", "!Invalid Arguments"},
      {"max", "[]", "!Invalid Arguments"},
  });
}

TEST_CASE("min and max take numbers only") {
  check_all({
      {"min", "[3, 1.5, 2]", "1.5"},
      {"max", "[3, 1.5, 2]", "3"},
      {"max", "[9007199254740993, 9007199254740992.0]", "9007199254740993"},
      {"max", "[1, 1.0]", "1"},
      {"min", "[1, \"2\"]", "!Invalid Arguments"},
      {"min", "[[1, 2]]", "!Invalid Arguments"},
      {"max", "[1, null]", "!Invalid Arguments"},
      {"max", "[true]", "!Invalid Arguments"},
  });
}

TEST_CASE("a number text is read by the grammar") {
  struct Row {
    std::string_view text;
    std::string_view number;  // "" when it is none
  };
  const Row rows[] = {
      {"1", "1"},
      {"-1", "-1"},
      {"+1", "1"},
      {" \t12\r\n", "12"},
      {"007", "7"},
      {"1.5", "1.5"},
      {"5.", "5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"1e2", "100"},
      {"1E+2", "100"},
      {"1e-2", "0.01"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"0x10", ""},
      {"Infinity", ""},
      {"nan", ""},
      {"1e", ""},
      {"1e+", ""},
      {".", ""},
      {"+", ""},
      {"-", ""},
      {"+-1", ""},
      {"--1", ""},
      {"1 2", ""},
      {"1,5", ""},
      {"1_000", ""},
      {"", ""},
      {"1e400", ""},
      {"1e-400", "0"},
      {"-1e-400", "0"},
      {"0e999999999999999", "0"},
      {"\xc2\xa0"
       "1",
       ""},
      {"1\f", ""},
      {"1.2.3", ""},
      {"e5", ""},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9223372036854775808.0"},
      {"-9223372036854775809", "-9223372036854775808.0"},
      {"99999999999999999999999", "1e+23"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    auto number = parse_number(row.text);
    CHECK(number.has_value() == !row.number.empty());
    if (number) {
      CHECK(Bench::text(*number) == row.number);
    }
  }
}

TEST_CASE("an integer text is an integer, one with a point a double") {
  CHECK(parse_number("5")->is_integer());
  CHECK(parse_number("5.0")->is_double());
  CHECK(parse_number("5e0")->is_double());
  CHECK(parse_number("9223372036854775808")->is_double());
}

TEST_CASE("the number of a value") {
  Bench bench;
  CHECK(Bench::text(to_number(bench.ctx, bench.json("true"))) == "1");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("false"))) == "0");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("null"))) == "0");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("\"  \""))) == "0");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("\"2.50\""))) == "2.5");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("[]"))) == "!NaN");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("{}"))) == "!NaN");
  CHECK(Bench::text(to_number(bench.ctx, bench.json("\"!boom\""))) == "!boom");
}

}  // namespace
}  // namespace rulec::value::testing
