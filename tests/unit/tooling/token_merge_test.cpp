#include "tooling/token_merge.h"

#include <doctest/doctest.h>

using rulec::tooling::applied;
using rulec::tooling::carry_over;

namespace {

// What becomes of `written`; "-" when nothing can be carried over.
std::string merged(std::string_view before, std::string_view after, std::string_view written) {
  auto edits = carry_over(before, after, written);
  return edits ? applied(written, *edits) : "-";
}

}  // namespace

TEST_CASE("A change is made where the same tokens stand, whatever the blanks around them") {
  CHECK(merged("when cart.totl > 5", "when cart.total > 5", "when\n  cart.totl   >\n  5") ==
        "when\n  cart.total   >\n  5");
  CHECK(merged("when cart.totl > 5", "when cart.total > 5", "when { (cart.totl) > 5 }") ==
        "when { (cart.total) > 5 }");
  CHECK(merged("f(\"gold\")", "f(\"silver\")", "f( \"gold\" )") == "f( \"silver\" )");
}

TEST_CASE("What is written in other tokens is replaced as it is printed") {
  CHECK(merged("f(\"gol\", 1)", "f(\"gold\", 1)", "f('gol', 1)") == "f(\"gold\", 1)");
  CHECK(merged("a == \"gol\" }", "a == \"gold\" }", "(a == 'gol') }") == "(a == \"gold\") }");
}

TEST_CASE("An operand that goes takes its line with it") {
  CHECK(merged("when\n  a == 1\n  and b == 2\n  and c == 3", "when\n  a == 1\n  and c == 3",
               "when\n  a == 1\n  and b == 2\n  and c == 3") == "when\n  a == 1\n  and c == 3");
  CHECK(merged("a == 1 and b == 2", "b == 2", "a == 1 and\n b == 2") == "b == 2");
}

TEST_CASE("What goes takes the blanks behind it, and those before it at the end of a line") {
  CHECK(merged("when not not a and b then", "when a and b then", "when\n  not not a and b\nthen") ==
        "when\n  a and b\nthen");
  CHECK(merged("when not (a or b) then", "when (a or b) then", "when\n  not (a or b)\nthen") ==
        "when\n  (a or b)\nthen");
  CHECK(merged("when not(a or b) then", "when (a or b) then", "when\n  not(a or b)\nthen") ==
        "when\n  (a or b)\nthen");
  CHECK(merged("(a and b)", "(a)", "(a and b)") == "(a)");
  CHECK(merged("(not a)", "(a)", "(not a)") == "(a)");
  CHECK(merged("a and b then", "a then", "a and b // why\nthen") == "a // why\nthen");
  CHECK(merged("a and b then", "a then", "a\n  and b\nthen") == "a\nthen");
  CHECK(merged("when not a then", "when a then", "when\n  not /* why */ a\nthen") ==
        "when\n  /* why */ a\nthen");
}

TEST_CASE("What comes in right before a token stands there") {
  CHECK(merged("a or b", "a or f(b)", "a or b") == "a or f(b)");
  CHECK(merged("a or b > 5 then", "a or f(b) > 5 then", "a or\n  b > 5\nthen") ==
        "a or\n  f(b) > 5\nthen");
}

TEST_CASE("What comes in stands behind the token that is before it") {
  CHECK(merged("f(1)", "f(1, 2)", "f( 1 )") == "f( 1, 2 )");
  CHECK(merged("a", "not a", "  a // why") == "  not a // why");
}

TEST_CASE("Comments beside a change stay, those in the midst of it are not lost") {
  CHECK(merged("a.b > 5", "a.c > 5", "a.b /* of the cart */ > 5") == "a.c /* of the cart */ > 5");
  CHECK(merged("a > 5", "b < 6", "a > /* of the cart */ 5") != "b < 6");
  CHECK(merged("f(a, b, c)", "f(g)", "f(a, /* why */ b, c)") == "-");
}

TEST_CASE("Texts that have little in common are not merged") {
  std::string before, after;
  for (int i = 0; i < 2000; ++i) {
    before += "a" + std::to_string(i) + " ";
    after += "b" + std::to_string(i) + " ";
  }
  CHECK(merged(before, after, before) == "-");
  CHECK(merged(before, before + "c", before) == before.substr(0, before.size() - 1) + " c ");
}
