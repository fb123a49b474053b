// The projection scanner by hand: what it finds, where it looks, what it leaves to the strict
// reader. tests/diff compares it with the strict reader over mutations.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "json_support.h"
#include "projected.h"

namespace rulec::json {
namespace {

// A scan of one text for paths like "a.b.0".
struct Scanned {
  Paths paths;
  Arena arena;
  std::vector<ProjectedValue> found;
  bool is_good = false;

  Scanned(std::string_view text, std::initializer_list<std::vector<std::string>> wanted,
          const ValueLimits& limits = {}) {
    for (const std::vector<std::string>& keys : wanted) {
      paths.add(keys);
    }
    ProjectionScratch scratch;
    found.resize(paths.size());
    is_good = project(text, paths.projection(), scratch, arena, found, limits);
    // Whatever a test looks at, the readers agree.
    CHECK(ProjectionJudge(paths).difference(text, limits) == "");
  }
};

TEST_CASE("scalars are found by their paths") {
  Scanned scanned(R"({"a":1,"b":{"c":"x","d":[1.5,true,null]},"e":-7})",
                  {{"a"}, {"b", "c"}, {"b", "d", "1"}, {"b", "d", "0"}, {"e"}, {"b", "d", "2"}});
  REQUIRE(scanned.is_good);
  CHECK(scanned.found[0].value.as_integer() == 1);
  CHECK(scanned.found[1].value.as_string() == "x");
  CHECK(scanned.found[2].value.is_true());
  CHECK(scanned.found[3].value.as_double() == 1.5);
  CHECK(scanned.found[4].value.as_integer() == -7);
  CHECK(scanned.found[5].value.is_null());
}

TEST_CASE("a path that leads nowhere is absent") {
  Scanned scanned(R"({"a":1,"b":[1],"c":{"d":2}})",
                  {{"x"}, {"a", "x"}, {"b", "1"}, {"b", "x"}, {"c", "0"}, {"x", "y"}});
  REQUIRE(scanned.is_good);
  for (const ProjectedValue& one : scanned.found) {
    CHECK(one.value.is_absent());
    CHECK(!one.is_composite);
  }
}

TEST_CASE("lists and objects are told by their bytes, and paths lead below them") {
  std::string_view text = R"( {"a": {"b": [1, {"c": 2}]} , "d":{}} )";
  Scanned scanned(text, {{"a"}, {"a", "b"}, {"a", "b", "1", "c"}, {}, {"d"}});
  REQUIRE(scanned.is_good);
  auto bytes = [&](std::size_t i) {
    CHECK(scanned.found[i].is_composite);
    CHECK(scanned.found[i].value.is_absent());
    return text.substr(scanned.found[i].begin, scanned.found[i].end - scanned.found[i].begin);
  };
  CHECK(bytes(0) == R"({"b": [1, {"c": 2}]})");
  CHECK(bytes(1) == R"([1, {"c": 2}])");
  CHECK(scanned.found[2].value.as_integer() == 2);
  CHECK(bytes(3) == R"({"a": {"b": [1, {"c": 2}]} , "d":{}})");
  CHECK(bytes(4) == "{}");
}

TEST_CASE("a path may stand there twice, and digits are a key too") {
  Scanned scanned(R"({"0":{"1":"x"},"2":[7]})", {{"0", "1"}, {"0", "1"}, {"2", "0"}, {}, {}});
  REQUIRE(scanned.is_good);
  CHECK(scanned.found[0].value.as_string() == "x");
  CHECK(scanned.found[1].value.as_string() == "x");
  CHECK(scanned.found[2].value.as_integer() == 7);
  CHECK(scanned.found[4].end == scanned.found[3].end);
}

TEST_CASE("two keys that are one item of a list are left to the strict reader") {
  CHECK(Scanned(R"({"a":{"1":1,"01":2}})", {{"a", "1"}, {"a", "01"}}).is_good);
  CHECK(!Scanned(R"({"a":[1,2]})", {{"a", "1"}, {"a", "01"}}).is_good);
}

TEST_CASE("a text that is one scalar") {
  Scanned scanned(" \"x\\n\" ", {{}, {"a"}, {}});
  REQUIRE(scanned.is_good);
  CHECK(scanned.found[0].value.as_string() == "x\n");
  CHECK(scanned.found[1].value.is_absent());
  CHECK(scanned.found[2].value.as_string() == "x\n");
  CHECK(!Scanned("tru", {{}}).is_good);
  CHECK(!Scanned("", {{}}).is_good);
  CHECK(!Scanned(" \n", {{}}).is_good);
}

TEST_CASE("plain texts look into the text, others into the arena") {
  std::string text = R"({"a":"plain","b":"tab\t"})";
  Scanned scanned(text, {{"a"}, {"b"}});
  REQUIRE(scanned.is_good);
  CHECK(scanned.found[0].value.as_string().data() == text.data() + 6);
  CHECK(scanned.found[1].value.as_string() == "tab\t");
}

TEST_CASE("escaped keys are the keys they mean") {
  Scanned scanned(R"({"\u0061":1,"b\n":2,"\"":3})", {{"a"}, {"b\n"}, {"\""}});
  REQUIRE(scanned.is_good);
  CHECK(scanned.found[0].value.as_integer() == 1);
  CHECK(scanned.found[1].value.as_integer() == 2);
  CHECK(scanned.found[2].value.as_integer() == 3);
}

// Keys "k0", "k1"… and then one of them again.
std::string with_equal_keys(std::size_t count, std::size_t again) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) {
    text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  }
  return text + "\"k" + std::to_string(again) + "\":0}";
}

TEST_CASE("N15 equal keys are refused, wanted or not") {
  CHECK(!Scanned(R"({"a":1,"a":2})", {{"a"}}).is_good);
  CHECK(!Scanned(R"({"a":1,"\u0061":2})", {{"a"}}).is_good);
  CHECK(!Scanned(R"({"x":1,"a":0,"\u0078":2})", {{"a"}}).is_good);
  CHECK(!Scanned(R"({"":1,"":2})", {}).is_good);
  CHECK(!Scanned(R"([{"a":{"b":1,"b":2}}])", {}).is_good);
  CHECK(Scanned(R"([{"b":1},{"b":1}])", {}).is_good);
  CHECK(Scanned(R"({"a":{"a":{"a":1}}})", {{"a"}}).is_good);
  for (std::size_t count : {1U, 2U, 8U, 9U, 31U, 32U, 33U, 100U, 3000U}) {
    CAPTURE(count);
    for (std::size_t again : {std::size_t{0}, count / 2, count - 1}) {
      CHECK(!Scanned(with_equal_keys(count, again), {{"k1"}}).is_good);
    }
    CHECK(Scanned(with_equal_keys(count, count), {{"k1"}}).is_good);
  }
}

TEST_CASE("limits are those of the strict reader") {
  ValueLimits limits{.max_bytes = 30, .max_depth = 3, .max_keys = 4, .max_items = 5};
  CHECK(Scanned(R"({"a":[{"b":1}],"c":2})", {{"a"}}, limits).is_good);
  CHECK(!Scanned(R"({"a":[{"b":[]}]})", {{"a"}}, limits).is_good);
  CHECK(Scanned("[1,2,3,4,5]", {{"4"}}, limits).is_good);
  CHECK(!Scanned("[1,2,3,4,5,6]", {{"4"}}, limits).is_good);
  CHECK(Scanned(R"([{"a":1,"b":2},{"c":3,"d":4}])", {{"0", "a"}}, limits).is_good);
  CHECK(!Scanned(R"([{"a":1},{"c":3,"d":4,"e":0,"f":1}])", {{"1", "c"}},
                 {.max_bytes = 100, .max_keys = 4})
             .is_good);
  CHECK(Scanned("[" + std::string(28, ' ') + "]", {}, limits).is_good);
  CHECK(!Scanned("[" + std::string(29, ' ') + "]", {}, limits).is_good);
}

TEST_CASE("numbers are what the strict reader makes of them") {
  for (const char* number : {"0",
                             "-0",
                             "-0.0",
                             "7",
                             "1234567",
                             "12345678",
                             "123456789",
                             "1234567890123456",
                             "12345678901234567",
                             "9223372036854775807",
                             "-9223372036854775808",
                             "9223372036854775808",
                             "0.1",
                             "-2.5",
                             "1.0",
                             "0.30000000000000004",
                             "9007199254740993.0",
                             "9007199254740992.5",
                             "123456789.1234567",
                             "12345678.12345678",
                             "0.1234567",
                             "1e5",
                             "1E-5",
                             "1e",
                             "1.",
                             ".5",
                             "01",
                             "-",
                             "-01",
                             "1.5e400",
                             "1e-400",
                             "5e-324",
                             "00",
                             "1x",
                             "+1",
                             "0x1",
                             "1.2.3",
                             "--1"}) {
    for (const char* around : {R"({"a":%})", R"({"a":%,"b":1})", R"([%])", R"([%,1])", R"([ % ])",
                               R"({"a":%,"b":"a text of some length, so that this is no end"})"}) {
      std::string text = around;
      text.replace(text.find('%'), 1, number);
      CAPTURE(text);
      Scanned scanned(text, {{"a"}, {"0"}});
      CHECK(scanned.is_good == Read(text).is_good);
    }
  }
}

// Every length and place of a string: its end falls before, at and behind every border.
TEST_CASE("texts of every length, at every place") {
  for (std::size_t before = 0; before < 34; ++before) {
    for (std::size_t length = 0; length < 70; ++length) {
      for (std::string_view end : {"", "\\n", "\xc3\xa9", "\x01", "\x80"}) {
        std::string text = "[" + std::string(before, ' ') + "\"" + std::string(length, 'x');
        text += end;
        text += "\"]";
        Scanned scanned(text, {{"0"}});
        if (scanned.is_good) {
          CHECK(scanned.found[0].value.length() >= length);
        }
      }
    }
  }
}

// All beginnings of characters beyond ASCII, with good and bad bytes behind.
TEST_CASE("N15 what is UTF-8 is the same for both") {
  ProjectionJudge judge{Paths()};
  std::size_t accepted = 0;
  for (int first = 0x80; first < 0x100; ++first) {
    for (int second = 0; second < 0x100; ++second) {
      for (const char* rest : {"", "\x80", "\x80\xbf", "\xbf\x7f", "\xc0", "\x80\x80\x80"}) {
        std::string text = "[\"";
        text += static_cast<char>(first);
        text += static_cast<char>(second);
        text += rest;
        std::string difference = judge.difference(text + "\"]");
        CHECK(difference == "");
        accepted += judge.is_accepted() ? 1 : 0;
      }
    }
  }
  CHECK(accepted > 4000);
}

// Every beginning of a text, each at the end of its memory.
TEST_CASE("a text may be cut anywhere") {
  std::string_view text =
      R"( {"country":"co0","amount":46787.5,"is_new":false,"tags":["a","\u00e9",[],{}],)"
      R"("o":{"x":null,"y":-12},"long":"thirty-two bytes and a little more"} )";
  Paths paths;
  paths.add({"country"});
  paths.add({"tags", "1"});
  paths.add({"o", "y"});
  ProjectionJudge judge(paths);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    CHECK(judge.difference(text.substr(0, size)) == "");
    CHECK(judge.difference(text.substr(text.size() - size)) == "");
  }
}

TEST_CASE("members may come in any order, with others between them") {
  Paths paths;
  for (const char* key : {"a", "b", "c", "d"}) {
    paths.add({key});
  }
  ProjectionJudge judge(paths);
  for (std::string_view text :
       {R"({"a":1,"b":2,"c":3,"d":4})", R"({"d":1,"c":2,"b":3,"a":4})",
        R"({"d":1,"c":2,"b":3,"a":4})", R"({"x":0,"d":1,"y":0,"a":4})", R"({"b":2})", R"({})",
        R"({"c":1,"c":1})", R"({"a":1,"d":2,"a":3})", R"({"a" : 1,"b": 2 ,"c"	:3})"}) {
    CAPTURE(text);
    CHECK(judge.difference(text) == "");
  }
}

// Each text in the order that each other one has taught. They lie in memory of just their size, so
// that a sanitizer sees what is read behind them.
TEST_CASE("a text may go another way than the one before at any place") {
  const std::string longest(100, 'k');
  const std::vector<std::string> texts = {
      R"({"a":1,"b":{"c":"x","d":[1,{"e":2}],"f":3},"g":true,"h":"yy"})",
      R"({"a":1,"b":{"c":"x","d":[1,{"e":2}],"f":3},"g":true,"h":"yy","a":1})",
      R"({"a": 1, "b": {"c": "x", "d": [1, {"e": 2}], "f": 3}, "g": true, "h": "yy"})",
      R"({"a" : 1,"b":{"f":3,"c":"x"},"h":"yy","g":false})",
      R"({"a":1,"b":"x","c":"y","f":4,"g":null,"h":-5})",
      R"({"b":{"c":"x","c":"y"},"a":1})",
      R"({"a":1,"x":{"b":2,"h":[{"a":1,"a":1}]},"h":"yy"})",
      R"({"a":1,"x":{"b":2,"h":[{"a":1,"b":1}]},"b":{"x":0,"c":12345678},"h":0.5,"x":1})",
      R"({"b":[{"c":1},2,{"e":7}],"d":{},"g":[]})",
      R"({"a":1,")" + longest + R"(":"text","b":{"c":1,")" + longest + R"(":7}})",
      R"({")" + longest + R"(":true})",
      R"({"a":01})",
      R"([{"a":1},{"b":{"c":2}}])",
      R"({"a":1,"b":{"c":"x")",
      R"({"a":1,"\u0062":{"c":"\n","d":[]},"g":tru})",
      R"({})"};
  Paths paths;
  for (const std::vector<std::string>& path : std::vector<std::vector<std::string>>{
           {"a"}, {"b", "c"}, {"b", "d", "1", "e"}, {"b", "f"}, {"b"}, {"g"}, {"h"}, {"i"}}) {
    paths.add(path);
  }
  for (const std::string& taught : texts) {
    for (const std::string& text : texts) {
      ProjectionJudge judge(paths);
      for (const std::string* each : {&taught, &taught, &text, &taught}) {
        const std::vector<char> bytes(each->begin(), each->end());
        CAPTURE(taught);
        CAPTURE(*each);
        CHECK(judge.difference({bytes.data(), bytes.size()}) == "");
      }
    }
  }
}

// The number of a scan is one byte: a mark of 255 scans ago must not count.
TEST_CASE("nothing is left over from hundreds of scans before") {
  Paths paths;
  paths.add({"a"});
  paths.add({"b"});
  ProjectionJudge judge(paths);
  for (int i = 0; i < 1100; ++i) {
    CHECK(judge.difference(i % 255 == 0 ? R"({"a":1})" : R"({"b":1})") == "");
  }
}

TEST_CASE("one scratch serves many projections") {
  ProjectionScratch scratch;
  Arena arena;
  std::vector<Projection> projections;
  for (int i = 0; i < 40; ++i) {
    Paths paths;
    paths.add({"k" + std::to_string(i % 3)});
    projections.push_back(paths.projection());
  }
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < projections.size(); ++i) {
      ProjectedValue found;
      REQUIRE(project(R"({"k0":0,"k1":1,"k2":2})", projections[i], scratch, arena, {&found, 1}));
      CHECK(found.value.as_integer() == static_cast<std::int64_t>(i % 3));
    }
  }
}

}  // namespace
}  // namespace rulec::json
