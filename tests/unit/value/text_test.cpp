#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("cat joins the texts of scalars") {
  check_all({
      {"cat", "[]", "\"\""},
      {"cat", "[\"a\", 1, true, false, null, 1.5, -0.0]", "\"a1truefalse1.50\""},
      {"cat", "[4.0]", "\"4\""},
      {"cat", "[[1]]", "!Invalid Arguments"},
      {"cat", "[\"a\", {}]", "!Invalid Arguments"},
      {"cat", "[[], \"!boom\"]", "!boom"},
  });
}

TEST_CASE("substr counts code points") {
  check_all({
      {"substr", "[\"jsonlogic\", -5]", "\"logic\""},
      {"substr", "[\"jsonlogic\", 1, -5]", "\"son\""},
      {"substr", "[\"test\", -10, 1]", "\"t\""},
      {"substr", "[\"test\", 10]", "\"\""},
      {"substr", "[\"test\", 1, 0]", "\"\""},
      {"substr", "[\"test\", 0, -10]", "\"\""},
      {"substr", "[\"test\", 2, 100]", "\"st\""},
      {"substr", "[\"test\", 3, -2]", "\"\""},
      {"substr", "[\"\", 0, 1]", "\"\""},
      {"substr", "[\"a\\u00e9\\ud83d\\ude00z\", 1, 2]", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
      {"substr", "[\"a\\u00e9\\ud83d\\ude00z\", -2]", "\"\xf0\x9f\x98\x80z\""},
      {"substr", "[42, 0, 1]", "\"4\""},
      {"substr", "[1.25, 2]", "\"25\""},
      {"substr", "[\"abc\", -9223372036854775808, 9223372036854775807]", "\"abc\""},
      {"substr", "[\"abc\", 1, 9223372036854775807]", "\"bc\""},
      {"substr", "[\"abc\", 9223372036854775807, -9223372036854775808]", "\"\""},
      {"substr", "[\"abc\", 1.0]", "!Invalid Arguments"},
      {"substr", "[\"abc\", \"1\"]", "!Invalid Arguments"},
      {"substr", "[\"abc\", 0, null]", "!Invalid Arguments"},
      {"substr", "[null, 0]", "!Invalid Arguments"},
      {"substr", "[true, 0]", "!Invalid Arguments"},
      {"substr", "[\"abc\"]", "!Invalid Arguments"},
      {"substr", "[\"abc\", 0, 1, 2]", "!Invalid Arguments"},
  });
}

TEST_CASE("texts above the limit end the expression") {
  Bench bench;
  bench.ctx.max_string_bytes = 8;
  CHECK(bench.text("cat", "[\"1234\", \"5678\"]") == "\"12345678\"");
  Value long_text = bench.call("cat", "[\"1234\", \"56789\"]");
  CHECK(Bench::text(long_text) == "!value-too-large");
  CHECK(!long_text.is_catchable());
  CHECK(bench.text("substr", "[\"123456789\", 0, 1]") == "!value-too-large");
  CHECK(bench.text("in", "[\"1\", \"123456789\"]") == "!value-too-large");
  CHECK(bench.text("in", "[\"1\", \"12345678\"]") == "true");
}

}  // namespace
}  // namespace rulec::value::testing
