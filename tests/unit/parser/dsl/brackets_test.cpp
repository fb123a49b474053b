// Which bracket closes which, told by the lines where the brackets do not.
#include "parser/dsl/diagnoser/brackets.h"

#include <doctest/doctest.h>

#include <string>

namespace rulec::parser {
namespace {

// For each opening bracket where it ends: "0-5" at a closing bracket, "0~5" before the byte.
std::string ends(std::string_view text) {
  Brackets brackets(text, text, 0, text.size());
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[' || text[i] == '{') {
      Brackets::End end = brackets.end_of(i);
      made += (made.empty() ? "" : " ") + std::to_string(i) + (end.is_closed ? "-" : "~") +
              std::to_string(end.at);
    }
    if (brackets.is_extra(i)) {
      made += (made.empty() ? "+" : " +") + std::to_string(i);
    }
  }
  return made;
}

TEST_CASE("brackets: good texts") {
  CHECK(ends("a(b[c]{d})") == "1-9 3-5 6-8");
  CHECK(ends("{\na(\n)\n}") == "0-7 3-5");
  CHECK(ends("").empty());
  CHECK(ends("\"(\"a(b)") == "1~7 4-6");  // the first one is no token
}

TEST_CASE("brackets: the lines tell which one is not closed") {
  CHECK(ends("{\n  a(b\n  c()\n}") == "0-14 5~10 11-12");
  CHECK(ends("{\n  a {\n    b\n}") == "0-14 6~14");
  CHECK(ends("{\n  a([1)\n}") == "0-10 5-8 6~8");
  CHECK(ends("{ a( }") == "0-5 3~5");
  CHECK(ends("a {\n  b") == "2~7");
  CHECK(ends("a(") == "1~2");
}

TEST_CASE("brackets: what belongs inside, however it is indented") {
  CHECK(ends("{\na(b\nc()\n}") == "0-10 3~6 7-8");
  CHECK(ends("a {\nb\n") == "2~6");
  CHECK(ends("f(a,\nb\nc") == "1~8");
}

TEST_CASE("brackets: those that close nothing") {
  CHECK(ends("a)") == "+1");
  CHECK(ends("{a)}") == "0-3 +2");
  CHECK(ends("f(a]") == "1~4 +3");
}

TEST_CASE("brackets: what is around a byte") {
  std::string_view text = "a(b[c]d)e";
  Brackets brackets(text, text, 0, text.size());
  CHECK(brackets.around(0) == Brackets::kNone);
  CHECK(brackets.around(2) == 1);
  CHECK(brackets.around(4) == 3);
  CHECK(brackets.around(6) == 1);
  CHECK(brackets.around(8) == Brackets::kNone);
}

TEST_CASE("brackets: one that was meant to close earlier") {
  std::string_view text = "t{g{a e}\n";
  Brackets brackets(text, text, 0, text.size());
  CHECK(brackets.end_of(1).is_closed == false);
  REQUIRE(brackets.close_before(3, 6));
  CHECK(brackets.end_of(3).at == 6);
  CHECK_FALSE(brackets.end_of(3).is_closed);
  CHECK(brackets.end_of(1).at == 7);
  CHECK(brackets.end_of(1).is_closed);
  CHECK(brackets.around(6) == 1);
  CHECK_FALSE(brackets.close_before(1, 6));  // nothing around it lacks a bracket
}

}  // namespace
}  // namespace rulec::parser
