#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("lower and upper map letters one by one") {
  check_all({
      {"lower", "[\"ABC xyz 123\"]", "\"abc xyz 123\""},
      {"upper", "[\"abc XYZ {|}\"]", "\"ABC XYZ {|}\""},
      {"upper", "[\"\\u00df\"]", "\"ß\""},
      {"lower", "[\"\\u1e9e\"]", "\"ß\""},
      {"upper", "[\"\\u00e9\\u03c3\\u044f\"]", "\"ÉΣЯ\""},
      {"lower", "[\"\\u0130I\"]", "\"ii\""},
      {"lower", "[\"\\u023a\"]", "\"ⱥ\""},
      {"lower", "[\"\\u212a\"]", "\"k\""},
      {"upper", "[\"\\ufb01\"]", "\"ﬁ\""},
      {"upper", "[\"\\ud801\\udc28\"]", "\"𐐀\""},
      {"lower", "[\"\"]", "\"\""},
      {"lower", "[null]", "null"},
      {"upper", "[null]", "null"},
      {"upper", "[1]", "!Invalid Arguments"},
      {"lower", "[[\"a\"]]", "!Invalid Arguments"},
  });
}

TEST_CASE("trim takes white space of Unicode from both ends") {
  check_all({
      {"trim", "[\" \\t\\n a b \\u00a0\\u2003\\u3000\"]", "\"a b\""},
      {"trim", "[\"\\u200bx\\u200b\"]", "\"\xe2\x80\x8bx\xe2\x80\x8b\""},
      {"trim", "[\"\\u0085\\u2028\"]", "\"\""},
      {"trim", "[\"\\u00e9 \"]", "\"é\""},
      {"trim", "[\"\"]", "\"\""},
      {"trim", "[null]", "null"},
      {"trim", "[5]", "!Invalid Arguments"},
  });
}

TEST_CASE("starts_with and ends_with") {
  check_all({
      {"starts_with", "[\"EU123\", \"EU\"]", "true"},
      {"starts_with", "[\"E\", \"EU\"]", "false"},
      {"starts_with", "[\"x\", \"\"]", "true"},
      {"starts_with", "[null, \"EU\"]", "false"},
      {"starts_with", "[\"EU\", null]", "!Invalid Arguments"},
      {"starts_with", "[1, \"1\"]", "!Invalid Arguments"},
      {"ends_with", "[\"a.pdf\", \".pdf\"]", "true"},
      {"ends_with", "[\"a.pdf\", \"pdfx\"]", "false"},
      {"ends_with", "[null, \"x\"]", "false"},
      {"ends_with", "[\"x\", 1]", "!Invalid Arguments"},
  });
}

TEST_CASE("matches finds a pattern anywhere") {
  check_all({
      {"matches", "[\"order-42\", \"[0-9]+\"]", "true"},
      {"matches", "[\"order\", \"[0-9]+\"]", "false"},
      {"matches", "[\"ABC\", \"b\"]", "false"},
      {"matches", "[\"ABC\", \"(?i)b\"]", "true"},
      {"matches", "[\"\\u00e9\", \"^.$\"]", "true"},
      {"matches", "[\"\\u00e9\", \"^\\\\p{L}$\"]", "true"},
      {"matches", "[\"a\\nb\", \"a.b\"]", "false"},
      {"matches", "[\"\", \"\"]", "true"},
      {"matches", "[null, \"a\"]", "false"},
      {"matches", "[5, \"5\"]", "!Invalid Arguments"},
      {"matches", "[\"a\", null]", "!Invalid Arguments"},
      {"matches", "[\"a\", \"(\"]", "!Invalid Arguments"},
      {"matches", "[\"a\", \"(?=a)\"]", "!Invalid Arguments"},
  });
}

TEST_CASE("a pattern at the limit is read, one above is refused") {
  Bench bench;
  const Value text = Value::string("aaa");
  std::string pattern(kMaxPatternBytes, 'a');
  Value fits[] = {text, Value::string(pattern)};
  CHECK(Bench::text(find_operator("matches")->function(bench.ctx, std::span(fits))) == "false");
  pattern += 'a';
  Value above[] = {text, Value::string(pattern)};
  CHECK(Bench::text(find_operator("matches")->function(bench.ctx, std::span(above))) ==
        "!Invalid Arguments");
  CHECK(literal_problem(OperatorId::kMatches, 1, above[1]) == "is longer than 4096 bytes");
}

TEST_CASE("patterns that would take too much memory are refused") {
  Bench bench;
  CHECK(bench.text("matches", R"(["a", "((a{100}){100}){100}"])") == "!Invalid Arguments");
}

TEST_CASE("more patterns than the cache holds still answer right") {
  Bench bench;
  for (int i = 0; i < 5000; ++i) {
    std::string number = std::to_string(i);
    bench.arena.reset();
    Value operands[] = {Value::string(number), Value::string(number)};
    REQUIRE(find_operator("matches")->function(bench.ctx, std::span(operands)).is_true());
  }
}

TEST_CASE("split and join") {
  check_all({
      {"split", "[\"a,,b\", \",\"]", R"(["a","","b"])"},
      {"split", "[\"\", \",\"]", R"([""])"},
      {"split", "[\",\", \",\"]", R"(["",""])"},
      {"split", "[\"a--b-c\", \"--\"]", R"(["a","b-c"])"},
      {"split", "[\"abc\", \"abcd\"]", R"(["abc"])"},
      {"split", "[\"aaa\", \"aa\"]", R"(["","a"])"},
      {"split", "[\"abc\", \"\"]", "!Invalid Arguments"},
      {"split", "[null, \",\"]", "!Invalid Arguments"},
      {"join", "[[\"a\", 1, null, true, 1.5], \"-\"]", "\"a-1--true-1.5\""},
      {"join", "[[], \"-\"]", "\"\""},
      {"join", "[[\"a\"], \"-\"]", "\"a\""},
      {"join", "[[[1]], \"-\"]", "!Invalid Arguments"},
      {"join", "[null, \"-\"]", "!Invalid Arguments"},
      {"join", "[[1], null]", "!Invalid Arguments"},
  });
}

TEST_CASE("to_string prints anything but text, by key") {
  check_all({
      {"to_string", "[\"a\\\"b\"]", "\"a\\\"b\""},
      {"to_string", "[null]", "\"null\""},
      {"to_string", "[1.50]", "\"1.5\""},
      {"to_string", "[{\"$decimal\": \"1.50\"}]", "\"1.50\""},
      {"to_string", "[{\"b\": [1, {\"z\": 1, \"y\": 2}], \"a\": null}]",
       R"("{\"a\":null,\"b\":[1,{\"y\":2,\"z\":1}]}")"},
      {"to_string", "[[]]", "\"[]\""},
  });
}

TEST_CASE("to_string of a value that shares its parts ends") {
  Bench bench;
  Value doubled = Value::integer(1);
  for (int i = 0; i < 100; ++i) {
    const Value both[] = {doubled, doubled};
    doubled = Value::list(bench.arena.copy(std::span<const Value>(both)));
  }
  Value result = find_operator("to_string")->function(bench.ctx, {&doubled, 1});
  CHECK(result.is_error());
  CHECK(!result.is_catchable());
}

TEST_CASE("parse_number takes texts that are numbers") {
  check_all({
      {"parse_number", "[\" 12 \"]", "12"},
      {"parse_number", "[\"1.5e1\"]", "15"},
      {"parse_number", "[7]", "7"},
      {"parse_number", "[\"\"]", "!NaN"},
      {"parse_number", "[\"  \"]", "!NaN"},
      {"parse_number", "[\"x\"]", "!NaN"},
      {"parse_number", "[null]", "!Invalid Arguments"},
      {"parse_number", "[true]", "!Invalid Arguments"},
  });
}

TEST_CASE("own operators refuse texts above the limit") {
  struct Row {
    const char* name;
    const char* fits;
    const char* is_above;
  };
  const Row rows[] = {
      {"length", "[\"12345678\"]", "[\"123456789\"]"},
      {"lower", "[\"12345678\"]", "[\"123456789\"]"},
      {"lower", "[\"\\u023a\\u023a\"]", "[\"\\u023a\\u023a\\u023a\"]"},
      {"trim", "[\"12345678\"]", "[\"123456789\"]"},
      {"starts_with", "[\"12345678\", \"1\"]", "[\"123456789\", \"1\"]"},
      {"ends_with", "[\"1\", \"12345678\"]", "[\"1\", \"123456789\"]"},
      {"matches", "[\"12345678\", \"1\"]", "[\"123456789\", \"1\"]"},
      {"split", "[\"12345678\", \"1\"]", "[\"123456789\", \"1\"]"},
      {"join", "[[\"1234\", \"567\"], \"8\"]", "[[\"1234\", \"5678\"], \"9\"]"},
      {"to_string", "[[1, 23, 4]]", "[[1, 23, 456]]"},
      {"to_string", "[\"12345678\"]", "[\"123456789\"]"},
      {"sha256", "[\"12345678\"]", "[\"123456789\"]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.is_above);
    Bench bench;
    bench.ctx.max_string_bytes = 8;
    CHECK(bench.text(row.name, row.fits).substr(0, 1) != "!");
    CHECK(bench.text(row.name, row.is_above) == "!value-too-large");
  }
}

TEST_CASE("digests") {
  check_all({
      {"sha256", "[\"\"]", "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""},
      {"sha256", "[\"abc\"]",
       "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""},
      {"sha256", "[null]", "!Invalid Arguments"},
      {"bucket", "[\"u1\", \"rollout:184\", 1000000]", "610427"},
      {"bucket", "[\"u1\", \"rollout:184\", 1]", "0"},
      {"bucket", "[\"\", \"s\", 10]", "!Invalid Arguments"},
      {"bucket", "[null, \"s\", 10]", "!Invalid Arguments"},
      {"bucket", "[\"u\", null, 10]", "!Invalid Arguments"},
      {"bucket", "[\"u\", \"s\", 0]", "!Invalid Arguments"},
      {"bucket", "[\"u\", \"s\", 1.5]", "!Invalid Arguments"},
      {"bucket", "[1, \"s\", 10]", "!Invalid Arguments"},
  });
}

TEST_CASE("buckets are even and within the count") {
  Bench bench;
  int counts[10] = {};
  for (int i = 0; i < 20'000; ++i) {
    std::string key = "user-" + std::to_string(i);
    const Value operands[] = {Value::string(key), Value::string("s"), Value::integer(10)};
    Value bucket = find_operator("bucket")->function(bench.ctx, std::span(operands));
    REQUIRE(bucket.as_integer() >= 0);
    REQUIRE(bucket.as_integer() < 10);
    ++counts[bucket.as_integer()];
  }
  for (int count : counts) {
    CHECK(count > 1800);
    CHECK(count < 2200);
  }
}

TEST_CASE("literal operands are checked before they run") {
  Bench bench;
  CHECK(literal_problem(OperatorId::kMatches, 1, bench.json("\"a+\"")).empty());
  CHECK(literal_problem(OperatorId::kMatches, 1, bench.json("\"(a\"")) == "missing ): (a");
  CHECK(literal_problem(OperatorId::kMatches, 1, bench.json("5")) == "is no text");
  CHECK(literal_problem(OperatorId::kMatches, 0, bench.json("5")).empty());
  CHECK(literal_problem(OperatorId::kBucket, 2, bench.json("0")) == "is no integer of 1 or more");
  CHECK(literal_problem(OperatorId::kBucket, 2, bench.json("7")).empty());
  CHECK(literal_problem(OperatorId::kRound, 2, bench.json("\"half_even\"")).empty());
  CHECK(literal_problem(OperatorId::kRound, 2, bench.json("\"nearest\"")) ==
        "is none of `half_up`, `half_down`, `half_even`, `up`, `down`, `ceiling`, `floor`");
  CHECK(literal_problem(OperatorId::kDateDiff, 2, bench.json("\"days\"")).empty());
  CHECK(!literal_problem(OperatorId::kDateDiff, 2, bench.json("\"day\"")).empty());
  CHECK(literal_problem(OperatorId::kDatePart, 1, bench.json("\"week\"")).empty());
  CHECK(literal_problem(OperatorId::kAdd, 1, bench.json("\"week\"")).empty());
  for (const OperatorRow& row : operator_table()) {
    CAPTURE(row.name);
    CHECK((literal_operands(row.id) != 0) == row.has(kLiteralOperands));
  }
}

}  // namespace
}  // namespace rulec::value::testing
