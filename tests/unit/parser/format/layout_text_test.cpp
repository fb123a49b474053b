// Where lines break: groups, fills, indents and marks.
#include "parser/format/layout_text.h"

#include <doctest/doctest.h>

namespace rulec::parser {
namespace {

using Place = LayoutText::Place;

// f(a, b): one group, broken at all of its places or at none.
void call(LayoutText& text, std::string_view name, std::string_view a, std::string_view b) {
  text.begin_group();
  text.text(std::string(name) + "(");
  text.indent();
  text.soft();
  text.text(std::string(a) + ",");
  text.line();
  text.text(b);
  text.dedent();
  text.soft();
  text.text(")");
  text.end_group();
}

TEST_CASE("layout: a group fits with what stands behind it up to the next place to break") {
  LayoutText text;
  call(text, "f", "a", "b");
  text.text(";");
  CHECK(text.flat() == "f(a, b);");
  CHECK(text.render({.width = 8}) == "f(a, b);");
  CHECK(text.render({.width = 7}) == "f(\n  a,\n  b\n);");
  LayoutText two;
  call(two, "f", "a", "b");
  call(two, "g", "c", "d");
  CHECK(two.render({.width = 9}) == "f(a, b)g(\n  c,\n  d\n)");
  CHECK(two.render({.width = 8}) == "f(\n  a,\n  b\n)g(c, d)");
}

TEST_CASE("layout: widths are code points, tabs count as an indent, line ends are the layout's") {
  LayoutText text;
  call(text, "\xc3\xa4", "\xc3\xb6", "\xf0\x9f\x98\x80");
  CHECK(text.render({.width = 7}) == "\xc3\xa4(\xc3\xb6, \xf0\x9f\x98\x80)");
  CHECK(text.render({.width = 6, .uses_tabs = true, .ends_with_crlf = true}) ==
        "\xc3\xa4(\r\n\t\xc3\xb6,\r\n\t\xf0\x9f\x98\x80\r\n)");
  LayoutText deep;
  deep.indent();
  deep.hard();
  call(deep, "f", "a", "b");
  CHECK(deep.render({.width = 9}) == "\n  f(a, b)");
  CHECK(deep.render({.width = 10, .indent = 4, .uses_tabs = true}) == "\n\tf(\n\t\ta,\n\t\tb\n\t)");
}

TEST_CASE("layout: what must break breaks all groups around it") {
  LayoutText text;
  text.begin_group();
  text.text("a");
  text.line();
  text.begin_group();
  text.text("b");
  text.line();
  text.text("c");
  text.hard();
  text.text("d");
  text.end_group();
  text.line();
  text.begin_group();
  text.text("e");
  text.line();
  text.text("f");
  text.end_group();
  text.end_group();
  CHECK(text.render({}) == "a\nb\nc\nd\ne f");
}

TEST_CASE("layout: a fill breaks where the next word does not fit") {
  LayoutText text;
  text.text("one");
  for (const char* word : {"two", "three", "four"}) {
    text.fill();
    text.text(word);
  }
  CHECK(text.flat() == "one two three four");
  CHECK(text.render({.width = 18}) == "one two three four");
  CHECK(text.render({.width = 17}) == "one two three\n  four");
  CHECK(text.render({.width = 7}) == "one two\n  three\n  four");
}

TEST_CASE("layout: lines are never blank at their ends, words can keep their own") {
  LayoutText text;
  text.indent();
  text.text("a");
  text.hard();
  text.hard();
  text.verbatim("b\nc\n d");
  text.hard();
  text.text("");
  text.hard();
  text.text("e");
  CHECK(text.render({}) == "a\n\n  b\nc\n d\n\n  e");
}

TEST_CASE("layout: marks are places to put something in later") {
  LayoutText text;
  text.begin_group();
  text.text("[");
  text.mark({.id = 1, .place = Place::kBefore});
  text.text("a,");
  text.mark({.id = 1, .place = Place::kAfter});
  text.line();
  text.text("b]");
  text.end_group();
  CHECK(text.render({}) == "[a, b]");
  text.expand_marks([](LayoutText::Mark mark, LayoutText& out) {
    if (mark.place == Place::kAfter) {
      out.text(" // c" + std::to_string(mark.id));
      out.break_groups();
    }
  });
  CHECK(text.render({}) == "[a, // c1\nb]");
}

}  // namespace
}  // namespace rulec::parser
