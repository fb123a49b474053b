#include <cmath>
#include <cstring>
#include <limits>

#include "support.h"

namespace rulec::value::testing {
namespace {

std::string number_text(const Value& number) {
  std::string out;
  append_number(out, number);
  return out;
}

TEST_CASE("doubles print as the shortest text that reads back") {
  const double numbers[] = {0.1,
                            1.0 / 3,
                            4.0,
                            1e15,
                            9007199254740991.0,
                            1e21,
                            5e-324,
                            1.5e300,
                            -2.5,
                            1e-7,
                            123456.789,
                            4503599627370497.5,
                            1e100,
                            std::numeric_limits<double>::max(),
                            std::numeric_limits<double>::min()};
  for (double number : numbers) {
    auto read = parse_number(number_text(Value::real(number)));
    REQUIRE(read.has_value());
    double back = read->is_integer() ? static_cast<double>(read->as_integer()) : read->as_double();
    CHECK(back == number);
  }
  CHECK(number_text(Value::real(4.0)) == "4");
  CHECK(number_text(Value::real(-0.0)) == "0");
  CHECK(number_text(Value::real(0.1)) == "0.1");
  CHECK(number_text(Value::integer(std::numeric_limits<std::int64_t>::min())) ==
        "-9223372036854775808");
}

TEST_CASE("values print compactly, in written order or by key") {
  Bench bench;
  Value value = bench.json(R"({"b": [1, {"z": null, "y": "q\"\n"}], "a": {}, "c": [], "d": 1.5})");
  std::string written;
  append_value(written, value);
  CHECK(written == R"({"b":[1,{"z":null,"y":"q\"\n"}],"a":{},"c":[],"d":1.5})");
  std::string sorted;
  append_value(sorted, value, MemberOrder::kByKey);
  CHECK(sorted == R"({"a":{},"b":[1,{"y":"q\"\n","z":null}],"c":[],"d":1.5})");
}

TEST_CASE("large objects print in both orders") {
  Bench bench;
  Value value = bench.json(R"({"k9":9,"k8":8,"k7":7,"k6":6,"k5":5,"k4":4,"k3":3,"k2":2,"k1":1})");
  std::string written;
  append_value(written, value);
  CHECK(written == R"({"k9":9,"k8":8,"k7":7,"k6":6,"k5":5,"k4":4,"k3":3,"k2":2,"k1":1})");
  std::string sorted;
  append_value(sorted, value, MemberOrder::kByKey);
  CHECK(sorted == R"({"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9})");
}

TEST_CASE("what is printed reads back as the same value") {
  Bench bench;
  const char* texts[] = {"null",
                         "[1,2.5,\"x\",null,true,{\"a\":[{}]}]",
                         "\"\xf0\x9f\x98\x80\"",
                         "{\"\":{\"\":[]}}",
                         "-9223372036854775808",
                         "1e-07"};
  for (const char* text : texts) {
    Value value = bench.json(text);
    std::string out;
    append_value(out, value);
    CHECK(strict_equal(bench.json(out), value));
  }
}

TEST_CASE("write_value continues a writer's document") {
  Bench bench;
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("value");
  write_value(writer, bench.json("[1, {\"a\": \"b\"}]"));
  writer.member("next", true);
  writer.end_object();
  CHECK(out == R"({"value":[1,{"a":"b"}],"next":true})");
}

}  // namespace
}  // namespace rulec::value::testing
