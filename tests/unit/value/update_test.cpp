#include "support.h"

namespace rulec::value::testing {
namespace {

constexpr std::string_view kRoot =
    R"({"a": {"b": 1, "list": [1, 2, 1.0]}, "n": null, "text": "x", "other": {"deep": [1]}})";

std::vector<Segment> segments_of(std::string_view path) {
  std::vector<Segment> segments;
  while (!path.empty()) {
    std::size_t dot = path.find('.');
    segments.push_back(make_segment(path.substr(0, dot)));
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  return segments;
}

struct Row {
  UpdateOperation operation;
  std::string_view root;
  std::string_view target;
  std::string_view operand;  // "" when the action has no value
  std::string_view result;
};

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.root);
    CAPTURE(row.target);
    CAPTURE(row.operand);
    Bench bench;
    Value root = bench.json(row.root);
    std::string before = Bench::text(root);
    Value operand = row.operand.empty() ? Value::absent() : bench.json(row.operand);
    auto segments = segments_of(row.target);
    CHECK(Bench::text(update(bench.ctx, row.operation, root, segments, operand)) == row.result);
    CHECK(Bench::text(root) == before);
  }
}

constexpr auto kSet = UpdateOperation::kSet;
constexpr auto kIncrement = UpdateOperation::kIncrement;
constexpr auto kAppend = UpdateOperation::kAppend;
constexpr auto kRemove = UpdateOperation::kRemove;
constexpr auto kMerge = UpdateOperation::kMerge;
constexpr std::string_view kBad = "!Invalid Arguments";

TEST_CASE("set creates missing parents and stores null as null") {
  check_rows({
      {kSet, R"({"a":1})", "a", "2", R"({"a":2})"},
      {kSet, R"({"a":1})", "b", "2", R"({"a":1,"b":2})"},
      {kSet, R"({})", "a.b.c", "1", R"({"a":{"b":{"c":1}}})"},
      {kSet, R"({"a":null})", "a.b", "1", R"({"a":{"b":1}})"},
      {kSet, "null", "a", "1", R"({"a":1})"},
      {kSet, R"({"a":1})", "a", "null", R"({"a":null})"},
      {kSet, R"({"a":[1,2]})", "a.1", "9", R"({"a":[1,9]})"},
      {kSet, R"({"a":[1,2]})", "a.2", "9", R"({"a":[1,2,9]})"},
      {kSet, R"({"a":[1,2]})", "a.2.x", "9", R"({"a":[1,2,{"x":9}]})"},
      {kSet, R"({"a":[1,2]})", "a.3", "9", kBad},
      {kSet, R"({"a":[1,2]})", "a.x", "9", kBad},
      {kSet, R"({"a":1})", "a.b", "9", kBad},
      {kSet, R"({"a":"text"})", "a.b.c", "9", kBad},
      {kSet, R"({"0":1})", "0", "2", R"({"0":2})"},
      {kSet, R"({"a":1})", "", "2", "2"},
      {kSet, R"({"a":1})", "a", "\"!boom\"", "!boom"},
  });
}

TEST_CASE("increment counts null and absent as 0 and takes numbers only") {
  check_rows({
      {kIncrement, R"({"n":1})", "n", "", R"({"n":2})"},
      {kIncrement, R"({"n":1})", "n", "2.5", R"({"n":3.5})"},
      {kIncrement, R"({"n":null})", "n", "5", R"({"n":5})"},
      {kIncrement, R"({})", "a.n", "-1", R"({"a":{"n":-1}})"},
      {kIncrement, R"({"n":"1"})", "n", "1", kBad},
      {kIncrement, R"({"n":1})", "n", "\"1\"", kBad},
      {kIncrement, R"({"n":1})", "n", "null", kBad},
      {kIncrement, R"({"n":1.7e308})", "n", "1.7e308", kBad},
      {kIncrement, R"({"n":9223372036854775807})", "n", "", R"({"n":9223372036854775808.0})"},
  });
}

TEST_CASE("append makes a list where nothing is") {
  check_rows({
      {kAppend, R"({"l":[1]})", "l", "2", R"({"l":[1,2]})"},
      {kAppend, R"({})", "l", "2", R"({"l":[2]})"},
      {kAppend, R"({"l":null})", "l", "2", R"({"l":[2]})"},
      {kAppend, R"({"l":[]})", "l", "[1]", R"({"l":[[1]]})"},
      {kAppend, R"({"l":1})", "l", "2", kBad},
      {kAppend, R"({"l":{}})", "l", "2", kBad},
  });
}

TEST_CASE("remove deletes a place, or all equal items") {
  check_rows({
      {kRemove, R"({"a":1,"b":2})", "a", "", R"({"b":2})"},
      {kRemove, R"({"a":{"b":1}})", "a.b", "", R"({"a":{}})"},
      {kRemove, R"({"a":null})", "a", "", R"({})"},
      {kRemove, R"({"a":1})", "x", "", R"({"a":1})"},
      {kRemove, R"({"a":1})", "a.x.y", "", R"({"a":1})"},
      {kRemove, R"({"l":[1,2,3]})", "l.1", "", R"({"l":[1,3]})"},
      {kRemove, R"({"l":[1,2,3]})", "l.7", "", R"({"l":[1,2,3]})"},
      {kRemove, R"({"l":[1,2,1.0,"1"]})", "l", "1", R"({"l":[2,"1"]})"},
      {kRemove, R"({"l":[{"a":1},2]})", "l", R"({"a":1.0})", R"({"l":[2]})"},
      {kRemove, R"({"l":[null,2]})", "l", "null", R"({"l":[2]})"},
      {kRemove, R"({})", "l", "1", R"({})"},
      {kRemove, R"({"l":null})", "l", "1", R"({"l":null})"},
      {kRemove, R"({"l":1})", "l", "1", kBad},
      {kRemove, R"({"a":1})", "", "", "null"},
  });
}

TEST_CASE("merge is a merge patch of objects") {
  check_rows({
      {kMerge, R"({"o":{"a":1,"b":2}})", "o", R"({"b":null,"c":3})", R"({"o":{"a":1,"c":3}})"},
      {kMerge, R"({"o":{"a":{"x":1}}})", "o", R"({"a":{"y":2}})", R"({"o":{"a":{"x":1,"y":2}}})"},
      {kMerge, R"({"o":{"a":[1]}})", "o", R"({"a":[2]})", R"({"o":{"a":[2]}})"},
      {kMerge, R"({"o":{"a":1}})", "o", R"({"a":{"b":null,"c":1}})", R"({"o":{"a":{"c":1}}})"},
      {kMerge, R"({})", "o", R"({"a":1,"b":null})", R"({"o":{"a":1}})"},
      {kMerge, R"({"o":null})", "o", R"({"a":1})", R"({"o":{"a":1}})"},
      {kMerge, R"({"o":{}})", "o", "{}", R"({"o":{}})"},
      {kMerge, R"({"o":[1]})", "o", R"({"a":1})", kBad},
      {kMerge, R"({"o":{}})", "o", "[1]", kBad},
      {kMerge, R"({"o":{}})", "o", "null", kBad},
      {kMerge, R"({"o":{}})", "o", "", kBad},
  });
}

TEST_CASE("what an update does not touch is shared with the old value") {
  Bench bench;
  Value root = bench.json(kRoot);
  auto segments = segments_of("a.b");
  Value changed = update(bench.ctx, kSet, root, segments, Value::integer(5));
  CHECK(changed.member("a").member("b").as_integer() == 5);
  CHECK(&changed.member("other").object_data() == &root.member("other").object_data());
  CHECK(changed.member("a").member("list").as_list().data() ==
        root.member("a").member("list").as_list().data());
  CHECK(changed.member("text").as_string().data() == root.member("text").as_string().data());
}

TEST_CASE("updates of large objects keep their order index right") {
  Bench bench;
  std::string text = "{";
  for (int i = 0; i < 30; ++i) {
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(i);
  }
  Value root = bench.json(text + "}");
  auto k7 = segments_of("k7");
  Value replaced = update(bench.ctx, kSet, root, k7, Value::integer(-7));
  CHECK(replaced.object_data().order == root.object_data().order);
  CHECK(replaced.member("k7").as_integer() == -7);
  auto added_key = segments_of("a");
  Value added = update(bench.ctx, kSet, root, added_key, Value::integer(1));
  Value less = update(bench.ctx, kRemove, root, k7, Value::absent());
  CHECK(added.member("a").as_integer() == 1);
  CHECK(less.member("k7").is_absent());
  for (int i = 0; i < 30; ++i) {
    std::string key = "k" + std::to_string(i);
    CHECK(added.member(key).as_integer() == i);
    CHECK((i == 7 || less.member(key).as_integer() == i));
    CHECK((i == 7 || replaced.member(key).as_integer() == i));
  }
}

TEST_CASE("a patch that nests too deep is refused") {
  Bench bench;
  Value patch = bench.json("{\"a\": 1}");
  for (int i = 0; i < 5000; ++i) {
    auto* member = bench.arena.make<Member>("a", patch);
    patch = make_object(bench.arena, {member, 1});
  }
  auto target = segments_of("o");
  CHECK(Bench::text(update(bench.ctx, kMerge, bench.json("{}"), target, patch)) == kBad);
}

}  // namespace
}  // namespace rulec::value::testing
