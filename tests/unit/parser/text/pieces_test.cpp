// The cut of a text into declarations: what is masked, where pieces end, which lines are notes and
// which line ends separate predicates. What would overrun tree-sitter is in
// grammar/pieces_test.cpp.
#include "parser/dsl/pieces.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace rulec::parser {
namespace {

using Strings = std::vector<std::string>;

Strings pieces_of(std::string_view text) {
  Pieces made = cut(text);
  CHECK(made.masked.size() == text.size());
  Strings found;
  for (const Piece& piece : made.pieces) {
    CHECK(piece.fault == PieceFault::kNone);
    found.push_back(made.masked.substr(piece.begin, piece.end - piece.begin));
  }
  return found;
}

Strings comments_of(std::string_view text) {
  Strings found;
  for (const TextComment& comment : cut(text).comments) {
    found.emplace_back(text.substr(comment.begin, comment.end - comment.begin));
  }
  return found;
}

// The text of `when { … }` with the separators of predicates.
std::string separated(std::string_view predicates) {
  std::string text = "rule r { when { " + std::string(predicates) + " } then { } }";
  std::string masked = cut(text).masked;
  std::size_t begin = masked.find("{ ", masked.find("when")) + 2;
  return masked.substr(begin, predicates.size());
}

struct Row {
  std::string_view text;
  Strings wanted;
};

void check_rows(const std::vector<Row>& rows, Strings (*found)(std::string_view)) {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(found(row.text) == row.wanted);
  }
}

TEST_CASE("pieces: comments are blanks, and only outside of texts and names") {
  check_rows({{"rule a on e { when x == \"// no\" }", {}},
              {"rule a on e { when x == '/* no */' }", {}},
              {"rule a on e { when `a//b` == 1 }", {}},
              {R"(rule a on e { when x == "\"// no" } // yes)", {"// yes"}},
              {R"(rule a on e { when x == "\\" // yes)"
               "\n}",
               {"// yes"}},
              {"rule a /* in */ on e { }", {"/* in */"}},
              {"a /* b\n c */ d // e\r\nf", {"/* b\n c */", "// e"}},
              {"a //", {"//"}},
              {"a /**/ b", {"/**/"}},
              {"a /*/ b */ c", {"/*/ b */"}},
              // Not closed: the text stays, and what reads it says so.
              {"a /* b", {}},
              {"a // b /* c\n*/ d", {"// b /* c"}},
              // A text that is not closed ends with its line.
              {"a \"b // c\n// d", {"// d"}},
              {"a \"b\\\n// d", {"// d"}}},
             comments_of);
  Pieces made = cut("rule a on e { // x\r\n  when /* y\n */ z }");
  CHECK(made.masked == "rule a on e {     \r\n  when     \n    z }");
}

TEST_CASE("pieces: a declaration ends where its brackets close") {
  check_rows(
      {{"", {}},
       {" \n\t// only\n", {}},
       {"rule a on e { } rule b on e { }", {"rule a on e { }", "rule b on e { }"}},
       {"rule a on e { then f(x: { b: [1] }) }flow b on e { steps { } }",
        {"rule a on e { then f(x: { b: [1] }) }", "flow b on e { steps { } }"}},
       {"rule a\r\non e\r\n{\r\n}\r\nrule b on e { }",
        {"rule a\r\non e\r\n{\r\n}", "rule b on e { }"}},
       {"@a(1) @b({ c: 2 })\nrule a on e { }", {"@a(1) @b({ c: 2 })\nrule a on e { }"}},
       // Words of declarations are names everywhere else.
       {"rule rule on flow { when rule == file }", {"rule rule on flow { when rule == file }"}},
       {"@rule(1) @file(2)\nrule a on e { }", {"@rule(1) @file(2)\nrule a on e { }"}},
       // What is no declaration belongs to the piece it stands in.
       {"what is this\nrule a on e { }", {"what is this\nrule a on e { }"}},
       {"rule a on e { } and more", {"rule a on e { }", "and more"}}},
      pieces_of);
}

TEST_CASE("pieces: headers end with their line, annotations may go on") {
  check_rows(
      {{"entry_point shop\nrule a { }", {"entry_point shop", "rule a { }"}},
       {"file @schema(\"x\") @x_a(1)\nrule a on e { }",
        {"file @schema(\"x\") @x_a(1)", "rule a on e { }"}},
       {"file\n  @schema(\"x\")\n  @x_a({\n b: 1 })\nrule a on e { }",
        {"file\n  @schema(\"x\")\n  @x_a({\n b: 1 })", "rule a on e { }"}},
       {"file @x_a(1)\n@owner(\"t\")\nrule a on e { }",
        {"file @x_a(1)", "@owner(\"t\")\nrule a on e { }"}},
       {"file @x_a(1)\n/// said\nrule a on e { }", {"file @x_a(1)", "/// said\nrule a on e { }"}}},
      pieces_of);
}

TEST_CASE("pieces: notes are lines outside of declarations") {
  check_rows({{"/// a\n/// b\nrule a on e { }", {"/// a\n/// b\nrule a on e { }"}},
              {"/// a\n// c\nrule a on e { }", {"/// a\n    \nrule a on e { }"}},
              {"@a(1)\n/// a\nrule a on e { }", {"@a(1)\n/// a\nrule a on e { }"}},
              {"//// no\nrule a on e { }", {"rule a on e { }"}},
              {"rule a on e { } /// no\nrule b on e { }", {"rule a on e { }", "rule b on e { }"}},
              {"rule a on e {\n/// no\n}", {"rule a on e {\n      \n}"}},
              {"rule a on e { }\n/// none follows", {"rule a on e { }"}},
              {"\t/// a\r\nrule a on e { }", {"/// a\r\nrule a on e { }"}}},
             pieces_of);
  CHECK(comments_of("/// a\n/// b\nrule a on e {\n/// c\n} /// d\n/// e") ==
        Strings{"/// c", "/// d", "/// e"});
}

TEST_CASE("pieces: a line that begins a declaration closes what is open") {
  check_rows(
      {{"rule a on e { when (x\nrule b on e { }", {"rule a on e { when (x", "rule b on e { }"}},
       {"rule a on e { then f([\nflow \"b c\" { }", {"rule a on e { then f([", "flow \"b c\" { }"}},
       {"rule a on e { when (x\n/// said\n@n(1)\nrule b on e { }",
        {"rule a on e { when (x", "/// said\n@n(1)\nrule b on e { }"}},
       {"rule a on e { when (x\n@n(\"(\")\nrule b priority 1 { }",
        {"rule a on e { when (x", "@n(\"(\")\nrule b priority 1 { }"}},
       // Not at the start of the line, or no head behind it: a name among others.
       {"rule a on e { when (x\n rule b on e { } }", {"rule a on e { when (x\n rule b on e { } }"}},
       {"rule a on e { when\nrule == 1 }", {"rule a on e { when\nrule == 1 }"}},
       {"rule a on e { when\nrule in x }", {"rule a on e { when\nrule in x }"}},
       {"rule a on e { when\nrule and on { } }", {"rule a on e { when\nrule and on { } }"}}},
      pieces_of);
}

TEST_CASE("pieces: brackets that do not match cost no more than their declaration") {
  check_rows(
      {{"rule a on e { when (x ] } rule b on e { }",
        {"rule a on e { when (x ] }", "rule b on e { }"}},
       {"rule a on e { when [x } rule b on e { }", {"rule a on e { when [x }", "rule b on e { }"}},
       {"rule a on e { when x ) ] } rule b on e { }",
        {"rule a on e { when x ) ] }", "rule b on e { }"}},
       {"} rule a on e { }", {"} rule a on e { }"}},
       {"rule a on e { } }\nrule b on e { }", {"rule a on e { }", "}\nrule b on e { }"}}},
      pieces_of);
}

TEST_CASE("pieces: what nests too deep is refused at the bracket that is one too many") {
  std::string open = "rule a on e { when ";
  std::string deep = open + std::string(128, '(') + "x";
  Pieces made = cut(deep);
  REQUIRE(made.pieces.size() == 1);
  CHECK(made.pieces[0].fault == PieceFault::kTooDeep);
  CHECK(made.pieces[0].fault_at == open.size() + 127);
  CHECK(cut(open + std::string(127, '(') + "x").pieces[0].fault == PieceFault::kNone);
}

TEST_CASE("pieces: line ends that separate predicates") {
  struct Predicates {
    std::string_view text;
    std::string_view wanted;
  };
  constexpr Predicates kRows[] = {{"a == 1\n(b > 2)\nc", "a == 1;(b > 2);c"},
                                  {"a == 1 +\n2", "a == 1 +\n2"},
                                  {"a\n+ 1", "a\n+ 1"},
                                  {"a\n[b]", "a;[b]"},
                                  {"a\n-b", "a;-b"},
                                  {"a\n!b", "a;!b"},
                                  {"a\nnot b", "a;not b"},
                                  {"a\nnot in b", "a\nnot in b"},
                                  {"a\nin b", "a\nin b"},
                                  {"a in\nb", "a in\nb"},
                                  {"a and\nb", "a and\nb"},
                                  {"a\nor b", "a\nor b"},
                                  {"a\n&& b", "a\n&& b"},
                                  {"a ||\nb", "a ||\nb"},
                                  {"a\n.b", "a\n.b"},
                                  {"a\n== b", "a\n== b"},
                                  {"a\n?? b", "a\n?? b"},
                                  {"a\nexists b", "a;exists b"},
                                  {"\"x\"\n'y'\n`z`\n5\nfalse", "\"x\";'y';`z`;5;false"},
                                  {"f(a\n)\ng(b,\nc\n)", "f(a\n);g(b,\nc\n)"},
                                  {"a in [\n1\n]\nb", "a in [\n1\n];b"},
                                  {"(a\nb)", "(a\nb)"},
                                  {"not\na", "not\na"},
                                  {"a // why\n// more\nb", "a       ;       \nb"},
                                  {"a\n\n\nb", "a;\n\nb"},
                                  {"a\r\nb", "a\r;b"},
                                  {"a\rb", "a;b"},
                                  {"\na\n", "\na\n"}};
  for (const Predicates& row : kRows) {
    CAPTURE(std::string(row.text));
    CHECK(separated(row.text) == std::string(row.wanted));
  }
  // Nowhere else: the canonical form, other sections, blocks inside.
  for (std::string_view text :
       {"rule r on e { when a\n(b) }", "rule r { then { a()\nb() } }",
        "rule r { when { x == {\na\nb } } }", "flow f { steps { a()\nb() } }"}) {
    CHECK(cut(text).masked == text);
  }
}

}  // namespace
}  // namespace rulec::parser
