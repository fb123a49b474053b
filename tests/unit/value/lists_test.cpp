#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("merge flattens lists once and keeps null") {
  check_all({
      {"merge", "[]", "[]"},
      {"merge", "[[1, 2], [3]]", "[1,2,3]"},
      {"merge", "[[1, [2]], 3, null, \"a\", {\"b\": 1}]", "[1,[2],3,null,\"a\",{\"b\":1}]"},
      {"merge", "[[], []]", "[]"},
      {"merge", "[[1], \"!boom\"]", "!boom"},
  });
}

TEST_CASE("in looks for text in text and for values in lists") {
  check_all({
      {"in", "[\"ring\", \"Spring\"]", "true"},
      {"in", "[\"\", \"\"]", "true"},
      {"in", "[\"x\", \"\"]", "false"},
      {"in", "[1, \"a1b\"]", "true"},
      {"in", "[1.5, \"1.5\"]", "true"},
      {"in", "[true, \"it is true\"]", "true"},
      {"in", "[null, \"null\"]", "false"},
      {"in", "[[], \"a\"]", "false"},
      {"in", "[{}, \"a\"]", "false"},
      {"in", "[1, [3, 2, 1.0]]", "true"},
      {"in", "[\"1\", [1]]", "false"},
      {"in", "[[1], [[1], 2]]", "true"},
      {"in", "[null, [null]]", "true"},
      {"in", "[\"b\", [\"a\", 1, \"b\"]]", "true"},
      {"in", "[\"c\", [\"a\", \"b\"]]", "false"},
      {"in", "[\"a\", null]", "false"},
      {"in", "[\"a\", {\"a\": 1}]", "false"},
      {"in", "[1, 1]", "false"},
      {"in", "[1]", "!Invalid Arguments"},
      {"in", "[1, [1], 2]", "!Invalid Arguments"},
      {"in", "[\"!boom\", []]", "!boom"},
  });
}

TEST_CASE("list_contains answers like the operator") {
  Bench bench;
  const char* needles[] = {"1", "\"1\"", "null", "true", "[1]", "{\"a\": 1}", "1.5"};
  Value list = bench.json("[\"1\", 1.0, null, [1], {\"a\": 1.0}]");
  for (const char* needle : needles) {
    CAPTURE(needle);
    Value operands[] = {bench.json(needle), list};
    CHECK(find_operator("in")->function(bench.ctx, std::span(operands)).is_true() ==
          list_contains(list.as_list(), operands[0]));
  }
}

TEST_CASE("looking for text is linear on repetitive texts") {
  Bench bench;
  std::string haystack(250'000, 'a');
  std::string needle = std::string(100'000, 'a') + "b";
  const Value operands[] = {Value::string(needle), Value::string(haystack)};
  CHECK(!find_operator("in")->function(bench.ctx, std::span(operands)).is_true());
}

TEST_CASE("what an iterator's source means") {
  struct Row {
    OperatorId iterator;
    const char* source;
    bool is_written_null;
    const char* result;  // "walks" or the answer
  };
  const Row rows[] = {
      {OperatorId::kMap, "[1]", false, "walks"},
      {OperatorId::kMap, "[]", false, "[]"},
      {OperatorId::kMap, "null", false, "[]"},
      {OperatorId::kMap, "null", true, "!Invalid Arguments"},
      {OperatorId::kMap, "[1]", true, "!Invalid Arguments"},
      {OperatorId::kMap, "{\"a\": 1}", false, "!Invalid Arguments"},
      {OperatorId::kMap, "\"abc\"", false, "!Invalid Arguments"},
      {OperatorId::kFilter, "null", false, "[]"},
      {OperatorId::kFilter, "null", true, "!Invalid Arguments"},
      {OperatorId::kFilter, "5", false, "!Invalid Arguments"},
      {OperatorId::kAll, "[]", false, "false"},
      {OperatorId::kSome, "[]", false, "false"},
      {OperatorId::kNone, "[]", false, "true"},
      {OperatorId::kAll, "null", false, "!Invalid Arguments"},
      {OperatorId::kSome, "null", true, "!Invalid Arguments"},
      {OperatorId::kNone, "{}", false, "!Invalid Arguments"},
      {OperatorId::kAll, "[0]", false, "walks"},
      {OperatorId::kReduce, "null", false, "null"},
      {OperatorId::kReduce, "null", true, "null"},
      {OperatorId::kReduce, "[]", false, "null"},
      {OperatorId::kReduce, "{}", false, "!Invalid Arguments"},
      {OperatorId::kReduce, "[1]", false, "walks"},
      {OperatorId::kMap, "\"!boom\"", true, "!boom"},
  };
  Bench bench;
  for (const Row& row : rows) {
    CAPTURE(row_of(row.iterator).name);
    CAPTURE(row.source);
    auto source = iterator_source(row.iterator, bench.json(row.source), row.is_written_null);
    CHECK((source.walks ? "walks" : Bench::text(source.result)) == row.result);
  }
}

}  // namespace
}  // namespace rulec::value::testing
