// What each fault is called and where it is seen; that several faults of one text are all found,
// and none twice.
#include <doctest/doctest.h>

#include "json_support.h"

namespace rulec::json {
namespace {

using Places = std::vector<std::string>;

std::string joined(const Places& places) {
  std::string text;
  for (const std::string& place : places) {
    text += (text.empty() ? "" : " ") + place;
  }
  return text;
}

struct Case {
  const char* about;
  std::string_view text;
  Places expected;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    INFO(std::string(one.about));
    CAPTURE(one.text);
    Parsed parsed(one.text);
    CHECK(joined(parsed.places()) == joined(one.expected));
    CHECK(parsed.document.has_faults());
    Read read(one.text);
    CHECK(!read.is_good);
    // The reader of requests stops at the first fault it meets, which is one of these.
    std::string code = diag::code_text(read.fault.code);
    bool is_among = false;
    for (const std::string& place : one.expected) {
      is_among = is_among || place.starts_with(code);
    }
    CHECK(is_among);
  }
}

TEST_CASE("six independent faults of one file give six findings at their bytes") {
  std::string_view text =
      "{\n"                                 // 0
      "  \"id\": 'vip',\n"                  // 2: the quote at 10
      "  \"priority\": 01,\n"               // 17: the number at 31
      "  \"active\": True,\n"               // 35: the word at 47
      "  \"condition\": {\">\": [1 2]},\n"  // 53: the 2 at 77
      "  \"id\": \"vip\",\n"                // 82: the key at 84
      "}\n";                                // the comma at 95
  Parsed parsed(text);
  Places expected = {"RC1009@10..15", "RC1015@31..33", "RC1009@47..51",
                     "RC1002@77..78", "RC1005@84..88", "RC1009@95..96"};
  CHECK(joined(parsed.places()) == joined(expected));
  // What could be read is there.
  const Document& document = parsed.document;
  CHECK(document.at(document.member(document.root(), "active")).kind == NodeKind::kBad);
  auto list = document.resolve("/condition/>");
  REQUIRE(list.has_value());
  CHECK(document.at(*list).child_count == 2);
}

TEST_CASE("each fault has its code and the smallest place") {
  using namespace std::string_view_literals;
  check({
      {"not UTF-8 in a string", "[\"\xff\"]", {"RC1001@2..3"}},
      {"an overlong form", "[\"\xc0\xaf\"]", {"RC1001@2..3"}},
      {"an encoded surrogate", "[\"\xed\xa0\x80\"]", {"RC1001@2..3"}},
      {"a cut sequence", "[\"\xe2\x82\"]", {"RC1001@2..3"}},
      {"not UTF-8 between tokens", "[1\xff]", {"RC1001@2..3"}},
      {"UTF-16 by its mark", "\xff\xfe[\0"sv, {"RC1001@0..2"}},
      {"a byte-order mark", "\xef\xbb\xbf[1]", {"RC1003@0..3"}},
      {"NUL in a string", "[\"a\0b\"]"sv, {"RC1004@3..4"}},
      {"NUL behind the value", "[]\0"sv, {"RC1004@2..3"}},
      {"NUL between tokens", "[1,\0 2]"sv, {"RC1004@3..4"}},
      {"the same key twice", R"({"a":1,"a":2})", {"RC1005@7..10"}},
      {"the same key after unescaping", R"({"a":1,"\u0061":2})", {"RC1005@7..15"}},
      {"the same empty key", R"({"":1,"":2})", {"RC1005@6..8"}},
      {"bytes behind the value", "[] 1", {"RC1008@3..4"}},
      {"a second document", "{} {}", {"RC1008@3..4"}},
      {"no value at all", "  ", {"RC1002@2..2"}},
      {"nothing", "", {"RC1002@0..0"}},
      {"a missing comma in a list", "[1 2]", {"RC1002@3..4"}},
      {"a missing comma between members", R"({"a":1 "b":2})", {"RC1002@7..10"}},
      {"a missing colon", R"({"a" 1})", {"RC1002@5..6"}},
      {"an equals sign for the colon", R"({"a" = 1})", {"RC1002@5..6"}},
      {"a missing value", R"({"a":})", {"RC1002@5..6"}},
      {"a missing value before a comma", R"({"a":,"b":1})", {"RC1002@5..6"}},
      {"a list not closed", "[1", {"RC1002@2..2"}},
      {"an object not closed", R"({"a":1)", {"RC1002@6..6"}},
      {"the wrong bracket", "[1}", {"RC1002@2..3"}},
      {"a number as key", "{1:2}", {"RC1009@1..2"}},
      {"a list as key", "{[1]:2}", {"RC1002@1..2"}},
      {"a colon in a list", "[1:2]", {"RC1002@2..3"}},
      {"a comma at the end of a list", "[1,]", {"RC1009@2..3"}},
      {"a comma at the end of an object", R"({"a":1,})", {"RC1009@6..7"}},
      {"two commas", "[1,,2]", {"RC1009@3..4"}},
      {"two commas at the end", "[1,,]", {"RC1009@3..4"}},
      {"a comma first", "[,1]", {"RC1009@1..2"}},
      {"a comment to the end of the line", "[1, // one\n2]", {"RC1009@4..10"}},
      {"a comment in stars", "[/*x*/1]", {"RC1009@1..6"}},
      {"a comment alone in an empty list", "[/*x*/]", {"RC1009@1..6"}},
      {"a comment alone in an empty object", "{/*x*/}", {"RC1009@1..6"}},
      {"a comment with a hash", "[1] # one", {"RC1009@4..9"}},
      {"single quotes", "['a']", {"RC1009@1..4"}},
      {"a key in single quotes", "{'a':1}", {"RC1009@1..4"}},
      {"typographic quotes",
       "[\xe2\x80\x9c"
       "a, b\xe2\x80\x9d]",
       {"RC1009@1..11"}},
      {"a key without quotes", "{a:1}", {"RC1009@1..2"}},
      {"NaN", "[NaN]", {"RC1009@1..4"}},
      {"minus infinity", "[-Infinity]", {"RC1009@1..10"}},
      {"True", "[True]", {"RC1009@1..5"}},
      {"None", "[None]", {"RC1009@1..5"}},
      {"a bare word", "[vip]", {"RC1009@1..4"}},
      {"half a pair", R"(["\ud800"])", {"RC1010@2..8"}},
      {"the second half alone", R"(["\udc00x"])", {"RC1010@2..8"}},
      {"two first halves", R"(["\ud800\ud800"])", {"RC1010@2..8", "RC1010@8..14"}},
      {"the NUL escape", R"(["a\u0000"])", {"RC1011@3..9"}},
      {"the NUL escape in a key", R"({"\u0000":1})", {"RC1011@2..8"}},
      {"an integer above int64", "[9223372036854775808]", {"RC1012@1..20"}},
      {"an integer below int64", "[-9223372036854775809]", {"RC1012@1..21"}},
      {"a double that overflows", "[1e309]", {"RC1012@1..6"}},
      {"a double that vanishes", "[1e-400]", {"RC1012@1..7"}},
      {"an unknown escape", R"(["\x"])", {"RC1013@2..4"}},
      {"a short unicode escape", R"(["\u12"])", {"RC1013@2..4"}},
      {"a tab in a string", "[\"a\tb\"]", {"RC1014@3..4"}},
      {"a text over two lines", "[\"a\nb\"]", {"RC1014@3..4"}},
      {"a text over two lines of DOS", "[\"a\r\nb\"]", {"RC1014@3..4"}},
      {"a leading zero", "[01]", {"RC1015@1..3"}},
      {"a plus sign", "[+1]", {"RC1015@1..3"}},
      {"no digit before the point", "[.5]", {"RC1015@1..3"}},
      {"no digit behind the point", "[5.]", {"RC1015@1..3"}},
      {"no digits in the exponent", "[1e]", {"RC1015@1..3"}},
      {"hexadecimal", "[0x1F]", {"RC1015@1..5"}},
      {"letters in a number", "[12abc]", {"RC1015@1..6"}},
      {"a minus alone", "[-]", {"RC1015@1..2"}},
      {"a string not closed", "[\"abc", {"RC1016@1..5"}},
  });
}

TEST_CASE("what follows from a fault is not told again") {
  check({
      {"a forgotten quote eats the comma", "{\"a\": \"x,\n \"b\": 1}", {"RC1016@6..8"}},
      {"a forgotten quote of a key", "{\"a: 1,\n \"b\": 1}", {"RC1016@1..3"}},
      {"a forgotten quote and a later fault",
       "{\"a\": \"x,\n \"b\": 01}",
       {"RC1016@6..8", "RC1015@16..18"}},
      {"words behind a bad word", "[foo bar baz, 01]", {"RC1009@1..4", "RC1015@14..16"}},
      {"a call of another language", "[foo(1, 2), 01]", {"RC1009@1..4", "RC1015@12..14"}},
      {"a member behind a bad word without comma",
       "{\"a\": foo\n \"b\": 01}",
       {"RC1009@6..9", "RC1015@16..18"}},
      {"an inner bracket not closed", R"({"a":[1,2})", {"RC1002@9..9"}},
      {"an inner bracket not closed, deeper", R"({"r":{"a":[1,2},"b":3}})", {"RC1002@14..15"}},
      {"a bracket mistyped", R"({"a":[1,2},"b":3})", {"RC1002@9..10"}},
      {"a bracket mistyped in a list", R"([{"a":1],{"b":2}])", {"RC1002@7..8"}},
      {"a member without value before the end", R"({"a"})", {"RC1002@4..5"}},
      {"a key without quotes, twice", "{a:1,b:2}", {"RC1009@1..2", "RC1009@5..6"}},
      {"two duplicates of one key", R"({"a":1,"a":2,"a":3})", {"RC1005@7..10", "RC1005@13..16"}},
  });
}

TEST_CASE("bytes that are not text are one finding with a count") {
  Parsed parsed("[\"\xff\xfe\xfd\", \"\xff\"]");
  CHECK(parsed.places() == Places{"RC1001@2..3"});
  CHECK(parsed.findings[0].more_places == 3);
}

TEST_CASE("a hundred faults are enough") {
  std::string text = "[";
  for (int i = 0; i < 500; ++i) {
    text += "01,";
  }
  text += "1]";
  CHECK(Parsed(text).findings.size() == kMaxDiagnosticsPerFile);
}

TEST_CASE("only faults that may cost children damage what holds them") {
  struct Damage {
    std::string_view text;
    bool is_damaged;
    std::uint32_t children;
  };
  const Damage cases[] = {
      {"[True]", false, 1},
      {"[1 2]", false, 2},
      {"[1,]", false, 1},
      {"['a',2]", false, 2},
      {"[1,,2]", true, 2},
      {"[1:2]", true, 1},
      {"[1", true, 1},
      {"{a:1}", false, 1},
      {"{\"a\":}", false, 1},
      {"{\"a\":01,}", false, 1},
      {"{[1]:2,\"a\":1}", true, 1},
      {"{\"\\x\":1}", true, 1},
      {"{\"a\":1,\"a\":2}", true, 2},
  };
  for (const Damage& one : cases) {
    CAPTURE(one.text);
    Parsed parsed(one.text);
    const Node& root = parsed.document.at(parsed.document.root());
    CHECK(root.is_damaged == one.is_damaged);
    CHECK(root.child_count == one.children);
  }
}

std::string applied(std::string text, const diag::Fix& fix) {
  for (const diag::Edit& edit : fix.edits) {
    text.replace(edit.span.begin, edit.span.length(), edit.new_text);
  }
  return text;
}

TEST_CASE("a fix makes the text good") {
  struct FixCase {
    std::string_view text;
    std::string_view expected;
    diag::FixClass fix_class;
  };
  const FixCase cases[] = {
      {"\xef\xbb\xbf[1]", "[1]", diag::FixClass::kSafe},
      {"[1,]", "[1]", diag::FixClass::kSafe},
      {"{\"a\":1 , }", "{\"a\":1  }", diag::FixClass::kSafe},
      {"[1,,2]", "[1,2]", diag::FixClass::kSuggested},
      {"[1 2]", "[1, 2]", diag::FixClass::kSuggested},
      {"{\"a\":1\n \"b\":2}", "{\"a\":1,\n \"b\":2}", diag::FixClass::kSuggested},
      {"{\"a\" 1}", "{\"a\": 1}", diag::FixClass::kSuggested},
      {"{\"a\" => 1}", "{\"a\" : 1}", diag::FixClass::kSuggested},
      {"['a']", "[\"a\"]", diag::FixClass::kSuggested},
      {"[\xe2\x80\x9c"
       "a\xe2\x80\x9d]",
       "[\"a\"]", diag::FixClass::kSuggested},
      {"{a:1}", "{\"a\":1}", diag::FixClass::kSuggested},
      {"[True]", "[true]", diag::FixClass::kSuggested},
      {"[nil]", "[null]", diag::FixClass::kSuggested},
      {"[+1]", "[1]", diag::FixClass::kSuggested},
      {"[-.5]", "[-0.5]", diag::FixClass::kSuggested},
      {"[5.]", "[5.0]", diag::FixClass::kSuggested},
      {R"(["\'"])", R"(["'"])", diag::FixClass::kSuggested},
      {R"(["C:\x"])", R"(["C:\\x"])", diag::FixClass::kSuggested},
      {"[\"a\tb\"]", R"(["a\tb"])", diag::FixClass::kSuggested},
      {"[\"a\x01\"]", R"(["a\u0001"])", diag::FixClass::kSuggested},
  };
  for (const FixCase& one : cases) {
    CAPTURE(one.text);
    Parsed parsed(one.text);
    REQUIRE(parsed.findings.size() == 1);
    REQUIRE(parsed.findings[0].fixes.size() == 1);
    const diag::Fix& fix = parsed.findings[0].fixes[0];
    CHECK(fix.fix_class == one.fix_class);
    std::string mended = applied(std::string(one.text), fix);
    CHECK(mended == one.expected);
    CHECK(Parsed(mended).findings.empty());
  }
}

TEST_CASE("the second key points at the first") {
  Parsed parsed(R"({"a":1,"b":2,"a":3})");
  REQUIRE(parsed.findings.size() == 1);
  REQUIRE(parsed.findings[0].labels.size() == 1);
  CHECK(parsed.findings[0].labels[0].span.begin == 1);
  const Document& document = parsed.document;
  CHECK(document.at(document.member(document.root(), "a")).integer == 1);
  CHECK(document.at(document.root()).is_damaged);
}

TEST_CASE("lines end alike with LF and CRLF, and columns count characters") {
  struct PlaceCase {
    std::string_view text;
    std::uint32_t line;
    std::uint32_t column;
  };
  const PlaceCase cases[] = {
      {"{\n \"a\": 01}", 2, 7},
      {"{\r\n \"a\": 01}", 2, 7},
      {"{\"\xc3\xa9\": 01}", 1, 7},                 // é: one column, two bytes
      {"{\"\xf0\x9f\x98\x80\": 01}", 1, 7},         // an emoji: one column, four bytes
      {"{\"a\":{\"b\":[1,2,{\"c\":01}]}}", 1, 21},  // all on one line
  };
  for (const PlaceCase& one : cases) {
    CAPTURE(one.text);
    Parsed parsed(one.text);
    REQUIRE(parsed.findings.size() == 1);
    LineColumn at = parsed.sources.at(parsed.id).line_column(parsed.findings[0].primary.span.begin);
    CHECK(at.line == one.line);
    CHECK(at.column == one.column);
  }
}

}  // namespace
}  // namespace rulec::json
