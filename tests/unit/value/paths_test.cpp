#include "support.h"

namespace rulec::value::testing {
namespace {

constexpr std::string_view kContext = R"({
  "a": {"b": {"c": 1}, "x.y": 2, "null": null, "": {"": 3}},
  "list": ["zero", {"k": [10, 20]}],
  "empty": "", "nothing": null, "zero": 0, "7": "seven", "-1": "minus", "": "blank"})";

TEST_CASE("var reads dotted paths") {
  check_all(
      {
          {"var", "[\"a.b.c\"]", "1"},
          {"var", "[\"list.1.k.0\"]", "10"},
          {"var", "[\"list.2\"]", "null"},
          {"var", "[\"list.x\"]", "null"},
          {"var", "[\"list.-1\"]", "null"},
          {"var", "[\"a.b.c.d\"]", "null"},
          {"var", "[\"a.x.y\"]", "null"},
          {"var", "[\"a..\"]", "3"},
          {"var", "[7]", "\"seven\""},
          {"var", "[-1]", "\"minus\""},
          {"var", "[\"nothing\", 5]", "null"},
          {"var", "[\"gone\", 5]", "5"},
          {"var", "[\"gone\"]", "null"},
          {"var", "[\"empty\", 5]", "\"\""},
          {"var", "[true]", "!Invalid Arguments"},
          {"var", "[[\"a\"]]", "!Invalid Arguments"},
          {"var", "[1.5]", "!Invalid Arguments"},
          {"var", "[\"a\", 1, 2]", "!Invalid Arguments"},
          {"var", "[\"gone\", \"!boom\"]", "!boom"},
      },
      kContext);
  check_all({{"var", "[]", "[1,2]"},
             {"var", "[\"\"]", "[1,2]"},
             {"var", "[null]", "[1,2]"},
             {"var", "[1]", "2"},
             {"var", "[\"1\"]", "2"},
             {"var", "[5, 9]", "9"}},
            "[1, 2]");
  check_all({{"var", "[\"a\", 1]", "1"}, {"var", "[\"\"]", "null"}}, "null");
}

TEST_CASE("val takes keys literally") {
  check_all(
      {
          {"val", "[\"a\", \"x.y\"]", "2"},
          {"val", "[\"a.b\"]", "null"},
          {"val", "[\"\"]", "\"blank\""},
          {"val", "[\"a\", \"\", \"\"]", "3"},
          {"val", "[\"list\", 0]", "\"zero\""},
          {"val", "[\"list\", \"0\"]", "\"zero\""},
          {"val", "[\"list\", 9]", "null"},
          {"val", "[\"list\", -1]", "null"},
          {"val", "[7]", "\"seven\""},
          {"val", "[\"a\", null]", "null"},
          {"val", "[true]", "null"},
          {"val", "[1.0]", "null"},
          {"val", "[[0], \"zero\"]", "0"},
          {"val", "[[1]]", "null"},
          {"val", "[[2], \"zero\"]", "null"},
          {"val", "[[1, 2], \"zero\"]", "null"},
          {"val", "[[\"x\"], \"zero\"]", "null"},
          {"val", "[[-9223372036854775808]]", "null"},
          {"val", "[\"!boom\"]", "!boom"},
      },
      kContext);
  check_all({{"val", "[]", "[1,2]"}, {"val", "[null]", "[1,2]"}, {"val", "[\"1\"]", "2"}},
            "[1, 2]");
}

TEST_CASE("exists tells absent from null") {
  check_all(
      {
          {"exists", "[\"nothing\"]", "true"},
          {"exists", "[\"gone\"]", "false"},
          {"exists", "[\"a\", \"null\"]", "true"},
          {"exists", "[\"a\", \"b\", \"d\"]", "false"},
          {"exists", "[]", "true"},
          {"exists", "[[5], \"a\"]", "false"},
      },
      kContext);
}

TEST_CASE("missing lists paths that are absent, null or empty") {
  check_all(
      {
          {"missing", "[]", "[]"},
          {"missing", "[\"a.b\", \"zero\"]", "[]"},
          {"missing", "[\"gone\", \"nothing\", \"empty\", \"a\"]",
           "[\"gone\",\"nothing\",\"empty\"]"},
          {"missing", "[[\"gone\", \"a\"]]", "[\"gone\"]"},
          {"missing", "[[\"gone\"], \"a\", \"gone2\"]", "[\"gone\",\"gone2\"]"},
          {"missing", "[9, 7]", "[9]"},
          {"missing", "[true]", "!Invalid Arguments"},
          {"missing", "[[[\"a\"]]]", "!Invalid Arguments"},
          {"missing", "[\"!boom\"]", "!boom"},
          {"missing_some", "[1, [\"a\", \"gone\"]]", "[]"},
          {"missing_some", "[2, [\"a\", \"gone\", \"gone2\"]]", "[\"gone\",\"gone2\"]"},
          {"missing_some", "[0, [\"gone\"]]", "[]"},
          {"missing_some", "[1, []]", "[]"},
          {"missing_some", "[1, \"a\"]", "!Invalid Arguments"},
          {"missing_some", "[\"1\", [\"a\"]]", "!Invalid Arguments"},
          {"missing_some", "[1]", "!Invalid Arguments"},
          {"missing_some", "[1, [{}]]", "!Invalid Arguments"},
      },
      kContext);
}

TEST_CASE("levels: every scope opens its meta object and the context outside") {
  Bench bench(R"({"user": {"id": "u1"}, "adder": 10})");
  Scope middle{.current = bench.json("{\"item\": 1}"), .index = 4, .has_index = true};
  middle.outer = &bench.root;
  Scope caught{.current = bench.json("{\"type\": \"NaN\"}")};
  caught.outer = &middle;
  bench.ctx.scope = &caught;
  CHECK(bench.text("val", "[]") == R"({"type":"NaN"})");
  CHECK(bench.text("val", "[[1]]") == "{}");
  CHECK(bench.text("val", "[[2], \"item\"]") == "1");
  CHECK(bench.text("val", "[[3]]") == R"({"index":4})");
  CHECK(bench.text("val", "[[3], \"index\"]") == "4");
  CHECK(bench.text("val", "[[-3], \"index\"]") == "4");
  CHECK(bench.text("val", "[[4], \"user\", \"id\"]") == "\"u1\"");
  CHECK(bench.text("val", "[[5]]") == "null");
  CHECK(bench.text("val", "[[6]]") == "null");
  CHECK(bench.text("exists", "[[3], \"index\"]") == "true");
  CHECK(bench.text("var", "[\"item\"]") == "null");
}

TEST_CASE("walk takes compiled segments") {
  Bench bench(kContext);
  const Segment deep[] = {make_segment("list"), make_segment("1"), make_segment("k"),
                          make_segment("1")};
  CHECK(Bench::text(walk(bench.root.current, deep)) == "20");
  const Segment by_key[] = {make_segment("7")};
  CHECK(Bench::text(walk(bench.root.current, by_key)) == "\"seven\"");
  const Segment gone[] = {make_segment("a"), make_segment("nope"), make_segment("x")};
  CHECK(walk(bench.root.current, gone).is_absent());
  const Segment outside[] = {make_segment("list"), make_segment("2")};
  CHECK(walk(bench.root.current, outside).is_absent());
  const Segment no_index[] = {make_segment("list"), make_segment("x")};
  CHECK(walk(bench.root.current, no_index).is_absent());
  CHECK(make_segment("123").index == 123);
  CHECK(make_segment("12a").index == -1);
  CHECK(make_segment("").index == -1);
  CHECK(make_segment("9999999999999999999").index == -1);
}

}  // namespace
}  // namespace rulec::value::testing
