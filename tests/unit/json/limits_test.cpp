// The limits of both readers, each just inside and just outside.
#include <doctest/doctest.h>

#include "json_support.h"

namespace rulec::json {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string list_of(std::size_t count) {
  std::string text = "[0";
  for (std::size_t i = 1; i < count; ++i) {
    text += ",0";
  }
  return text + "]";
}

std::string object_of(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":0";
  }
  return text + "}";
}

diag::Code code_of(const Read& read) {
  REQUIRE(!read.is_good);
  return read.fault.code;
}

TEST_CASE("depth of sources") {
  CHECK(Parsed(nested(kMaxRuleDepth)).findings.empty());
  Parsed deeper(nested(kMaxRuleDepth + 1));
  REQUIRE(deeper.places() == std::vector<std::string>{"RC1006@128..129"});
  CHECK(deeper.document.size() == kMaxRuleDepth + 1);  // the last one a value that was not built
}

TEST_CASE("depth of requests") {
  CHECK(Read(nested(kMaxRequestDepth)).is_good);
  CHECK(code_of(Read(nested(kMaxRequestDepth + 1))) == diag::Code::kTooDeep);
}

TEST_CASE("a rule that is too deep does not hide its neighbours") {
  std::string text = "{\"rules\":[{\"c\":" + nested(200) + "},{\"d\":01}]}";
  Parsed parsed(text);
  REQUIRE(parsed.findings.size() == 2);
  CHECK(parsed.findings[0].code == diag::Code::kTooDeep);
  CHECK(parsed.findings[1].code == diag::Code::kBadNumber);
}

TEST_CASE("N05 300,000 levels are refused in every shape") {
  for (std::string_view unit : {"[", "{\"a\":", "[{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 300'000; ++i) {
      text += unit;
    }
    CAPTURE(unit);
    Parsed parsed(text);
    REQUIRE(parsed.findings.size() == 1);
    CHECK(parsed.findings[0].code == diag::Code::kTooDeep);
    Read read(text, {.max_bytes = kHardMaxSourceBytes});
    CHECK(code_of(read) == diag::Code::kTooDeep);
  }
}

TEST_CASE("size of sources and requests") {
  std::string text = "\"" + std::string(100, 'x') + "\"";
  CHECK(Parsed(text, {.max_bytes = text.size()}).findings.empty());
  Parsed larger(text, {.max_bytes = text.size() - 1});
  REQUIRE(larger.findings.size() == 1);
  CHECK(larger.findings[0].code == diag::Code::kFileTooLarge);
  CHECK(!larger.document.has_root());
  CHECK(Read(text, {.max_bytes = text.size()}).is_good);
  Read refused(text, {.max_bytes = text.size() - 1});
  CHECK(code_of(refused) == diag::Code::kFileTooLarge);
  CHECK(refused.fault.message == "the text is larger than the limit of 101 bytes");
}

TEST_CASE("N05 100 MB are refused before anything is built") {
  std::string text(100 * 1024 * 1024, '[');
  Parsed parsed(text);
  REQUIRE(parsed.findings.size() == 1);
  CHECK(parsed.findings[0].code == diag::Code::kFileTooLarge);
  CHECK(parsed.document.size() == 0);
  Read read(text);
  CHECK(code_of(read) == diag::Code::kFileTooLarge);
  CHECK(read.arena.held_bytes() == 0);
}

TEST_CASE("members and items of requests") {
  ValueLimits limits{.max_keys = 1000, .max_items = 500};
  CHECK(Read(object_of(1000), limits).is_good);
  Read keys(object_of(1001), limits);
  CHECK(code_of(keys) == diag::Code::kTooManyValues);
  CHECK(keys.fault.message == "more than 1000 keys");
  CHECK(Read(list_of(500), limits).is_good);
  CHECK(code_of(Read(list_of(501), limits)) == diag::Code::kTooManyValues);
  // All objects together count.
  std::string two = "[" + object_of(500) + "," + object_of(501) + "]";
  CHECK(code_of(Read(two, limits)) == diag::Code::kTooManyValues);
}

TEST_CASE("many keys are compared in time") {
  // Keys with one long common beginning are the worst case of a sorted comparison.
  std::string text = "{";
  std::string beginning(64, 'k');
  for (int i = 0; i < 10'000; ++i) {
    text += "\"" + beginning + std::to_string(i) + "\":0,";
  }
  std::string distinct = text + "\"last\":0}";
  Read good(distinct);
  CHECK(good.is_good);
  CHECK(good.value.member(beginning + "9999").is_integer());
  Read twice(text + "\"" + beginning + "77\":0}");
  CHECK(code_of(twice) == diag::Code::kDuplicateKey);
  CHECK(twice.fault.offset == text.size());
}

}  // namespace
}  // namespace rulec::json
