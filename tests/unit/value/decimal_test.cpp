#include "support.h"

namespace rulec::value::testing {
namespace {

#define D(text) "{\"$decimal\": \"" text "\"}"

TEST_CASE("decimal keeps the digits it is given") {
  check_all({
      {"decimal", "[\"10.10\"]", "10.10"},
      {"decimal", "[\"+1e2\"]", "100"},
      {"decimal", "[\" .50 \"]", "0.50"},
      {"decimal", "[\"5.\"]", "5"},
      {"decimal", "[\"-0.00\"]", "0.00"},
      {"decimal", "[7]", "7"},
      {"decimal", "[-9223372036854775808]", "-9223372036854775808"},
      {"decimal", "[49.99]", "49.99"},
      {"decimal", "[0.1]", "0.1"},
      {"decimal", "[1e22]", "10000000000000000000000"},
      {"decimal", "[-2.5e-10]", "-0.00000000025"},
      {"decimal", "[\"99999999999999999999\"]", "99999999999999999999"},
      {"decimal", "[\"\"]", "!Invalid Arguments"},
      {"decimal", "[\"abc\"]", "!Invalid Arguments"},
      {"decimal", "[null]", "!Invalid Arguments"},
      {"decimal", "[true]", "!Invalid Arguments"},
      {"decimal", "[[]]", "!Invalid Arguments"},
  });
}

TEST_CASE("more than 34 digits are rounded half even") {
  check_all({
      {"decimal", "[\"1.0000000000000000000000000000000005\"]",
       "1.000000000000000000000000000000000e+0"},
      {"decimal", "[\"12345678901234567890123456789012345\"]",
       "1.234567890123456789012345678901234e+34"},
      {"decimal", "[\"12345678901234567890123456789012355\"]",
       "1.234567890123456789012345678901236e+34"},
      {"decimal", "[\"123456789012345678901234567890123450000001\"]",
       "1.234567890123456789012345678901235e+41"},
      {"decimal", "[\"99999999999999999999999999999999999\"]",
       "1.000000000000000000000000000000000e+35"},
  });
}

TEST_CASE("printing is plain up to 34 places before and 20 after the point") {
  check_all({
      {"decimal", "[\"1e33\"]", "1000000000000000000000000000000000"},
      {"decimal", "[\"1e34\"]", "1e+34"},
      {"decimal", "[\"1.5e40\"]", "1.5e+40"},
      {"decimal", "[\"1e-20\"]", "0.00000000000000000001"},
      {"decimal", "[\"1e-21\"]", "1e-21"},
      {"decimal", "[\"-1.5e-25\"]", "-1.5e-25"},
      {"decimal", "[\"0e5\"]", "0"},
      {"decimal", "[\"0e-2\"]", "0.00"},
      {"decimal", "[\"0e-25\"]", "0e-25"},
      {"decimal", "[\"1234567890123456789012345678901234\"]", "1234567890123456789012345678901234"},
  });
}

TEST_CASE("exponents beyond 6144 throw NaN") {
  check_all({
      {"decimal", "[\"1e6144\"]", "1.000000000000000000000000000000000e+6144"},
      {"decimal", "[\"1e6145\"]", "!NaN"},
      {"decimal", "[\"1e-6144\"]", "1e-6144"},
      {"decimal", "[\"1e-6145\"]", "!NaN"},
      {"decimal", "[\"1e99999999999999999999\"]", "!NaN"},
      {"decimal", "[\"0e99999999999999999999\"]", "0"},
      {"*", "[" D("1e6000") ", " D("1e6000") "]", "!NaN"},
      {"*", "[" D("1e-6000") ", " D("1e-6000") "]", "!NaN"},
  });
}

TEST_CASE("one decimal operand makes the arithmetic decimal") {
  check_all({
      {"+", "[" D("0.10") ", 0.2]", "0.30"},
      {"+", "[0.1, " D("0.20") "]", "0.30"},
      {"+", "[\"0.10\", " D("0.2") "]", "0.30"},
      {"+", "[" D("1") ", \"0.10\", true, null, \"\"]", "2.10"},
      {"+", "[" D("1") ", \"99999999999999999999\"]", "100000000000000000000"},
      {"-", "[" D("1.00") ", 1]", "0.00"},
      {"-", "[" D("10.10") "]", "-10.10"},
      {"-", "[" D("0.0") "]", "0.0"},
      {"*", "[" D("1.10") ", 3]", "3.30"},
      {"*", "[" D("-1") ", 0]", "0"},
      {"/", "[" D("1") ", 3]", "3.333333333333333333333333333333333e-1"},
      {"/", "[" D("10.00") ", 4]", "2.50"},
      {"/", "[" D("4") "]", "0.25"},
      {"/", "[" D("1") ", 0]", "!NaN"},
      {"%", "[" D("-7.5") ", 2]", "-1.5"},
      {"%", "[" D("1") ", " D("0.00") "]", "!NaN"},
      {"+", "[" D("1") ", \"x\"]", "!NaN"},
      {"+", "[" D("1") ", []]", "!NaN"},
      {"max", "[" D("1.5") ", 2, 1]", "2"},
      {"min", "[" D("1.50") ", 2]", "1.50"},
      {"!!", "[" D("0.00") "]", "false"},
      {"!!", "[" D("0.01") "]", "true"},
      {"cat", "[" D("1.50") ", \"!x\"]", "!x"},
      {"cat", "[" D("1.50") ", \" EUR\"]", "\"1.50 EUR\""},
  });
}

TEST_CASE("decimals compare by value with all numbers") {
  Bench bench;
  struct Row {
    const char* a;
    const char* b;
    int order;  // -1, 0, 1
  };
  const Row rows[] = {
      {D("1.00"), "1", 0},
      {D("1.00"), "1.0", 0},
      {D("0.1"), "0.1", 0},
      {D("0.10000000000000000001"), "0.1", 1},
      {D("9007199254740993"), "9007199254740993", 0},
      {D("9007199254740993"), "9007199254740992.0", 1},
      {D("-1e6000"), "-1e308", -1},
      {D("1e-6000"), "0", 1},
      {D("2.5"), "\"2.50\"", 0},
      {D("1e40"), "\"10000000000000000000000000000000000000000\"", 0},
      {D("0"), "null", 0},
      {D("1"), "true", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    Value a = bench.json(row.a);
    Value b = bench.json(row.b);
    CHECK(compare(Comparison::kLess, a, b).is_true() == (row.order < 0));
    CHECK(compare(Comparison::kLooseEqual, a, b).is_true() == (row.order == 0));
    CHECK(compare(Comparison::kGreater, a, b).is_true() == (row.order > 0));
    CHECK(compare(Comparison::kGreater, b, a).is_true() == (row.order < 0));
  }
  CHECK(strict_equal(bench.json(D("1.00")), bench.json("1")));
  CHECK(!strict_equal(bench.json(D("1.00")), bench.json("\"1.00\"")));
  CHECK(compare(Comparison::kLess, bench.json(D("1")), bench.json("\"x\"")).is_error());
}

TEST_CASE("equality stays transitive where a double's shortest text is rounded") {
  Bench bench;
  // 1234567890123e6 is not a double: the nearest is 1234567890123000064.
  Value real = bench.json("1234567890123e6");
  Value integer = bench.json("1234567890123000064");
  Value of_integer = bench.call("decimal", "[1234567890123000064]");
  CHECK(strict_equal(real, integer));
  CHECK(strict_equal(integer, of_integer));
  CHECK(strict_equal(of_integer, real));
}

TEST_CASE("round gives exactly so many places") {
  check_all({
      {"round", "[2.345]", "2"},
      {"round", "[2.345, 2]", "2.35"},
      {"round", "[2.5]", "3"},
      {"round", "[-2.5]", "-3"},
      {"round", "[5, 2]", "5.00"},
      {"round", "[1234, -2]", "1200"},
      {"round", "[50, -2]", "100"},
      {"round", "[49, -2]", "0"},
      {"round", "[-0.4]", "0"},
      {"round", "[" D("10.11500") ", 2]", "10.12"},
      {"round", "[1, 20]", "1.00000000000000000000"},
      {"round", "[1, 21]", "!Invalid Arguments"},
      {"round", "[1, -21]", "!Invalid Arguments"},
      {"round", "[1, 1.0]", "!Invalid Arguments"},
      {"round", "[1, null]", "!Invalid Arguments"},
      {"round", "[1, 0, \"nearest\"]", "!Invalid Arguments"},
      {"round", "[\"1\"]", "!Invalid Arguments"},
      {"round", "[null]", "!Invalid Arguments"},
      {"round", "[" D("123456789012345") ", 20]", "!NaN"},
      {"round", "[1e300]", "!NaN"},
      {"round", "[1e-300, 20]", "0.00000000000000000000"},
      {"round", "[1e-300, 0, \"up\"]", "1"},
  });
}

TEST_CASE("the rounding modes differ where they should") {
  struct Row {
    const char* mode;
    const char* results[8];  // of 2.5, 1.5, -2.5, -1.5, 2.4, -2.4, 2.6, 2.500…01
  };
  const Row rows[] = {
      {"half_up", {"3", "2", "-3", "-2", "2", "-2", "3", "3"}},
      {"half_down", {"2", "1", "-2", "-1", "2", "-2", "3", "3"}},
      {"half_even", {"2", "2", "-2", "-2", "2", "-2", "3", "3"}},
      {"up", {"3", "2", "-3", "-2", "3", "-3", "3", "3"}},
      {"down", {"2", "1", "-2", "-1", "2", "-2", "2", "2"}},
      {"ceiling", {"3", "2", "-2", "-1", "3", "-2", "3", "3"}},
      {"floor", {"2", "1", "-3", "-2", "2", "-3", "2", "2"}},
  };
  const char* numbers[] = {"2.5", "1.5",  "-2.5", "-1.5",
                           "2.4", "-2.4", "2.6",  (D("2.50000000000000000000001"))};
  Bench bench;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < 8; ++i) {
      CAPTURE(row.mode);
      CAPTURE(numbers[i]);
      std::string operands = std::string("[") + numbers[i] + ", 0, \"" + row.mode + "\"]";
      CHECK(bench.text("round", operands) == row.results[i]);
    }
  }
}

TEST_CASE("the examples of the language") {
  Bench bench;
  CHECK(bench.text("*", "[" D("50.555") ", " D("0.20") "]") == "10.11100");
  CHECK(bench.text("round", "[" D("10.11100") ", 2]") == "10.11");
  CHECK(bench.text("*", "[" D("50.025") ", " D("0.20") "]") == "10.00500");
  CHECK(bench.text("round", "[" D("10.00500") ", 2]") == "10.01");
}

TEST_CASE(
    "abs, ceil and floor: int64 and decimal keep their kind, a double gives int64 that fits") {
  check_all({
      {"abs", "[-5]", "5"},
      {"abs", "[-9223372036854775808]", "9223372036854775808.0"},
      {"abs", "[-1.5]", "1.5"},
      {"abs", "[-9007199254740992.0]", "9007199254740992"},
      {"abs", "[" D("-1.50") "]", "1.50"},
      {"abs", "[null]", "!Invalid Arguments"},
      {"abs", "[\"1\"]", "!Invalid Arguments"},
      {"ceil", "[1.2]", "2"},
      {"ceil", "[-1.2]", "-1"},
      {"ceil", "[-0.5]", "0"},
      {"ceil", "[7]", "7"},
      {"ceil", "[" D("10.50") "]", "11"},
      {"ceil", "[" D("1e10") "]", "10000000000"},
      {"floor", "[1.9]", "1"},
      {"floor", "[-1.2]", "-2"},
      {"floor", "[1e300]", "1e+300"},
      {"floor", "[" D("-10.50") "]", "-11"},
      {"floor", "[true]", "!Invalid Arguments"},
  });
  Bench bench;
  CHECK(bench.call("abs", "[-2.0]").is_integer());
  CHECK(bench.call("abs", "[1e300]").is_double());
  CHECK(bench.call("floor", "[1.9]").is_integer());
  CHECK(bench.call("floor", "[1e300]").is_double());
  CHECK(bench.call("floor", "[9223372036854775808.0]").is_double());
  CHECK(bench.call("floor", "[-9223372036854775808.0]").is_integer());
  CHECK(bench.call("ceil", "[" D("1.5") "]").is_decimal());
}

TEST_CASE("between includes both ends and stops at the first false") {
  check_all({
      {"between", "[5, 1, 10]", "true"},
      {"between", "[1, 1, 10]", "true"},
      {"between", "[10, 1, 10]", "true"},
      {"between", "[11, 1, 10]", "false"},
      {"between", "[0, 1, []]", "false"},
      {"between", "[5, 1, []]", "!NaN"},
      {"between", "[[], 1, 2]", "!NaN"},
      {"between", "[\"b\", \"a\", \"c\"]", "true"},
      {"between", "[" D("1.00") ", 1, 1]", "true"},
      {"between", "[1, 2]", "!Invalid Arguments"},
  });
}

TEST_CASE("what a decimal prints reads back as the same decimal") {
  Bench bench;
  for (const char* text : {"10.10", "1e33", "1.5e40", "-1.5e-25", "0.00", "0e-25", "1e-6144",
                           "1234567890.123456789", "9999999999999999999999999999999999"}) {
    Value number = bench.json(std::string("{\"$decimal\": \"") + text + "\"}");
    std::string printed = Bench::text(number);
    Value back = bench.json("{\"$decimal\": \"" + printed + "\"}");
    CHECK(strict_equal(number, back));
    CHECK(Bench::text(back) == printed);
  }
}

}  // namespace
}  // namespace rulec::value::testing
