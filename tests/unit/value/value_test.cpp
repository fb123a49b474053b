#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("members and items are absent where there are none") {
  Bench bench;
  CHECK(bench.json("{\"a\": 1}").member("a").as_integer() == 1);
  CHECK(bench.json("{\"a\": 1}").member("b").is_absent());
  CHECK(bench.json("[1]").member("a").is_absent());
  CHECK(bench.json("[1, 2]").item(1).as_integer() == 2);
  CHECK(bench.json("[1, 2]").item(2).is_absent());
  CHECK(bench.json("\"text\"").item(0).is_absent());
}

TEST_CASE("key_order is byte order of the keys, for small and large objects") {
  Bench bench;
  Value small = bench.json("{\"b\": 1, \"a\": 2, \"\": 3}");
  auto order = key_order(small, bench.arena);
  CHECK(std::vector<std::uint32_t>(order.begin(), order.end()) ==
        std::vector<std::uint32_t>{2, 1, 0});
  Value large = bench.json(R"({"j":0,"i":1,"h":2,"g":3,"f":4,"e":5,"d":6,"c":7,"b":8,"a":9})");
  auto long_order = key_order(large, bench.arena);
  CHECK(long_order.front() == 9);
  CHECK(long_order.back() == 0);
  CHECK(long_order.data() == large.object_data().order);
}

TEST_CASE("look-up is right on both sides of the linear limit") {
  for (int count = 0; count <= 20; ++count) {
    Bench bench;
    auto members = bench.arena.make_span<Member>(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      std::string key = std::to_string((i * 7) % 23);
      members[static_cast<std::size_t>(i)] = {.key = bench.arena.copy(key),
                                              .value = Value::integer(i)};
    }
    Value object = make_object(bench.arena, members);
    CHECK((object.object_data().order != nullptr) ==
          (count > static_cast<int>(ObjectData::kLinearMembers)));
    for (const Member& member : members) {
      CHECK(object.member(member.key).as_integer() == member.value.as_integer());
    }
    CHECK(object.member("nope").is_absent());
  }
}

TEST_CASE("a deep copy shares nothing with the old arena") {
  Bench bench;
  Arena other;
  Value copied;
  {
    Bench gone;
    Value value = gone.json(R"({"a": [1, "text", {"b": null}], "c": 1.5,
        "k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8})");
    copied = deep_copy(value, other);
  }
  CHECK(
      Bench::text(copied) ==
      R"({"a":[1,"text",{"b":null}],"c":1.5,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8})");
  CHECK(copied.member("k5").as_integer() == 5);
  Value error = deep_copy(throw_value(bench.ctx, Value::string("boom")), other);
  CHECK(Bench::text(error) == "!boom");
  CHECK(error.is_catchable());
}

TEST_CASE("thrown values") {
  Bench bench;
  CHECK(Bench::text(throw_value(bench.ctx, bench.json("\"boom\""))) == "!boom");
  Value full = throw_value(bench.ctx, bench.json("{\"type\": \"T\", \"detail\": 1}"));
  CHECK(Bench::text(full) == "!T");
  CHECK(full.thrown().member("detail").as_integer() == 1);
  for (const char* text : {"1", "null", "[]", "{}", "{\"type\": 1}"}) {
    CHECK(Bench::text(throw_value(bench.ctx, bench.json(text))) == "!Invalid Arguments");
  }
  CHECK(Bench::text(throw_value(bench.ctx, nan_error())) == "!NaN");
  CHECK(nan_error().is_catchable());
  CHECK(unknown_operator().is_catchable());
  CHECK(!budget_exceeded().is_catchable());
  CHECK(!value_too_large().is_catchable());
  CHECK(error_type(unknown_operator()) == "Unknown Operator");
  check_all({{"throw", "[\"a\"]", "!a"},
             {"throw", "[]", "!Invalid Arguments"},
             {"throw", "[\"a\", \"b\"]", "!Invalid Arguments"},
             {"log", "[[1]]", "[1]"}});
}

}  // namespace
}  // namespace rulec::value::testing
