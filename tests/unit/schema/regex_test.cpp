#include "schema/internal/regex.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace rulec::testing {

namespace {

bool matches(const std::string& pattern, std::string_view text) {
  auto regex = schema::Regex::compile(pattern);
  REQUIRE_MESSAGE(regex.has_value(), pattern);
  return (*regex)->matches(text);
}

}  // namespace

// A pattern in brackets is the same and of no form that has a short way.
TEST_CASE("the short ways of plain patterns are those of the automaton") {
  static constexpr std::string_view kPatterns[] = {
      "x_",           "",          "a",           "[a-z]{1,3}$", "[A-Za-z0-9_.-]{1,5}$",
      "[a-c_]{2,2}$", "[.]{0,2}$", "[a-]{1,2}$",  "[ab",         "[^a]{1,2}$",
      "[a-z]{1,3}",   "a.b",       "[z]{3,100}$", "[\\d]{1,2}$", "[a-z]+$"};
  static constexpr std::string_view kTexts[] = {
      "",  "x_", "x_a", "ax_", "a",        "ab",  "abc", "abcd", "a\n", "\na", "A.b-9", "A.b-99",
      ".", "-",  "_",   "..",  "\xc3\xa4", "zzz", "a.b", "axb",  "12",  "^",   "a$"};
  for (std::string_view pattern : kPatterns) {
    std::string plain = "^" + std::string(pattern);
    if (!schema::Regex::compile(plain)) {
      continue;
    }
    for (std::string_view text : kTexts) {
      CHECK_MESSAGE(matches(plain, text) == matches("(?:" + plain + ")", text),
                    plain << " of " << std::string(text));
    }
  }
}

}  // namespace rulec::testing
