#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("length and count") {
  check_all({
      {"length", "[\"a\\u00e9\\ud83d\\ude00\"]", "3"},
      {"length", "[\"\"]", "0"},
      {"length", "[[1, 2]]", "2"},
      {"length", "[{\"a\": 1}]", "1"},
      {"length", "[null]", "0"},
      {"length", "[5]", "!Invalid Arguments"},
      {"length", "[true]", "!Invalid Arguments"},
      {"count", "[[1, null]]", "2"},
      {"count", "[null]", "0"},
      {"count", "[\"abc\"]", "!Invalid Arguments"},
      {"count", "[{}]", "!Invalid Arguments"},
  });
}

TEST_CASE("keys, values and has") {
  check_all({
      {"keys", "[{\"b\": 1, \"a\": 2, \"\\u00e9\": 3, \"B\": 4}]", R"(["B","a","b","é"])"},
      {"values", "[{\"b\": 1, \"a\": 2}]", "[2,1]"},
      {"keys", "[{}]", "[]"},
      {"keys", "[null]", "!Invalid Arguments"},
      {"values", "[[1]]", "!Invalid Arguments"},
      {"has", "[{\"a\": null}, \"a\"]", "true"},
      {"has", "[{\"a\": null}, \"b\"]", "false"},
      {"has", "[[5], 0]", "true"},
      {"has", "[[5], 1]", "false"},
      {"has", "[[5], -1]", "false"},
      {"has", "[null, \"a\"]", "false"},
      {"has", "[[5], \"0\"]", "!Invalid Arguments"},
      {"has", "[{}, 0]", "!Invalid Arguments"},
      {"has", "[\"abc\", 0]", "!Invalid Arguments"},
      {"has", "[{}, null]", "!Invalid Arguments"},
  });
}

TEST_CASE("sum and avg fold from left to right") {
  check_all({
      {"sum", "[[1, 2, \"3\"]]", "6"},
      {"sum", "[[]]", "0"},
      {"sum", "[null]", "0"},
      {"sum", "[[1e16, 1.0, -1e16]]", "0"},
      {"sum", "[[0.1, {\"$decimal\": \"0.20\"}]]", "0.30"},
      {"sum", "[[[1]]]", "!NaN"},
      {"sum", "[5]", "!Invalid Arguments"},
      {"avg", "[[1, 2]]", "1.5"},
      {"avg", "[[2, 4]]", "3"},
      {"avg", "[[]]", "null"},
      {"avg", "[null]", "null"},
      {"avg", "[[{\"$decimal\": \"1.00\"}, 2]]", "1.50"},
      {"avg", "[[\"x\"]]", "!NaN"},
      {"avg", "[{}]", "!Invalid Arguments"},
  });
}

TEST_CASE("distinct keeps the first of strictly equal items") {
  check_all({
      {"distinct", "[[1, 1.0, \"1\", true, 1]]", R"([1,"1",true])"},
      {"distinct", "[[[1], [1.0], {\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}]]",
       R"([[1],{"a":1,"b":2}])"},
      {"distinct", "[[null, null, 0, false]]", "[null,0,false]"},
      {"distinct", "[[]]", "[]"},
      {"distinct", "[null]", "!Invalid Arguments"},
  });
}

TEST_CASE("distinct of many items is distinct of few") {
  Bench bench;
  std::string items;
  for (int i = 0; i < 300; ++i) {
    int group = (i * 37) % 41;
    std::string forms[] = {std::to_string(group), "\"" + std::to_string(group) + "\"",
                           "[" + std::to_string(group) + "]",
                           "{\"k\":" + std::to_string(group) + ",\"a\":null}"};
    items += (i == 0 ? "" : ",") + forms[i % 4];
  }
  Value list = bench.json("[[" + items + "]]");
  Value kept = find_operator("distinct")->function(bench.ctx, list.as_list());
  std::vector<Value> naive;
  for (const Value& item : list.as_list()[0].as_list()) {
    if (!list_contains(naive, item)) {
      naive.push_back(item);
    }
  }
  CHECK(kept.length() == naive.size());
  CHECK(strict_equal(kept, Value::list(naive)));
}

TEST_CASE("sort is stable and orders null, bool, number, text") {
  check_all({
      {"sort", "[[\"b\", 2, null, true, \"a\", 1.5, false]]", R"([null,false,true,1.5,2,"a","b"])"},
      {"sort", "[[1, 3, 2], \"desc\"]", "[3,2,1]"},
      {"sort", "[[1, 3, 2], \"asc\"]", "[1,2,3]"},
      {"sort", "[[\"B\", \"a\", \"\\u00e9\", \"z\"]]", R"(["B","a","z","é"])"},
      {"sort", "[[{\"$decimal\": \"1.0\"}, 1, {\"$decimal\": \"1.00\"}, 0.5]]", "[0.5,1.0,1,1.00]"},
      {"sort", "[[{\"$decimal\": \"1.0\"}, 2, 1, {\"$decimal\": \"1.00\"}], \"desc\"]",
       "[2,1.0,1,1.00]"},
      {"sort", "[[]]", "[]"},
      {"sort", "[[1, [2]]]", "!Invalid Arguments"},
      {"sort", "[[{}]]", "!Invalid Arguments"},
      {"sort", "[[1], \"up\"]", "!Invalid Arguments"},
      {"sort", "[[1], null]", "!Invalid Arguments"},
      {"sort", "[null]", "!Invalid Arguments"},
  });
}

TEST_CASE("costs of collections") {
  struct Row {
    const char* name;
    const char* operands;
    std::int64_t cost;
  };
  const Row rows[] = {
      {"count", "[[1, 2]]", 3},
      {"length", "[\"0123456789abcdef\"]", 2},
      {"length", "[{\"a\": 1}]", 2},
      {"keys", "[{\"a\": 1}]", 2},
      {"sum", "[[1, 2, \"0123456789abcdef\"]]", 5},
      {"distinct", "[[1, 2]]", 3},
      {"sort", "[[3, 2, 1]]", 1 + 3 * 2},
      {"sort", "[[4, 3, 2, 1]]", 1 + 4 * 3},
      {"split", "[\"0123456789abcdef\", \"8\"]", 1 + 1 + 2},
      {"join", "[[\"0123456789abcdef\", \"x\"], \"\"]", 1 + 2 + 1},
      {"to_string", "[[1, [2]]]", 1 + 3},
      {"matches", "[\"0123456789abcdef\", \"a\"]", 2},
      {"sha256", "[\"0123456789abcdef\"]", 2},
      {"lower", "[\"0123456789ABCDEF\"]", 2},
      {"trim", "[\"0123456789abcdef\"]", 2},
      {"starts_with", "[\"0123456789abcdef\", \"0\"]", 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.operands);
    Bench bench;
    bench.ctx.budget = row.cost;
    CHECK(bench.text(row.name, row.operands) != "!budget-exceeded");
    CHECK(bench.ctx.budget == 0);
    bench.ctx.budget = row.cost - 1;
    CHECK(bench.text(row.name, row.operands) == "!budget-exceeded");
  }
}

}  // namespace
}  // namespace rulec::value::testing
