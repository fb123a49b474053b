#include <cmath>
#include <limits>

#include "support.h"

namespace rulec::value::testing {
namespace {

// Values that sit on the seams between the kinds of numbers and of JSON.
const char* const kGrid[] = {
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "5",
    "0.0",
    "1.0",
    "0.5",
    "-0.5",
    "1e300",
    "-1e300",
    "5e-324",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992.0",
    "9007199254740994.0",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808.0",
    "-9223372036854775808.0",
    "9223372036854774784.0",
    "1152921504606846976",
    "1152921504606846976.0",
    "\"\"",
    "\"0\"",
    "\"1\"",
    "\"1.0\"",
    "\"a\"",
    "\"b\"",
    "\"\\u00e9\"",
    "[]",
    "[0]",
    "[1]",
    "[1.0]",
    "[1, 2]",
    "[[1]]",
    "{}",
    "{\"a\": 1}",
    "{\"a\": 1.0}",
    "{\"a\": 1, \"b\": 2}",
    "{\"b\": 2, \"a\": 1}",
    "{\"a\": null}",
};

std::vector<Value> grid(Bench& bench) {
  std::vector<Value> values;
  for (const char* text : kGrid) {
    values.push_back(bench.json(text));
  }
  return values;
}

TEST_CASE("truth: null, false, 0, empty text and empty list are falsy, all else is truthy") {
  Bench bench;
  for (const char* text : {"null", "false", "0", "0.0", "\"\"", "[]"}) {
    CAPTURE(text);
    CHECK(!is_truthy(bench.json(text)));
    CHECK(bench.text("!", std::string("[") + text + "]") == "true");
    CHECK(bench.text("!!", std::string("[") + text + "]") == "false");
  }
  for (const char* text : {"true", "1", "-0.5", "\"0\"", "\"false\"", "[0]", "[[]]", "{}"}) {
    CAPTURE(text);
    CHECK(is_truthy(bench.json(text)));
    CHECK(bench.text("!", std::string("[") + text + "]") == "false");
    CHECK(bench.text("!!", std::string("[") + text + "]") == "true");
  }
  CHECK(bench.text("!", "[]") == "true");
  CHECK(bench.text("!!", "[]") == "false");
  CHECK(bench.text("!", "[1, 2]") == "!Invalid Arguments");
}

TEST_CASE("strict equality is an equivalence") {
  Bench bench;
  auto values = grid(bench);
  for (const Value& a : values) {
    CHECK(strict_equal(a, a));
    for (const Value& b : values) {
      CHECK(strict_equal(a, b) == strict_equal(b, a));
      for (const Value& c : values) {
        if (strict_equal(a, b) && strict_equal(b, c)) {
          CHECK(strict_equal(a, c));
        }
      }
    }
  }
}

TEST_CASE("strict equality never throws and looks at kind and value") {
  struct Row {
    const char* a;
    const char* b;
    bool is_equal;
  };
  const Row rows[] = {
      {"1", "1.0", true},
      {"0", "false", false},
      {"1", "\"1\"", false},
      {"null", "0", false},
      {"null", "null", true},
      {"[1, [2]]", "[1.0, [2]]", true},
      {"[1, 2]", "[2, 1]", false},
      {"[]", "{}", false},
      {"{\"a\": 1, \"b\": [2]}", "{\"b\": [2], \"a\": 1}", true},
      {"{\"a\": 1}", "{\"b\": 1}", false},
      {"{\"a\": null}", "{}", false},
      {"9007199254740993", "9007199254740992.0", false},
      {"9223372036854775807", "9223372036854775808.0", false},
  };
  Bench bench;
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    Value a = bench.json(row.a);
    Value b = bench.json(row.b);
    CHECK(strict_equal(a, b) == row.is_equal);
    CHECK(compare(Comparison::kStrictEqual, a, b).is_true() == row.is_equal);
    CHECK(compare(Comparison::kStrictUnequal, a, b).is_true() != row.is_equal);
  }
}

TEST_CASE("objects with an order index compare like small ones") {
  Bench bench;
  std::string forwards;
  std::string backwards;
  for (int i = 0; i < 20; ++i) {
    std::string member = "\"k" + std::to_string(i) + "\": " + std::to_string(i);
    forwards.append(i == 0 ? "{" : ", ").append(member);
    backwards.insert(0, i == 0 ? "}" : ", ").insert(0, member);
  }
  Value a = bench.json(forwards + "}");
  Value b = bench.json("{" + backwards);
  CHECK(strict_equal(a, b));
  CHECK(b.member("k17").as_integer() == 17);
  CHECK(b.member("k").is_absent());
  CHECK(b.member("k99").is_absent());
}

long double exact(const Value& number) {
  return number.is_integer() ? static_cast<long double>(number.as_integer())
                             : static_cast<long double>(number.as_double());
}

TEST_CASE("numbers compare by exact value") {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  Bench bench;
  auto values = grid(bench);
  for (const Value& a : values) {
    for (const Value& b : values) {
      if (!a.is_number() || !b.is_number()) {
        continue;
      }
      CAPTURE(Bench::text(a));
      CAPTURE(Bench::text(b));
      CHECK(compare(Comparison::kLess, a, b).is_true() == (exact(a) < exact(b)));
      CHECK(compare(Comparison::kGreater, a, b).is_true() == (exact(a) > exact(b)));
      CHECK(compare(Comparison::kLessEqual, a, b).is_true() == (exact(a) <= exact(b)));
      CHECK(compare(Comparison::kGreaterEqual, a, b).is_true() == (exact(a) >= exact(b)));
      CHECK(compare(Comparison::kLooseEqual, a, b).is_true() == (exact(a) == exact(b)));
      CHECK(strict_equal(a, b) == (exact(a) == exact(b)));
    }
  }
}

TEST_CASE("comparisons agree with each other on every pair") {
  Bench bench;
  auto values = grid(bench);
  for (const Value& a : values) {
    for (const Value& b : values) {
      CAPTURE(Bench::text(a));
      CAPTURE(Bench::text(b));
      Value less = compare(Comparison::kLess, a, b);
      Value equal = compare(Comparison::kLooseEqual, a, b);
      REQUIRE(less.is_error() == equal.is_error());
      CHECK(compare(Comparison::kGreater, b, a).is_error() == less.is_error());
      if (less.is_error()) {
        CHECK(error_type(less) == "NaN");
        continue;
      }
      bool is_greater = compare(Comparison::kGreater, a, b).is_true();
      CHECK(int{less.is_true()} + int{equal.is_true()} + int{is_greater} == 1);
      CHECK(compare(Comparison::kGreater, b, a).is_true() == less.is_true());
      CHECK(compare(Comparison::kLessEqual, a, b).is_true() == !is_greater);
      CHECK(compare(Comparison::kGreaterEqual, a, b).is_true() == !less.is_true());
      CHECK(compare(Comparison::kLooseUnequal, a, b).is_true() == !equal.is_true());
    }
  }
}

TEST_CASE("loose comparison takes the number of each side") {
  struct Row {
    Comparison comparison;
    const char* a;
    const char* b;
    const char* result;
  };
  const Row rows[] = {
      {Comparison::kLooseEqual, "null", "0", "true"},
      {Comparison::kLooseEqual, "\"1\"", "1", "true"},
      {Comparison::kLooseEqual, "\"1\"", "\"1.0\"", "false"},
      {Comparison::kLooseEqual, "\"\"", "false", "true"},
      {Comparison::kLooseEqual, "[1]", "5", "!NaN"},
      {Comparison::kLooseEqual, "{}", "{}", "!NaN"},
      {Comparison::kLooseEqual, "2023", "\"2024-01-01\"", "!NaN"},
      {Comparison::kLess, "null", "15", "true"},
      {Comparison::kLess, "1", "\"A\"", "!NaN"},
      {Comparison::kLess, "\"Z\"", "\"a\"", "true"},
      {Comparison::kLess, "\"a\"", "\"\\ud83d\\ude00\"", "true"},
      {Comparison::kLess, "\"\\uffff\"", "\"\\ud83d\\ude00\"", "true"},
      {Comparison::kGreaterEqual, "\"b\"", "\"a\"", "true"},
      {Comparison::kLess, "\"!first\"", "\"!second\"", "!first"},
      {Comparison::kLess, "[]", "\"!second\"", "!second"},
      {Comparison::kStrictEqual, "1", "\"!second\"", "!second"},
  };
  Bench bench;
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(Bench::text(compare(row.comparison, bench.json(row.a), bench.json(row.b))) == row.result);
  }
}

TEST_CASE("deeply nested values do not end the stack") {
  Bench bench;
  Value a = Value::integer(1);
  Value b = Value::integer(1);
  for (int i = 0; i < 200'000; ++i) {
    a = Value::list(bench.arena.copy(std::span<const Value>(&a, 1)));
    b = Value::list(bench.arena.copy(std::span<const Value>(&b, 1)));
  }
  CHECK(strict_equal(a, b));
  Value copied = deep_copy(a, bench.arena);
  CHECK(strict_equal(copied, b));
  std::string printed;
  append_value(printed, copied);
  CHECK(printed.size() == 400'001);
}

TEST_CASE("comparing two lists or objects charges the values in the smaller one") {
  struct Row {
    std::string_view a, b;
    std::int64_t charged;
  };
  const Row rows[] = {
      {"[1,[2]]", "[1,[2]]", 3},   {"[1,[2]]", "[1,2,3,4]", 3},
      {"[1,2,3,4]", "[1,[2]]", 3}, {R"({"a":{"b":1},"c":2})", R"({"a":1,"c":2})", 2},
      {"[]", "[1,2]", 0},          {"[1]", R"({"a":1})", 0},
      {"\"abc\"", "\"abc\"", 0},   {"[1]", "1", 0},
  };
  Bench bench;
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    for (auto comparison : {Comparison::kStrictEqual, Comparison::kStrictUnequal}) {
      Value a = bench.json(row.a);
      Value b = bench.json(row.b);
      bench.ctx.budget = row.charged;
      CHECK(Bench::text(compare(bench.ctx, comparison, a, b)) ==
            Bench::text(compare(comparison, a, b)));
      CHECK(bench.ctx.budget == 0);
      if (row.charged > 0) {
        bench.ctx.budget = row.charged - 1;
        CHECK(Bench::text(compare(bench.ctx, comparison, a, b)) == "!budget-exceeded");
      }
    }
  }
}

TEST_CASE("a value whose parts are shared is counted no further than the limit") {
  Bench bench;
  auto doubled = [&] {
    Value value = Value::integer(1);
    for (int i = 0; i < 60; ++i) {
      Value parts[] = {value, value};
      value = Value::list(bench.arena.copy(std::span<const Value>(parts)));
    }
    return value;
  };
  Value a = doubled();
  Value b = doubled();
  CHECK(values_in(a, 1000) > 1000);
  CHECK(values_in(a, 1000) < 1100);
  CHECK(values_in_smaller(a, b, 1000) > 1000);
  CHECK(values_in_smaller(a, bench.json("[1,[2,3]]"), 1000) == 4);
  Value pair[] = {a, b};
  Value list = Value::list(std::span<const Value>(pair));
  Value in[] = {a, list};
  Value distinct[] = {list};
  CHECK(Bench::text(compare(bench.ctx, Comparison::kStrictEqual, a, b)) == "!budget-exceeded");
  bench.ctx.budget = kExprCost;
  CHECK(Bench::text(find_operator("in")->function(bench.ctx, std::span<const Value>(in))) ==
        "!budget-exceeded");
  bench.ctx.budget = kExprCost;
  CHECK(Bench::text(
            find_operator("distinct")->function(bench.ctx, std::span<const Value>(distinct))) ==
        "!budget-exceeded");
}

}  // namespace
}  // namespace rulec::value::testing
