// What good texts are read as: numbers, texts, objects; spans and pointers; no heap use.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>

#include "json_support.h"
#include "value/json_value.h"

// Sanitizers have an operator new of their own, and two do not go together.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RULEC_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#define RULEC_COUNTS_ALLOCATIONS \
  (!__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer))
#else
#define RULEC_COUNTS_ALLOCATIONS 1
#endif

#if RULEC_COUNTS_ALLOCATIONS
namespace {
std::atomic<std::size_t> g_allocations{0};
}  // namespace

void* operator new(std::size_t size) {
  ++g_allocations;
  if (void* made = std::malloc(size == 0 ? 1 : size)) {
    return made;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace rulec::json {
namespace {

std::string as_text(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

TEST_CASE("numbers are exact or refused") {
  CHECK(Read("9223372036854775807").value.as_integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(Read("-9223372036854775808").value.as_integer() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(Read("1.7976931348623157e308").value.as_double() == std::numeric_limits<double>::max());
  CHECK(Read("4.9e-324").value.as_double() == std::numeric_limits<double>::denorm_min());
  CHECK(Read("0.1").value.as_double() == 0.1);
  CHECK(Read("1E+2").value.is_double());
  CHECK(Read("0e999999999999").value.as_double() == 0.0);
  CHECK(Read("123456789012345678").value.as_integer() == 123456789012345678);
  CHECK(Read("1" + std::string(400, '0') + "e-400").value.as_double() == 1.0);
  CHECK(!Read("1" + std::string(400, '0') + ".0").is_good);
  CHECK(!Read("0." + std::string(400, '0') + "1").is_good);
  CHECK(!Read("1e-99999999999999999999").is_good);
  CHECK(!Read("1e99999999999999999999").is_good);
}

TEST_CASE("minus zero is zero") {
  for (const char* text : {"-0", "-0.0", "-0e5", "-0.0e-7"}) {
    CAPTURE(text);
    Read read(text);
    REQUIRE(read.is_good);
    CHECK(as_text(read.value) == "0");
    Parsed parsed(text);
    REQUIRE(parsed.findings.empty());
    CHECK(parsed.document.at(parsed.document.root()).text == text);  // the lexeme is kept
    CHECK(!std::signbit(parsed.document.at(parsed.document.root()).number));
  }
}

TEST_CASE("out of range says which way") {
  struct Range {
    const char* text;
    const char* reason;
  };
  const Range cases[] = {
      {"1e309", "is larger than a double can be"},
      {"-1e99999999999999999999", "is larger than a double can be"},
      {"0.0001e-350", "is so small that it would become 0"},
      {"1e-99999999999999999999", "is so small that it would become 0"},
      {"99999999999999999999",
       "is outside the integers from -9223372036854775808 to "
       "9223372036854775807"},
  };
  for (const Range& one : cases) {
    Read read(one.text);
    REQUIRE(!read.is_good);
    CHECK(read.fault.message == "`" + std::string(one.text) + "` " + one.reason);
  }
}

TEST_CASE("texts are read with their escapes") {
  struct TextCase {
    std::string_view json;
    std::string_view expected;
  };
  const TextCase cases[] = {
      {R"("")", ""},
      {R"("plain text longer than a word")", "plain text longer than a word"},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("\u0041\u00e9\u20ac")", "A\xc3\xa9\xe2\x82\xac"},
      {R"("\ud83d\ude00")", "\xf0\x9f\x98\x80"},
      {"\"\xc3\xa9\xf0\x9f\x98\x80\"", "\xc3\xa9\xf0\x9f\x98\x80"},
      {"\"\xef\xbb\xbf\"", "\xef\xbb\xbf"},  // only at the beginning of a file is it a mark
      {"\"\x7f\"", "\x7f"},
  };
  for (const TextCase& one : cases) {
    CAPTURE(one.json);
    Read read(one.json);
    REQUIRE(read.is_good);
    CHECK(read.value.as_string() == one.expected);
    Parsed parsed(one.json);
    CHECK(parsed.document.at(parsed.document.root()).text == one.expected);
  }
}

TEST_CASE("a plain text looks into what was read") {
  std::string text = R"(["abc"])";
  Read read(text);
  CHECK(read.value.item(0).as_string().data() == text.data() + 2);
}

TEST_CASE("every byte position of a special character is found") {
  for (std::size_t length = 0; length < 40; ++length) {
    for (std::string_view special : {"\\n", "\xc3\xa9", "\\u0041"}) {
      std::string text = "\"" + std::string(length, 'x') + std::string(special) + "yyyyyyyyyy\"";
      Read read(text);
      REQUIRE(read.is_good);
      CHECK(read.value.as_string().substr(0, length) == std::string(length, 'x'));
      CHECK(read.value.as_string().ends_with("yyyyyyyyyy"));
    }
    std::string control = "\"" + std::string(length, 'x') + "\x1f" + "yyyyyyyyyy\"";
    Read refused(control);
    REQUIRE(!refused.is_good);
    CHECK(refused.fault.offset == length + 1);
  }
}

TEST_CASE("objects keep their order, and all members are found") {
  std::string text = "{";
  for (int i = 40; i > 0; --i) {
    text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + (i > 1 ? "," : "}");
  }
  Read read(text);
  REQUIRE(read.is_good);
  CHECK(read.value.members()[0].key == "key40");
  for (int i = 1; i <= 40; ++i) {
    CHECK(read.value.member("key" + std::to_string(i)).as_integer() == i);
  }
  CHECK(read.value.member("key41").is_absent());
}

TEST_CASE("both readers give the same value") {
  for (const char* text :
       {"null", "true", "[]", "{}", R"([1,2.5,"x",null,true,{"a":[{}]}])",
        R"({"b":1,"a":{"z":[[],[1]],"y":"\u00e9"},"c":-0.0})", " [ 1 , 2 ] \r\n\t"}) {
    CAPTURE(text);
    Read read(text);
    Parsed parsed(text);
    REQUIRE(read.is_good);
    REQUIRE(parsed.findings.empty());
    Arena arena;
    Value copied = to_value(parsed.document, parsed.document.root(), arena);
    CHECK(as_text(copied) == as_text(read.value));
  }
}

TEST_CASE("nodes know their spans, keys and places") {
  std::string_view text = R"({"a": [10, {"b/c~": "x"}], "d": true})";
  Parsed parsed(text);
  const Document& document = parsed.document;
  REQUIRE(parsed.findings.empty());
  auto text_of = [&](NodeId id) { return parsed.sources.text(document.at(id).span); };
  NodeId list = document.member(document.root(), "a");
  CHECK(text_of(document.root()) == text);
  CHECK(text_of(list) == R"([10, {"b/c~": "x"}])");
  CHECK(parsed.sources.text(document.at(list).key_span) == "\"a\"");
  auto inner = document.resolve("/a/1/b~1c~0");
  REQUIRE(inner.has_value());
  CHECK(document.at(*inner).text == "x");
  CHECK(document.pointer(*inner) == "/a/1/b~1c~0");
  CHECK(document.pointer(document.root()).empty());
  CHECK(document.resolve("") == document.root());
  CHECK(document.end_of(list) == document.member(document.root(), "d"));
  CHECK(document.end_of(*inner) == document.member(document.root(), "d"));
  CHECK(document.end_of(document.root()).index() == document.size());
}

TEST_CASE("pointers that lead nowhere") {
  Parsed parsed(R"({"a":[1],"":2})");
  const Document& document = parsed.document;
  for (const char* pointer :
       {"a", "/b", "/a/1", "/a/01", "/a/-1", "/a/x", "/a/0/x", "/~2", "/a~"}) {
    CAPTURE(pointer);
    CHECK(!document.resolve(pointer).has_value());
  }
  CHECK(document.at(*document.resolve("/")).integer == 2);
  CHECK(!document.member(document.root(), "zz").is_valid());
  CHECK(!document.member(*document.resolve("/a"), "0").is_valid());
}

TEST_CASE("a value may outlive its document") {
  Arena arena;
  Value value;
  {
    Parsed parsed(R"({"a":["text","esc\n"]})");
    value = to_value(parsed.document, parsed.document.root(), arena);
  }
  CHECK(as_text(value) == R"({"a":["text","esc\n"]})");
}

TEST_CASE("what could not be read is null, and of equal keys the first counts") {
  Parsed parsed(R"({"a":True,"b":1,"b":2})");
  Arena arena;
  CHECK(as_text(to_value(parsed.document, parsed.document.root(), arena)) == R"({"a":null,"b":1})");
}

#if RULEC_COUNTS_ALLOCATIONS
TEST_CASE("reading asks nothing of the heap from the second text on") {
  std::string text = "{";
  for (int i = 0; i < 50; ++i) {
    text += "\"key" + std::to_string(i) + "\":[1,2.5,\"a\\u0041b\",{\"x\":{\"y\":null}}],";
  }
  text += "\"last\":\"\xc3\xa9\"}";
  Arena arena;
  ReaderScratch scratch;
  Value value;
  Fault fault;
  REQUIRE(read_value(text, {}, arena, scratch, value, fault));
  for (int round = 0; round < 3; ++round) {
    arena.reset();
    std::size_t before = g_allocations;
    bool is_good = read_value(text, {}, arena, scratch, value, fault);
    std::size_t after = g_allocations;
    CHECK(is_good);
    CHECK(after == before);
  }
}
#endif

}  // namespace
}  // namespace rulec::json
