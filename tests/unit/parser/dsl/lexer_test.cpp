// Tokens of the DSL.
#include "parser/dsl/lexer.h"

#include <doctest/doctest.h>

#include <string>

namespace rulec::parser {
namespace {

// The kinds and texts of all tokens: W word, T ticked, D digits, N number, S string, + sign, ! bad.
std::string tokens(std::string_view text, std::size_t begin = 0,
                   std::size_t end = std::string_view::npos) {
  constexpr std::string_view kLetters = "EWTDNS+!";
  Lexer lexer(text, begin, end);
  std::string made;
  while (lexer.peek().kind != TokenKind::kEnd) {
    Token token = lexer.take();
    made += made.empty() ? "" : " ";
    made += kLetters[static_cast<std::size_t>(token.kind)];
    made += token.text;
  }
  return made;
}

TEST_CASE("dsl lexer: words, numbers, texts") {
  CHECK(tokens("a_1 _b `c d` 12 1.5e-3 \"x\\\"y\" 'p\"q'") ==
        "Wa_1 W_b T`c d` N12 N1.5e-3 S\"x\\\"y\" S'p\"q'");
  CHECK(tokens("a.0.1 b .5") == "Wa +. D0 +. D1 Wb +. D5");
  CHECK(tokens("a.1.5") == "Wa +. D1 +. D5");
  CHECK(tokens("-5") == "+- N5");
}

TEST_CASE("dsl lexer: the longest sign wins") {
  CHECK(tokens("a===b!==c==d!=e~=f!~g") == "Wa +=== Wb +!== Wc +== Wd +!= We +~= Wf +!~ Wg");
  CHECK(tokens("<=<>=>??...(..") == "+<= +<> +=> +?? +... +( +. +.");
  CHECK(tokens("a->b+=c:=d") == "Wa +-> Wb ++= Wc +:= Wd");
  CHECK(tokens("1<-2") == "N1 +< +- N2");
}

TEST_CASE("dsl lexer: blanks and comments") {
  CHECK(tokens("").empty());
  CHECK(tokens(" \t\r\n// x").empty());
  CHECK(tokens("a/**/b/* / * */c//d\ne") == "Wa Wb Wc We");
  CHECK(tokens("a/*b") == "Wa !/*");
}

TEST_CASE("dsl lexer: only its range") {
  CHECK(tokens("{{ a == 'b' }}", 2, 12) == "Wa +== S'b'");
  CHECK(tokens("'ab'", 0, 3) == "!'ab");
  CHECK(tokens("1.5", 0, 2) == "!1.");
  CHECK(tokens("a/*b*/", 0, 5) == "Wa !/*");
  CHECK(tokens("\"\\u0041\"", 0, 6) == "!\\u004");
  CHECK(tokens("\xc3\xa9", 0, 1) == "+\xc3");
}

TEST_CASE("dsl lexer: the end stands behind the last token") {
  Lexer lexer("  a  // b", 0, 9);
  CHECK(lexer.take().begin == 2);
  CHECK(lexer.peek().kind == TokenKind::kEnd);
  CHECK(lexer.peek().begin == 3);
  CHECK(lexer.take().kind == TokenKind::kEnd);
  CHECK(lexer.peek().kind == TokenKind::kEnd);
  Lexer empty("   ", 1, 3);
  CHECK(empty.peek().begin == 1);
}

TEST_CASE("dsl lexer: escapes that are none, at the end of a line") {
  CHECK(tokens("'a\\\n b") == "!\\ Wb");
  CHECK(tokens("'a\\") == "!\\");
  CHECK(tokens("'a\\u") == "!\\u");
  CHECK(tokens("'a\\\xc3\xa9'") == "!\\\xc3\xa9");
  CHECK(tokens("'a\\x b' c") == "!\\x Wc");
  CHECK(tokens("'a\\x b\nc") == "!\\x Wc");
  CHECK(tokens(R"("a\x \" b" c)") == R"(!\x Wc)");
  CHECK(tokens("'a\tb' c") == "!\t Wc");
}

TEST_CASE("dsl lexer: what is no token") {
  CHECK(tokens("0x1f") == "!0x1f");
  CHECK(tokens("01") == "!01");
  CHECK(tokens("1.2.3") == "!1.2.3");
  CHECK(tokens("a.0b") == "Wa +. !0b");
  CHECK(tokens("``") == "!``");
  CHECK(tokens("`a\nb`") == "!`a Wb !`");
  CHECK(tokens("`a.b` c") == "!. Wc");
  CHECK(tokens("\"\\ud83dx\"") == "!\\ud83d");
}

TEST_CASE("dsl lexer: a token up to a place") {
  std::string_view text = "from 2026-01-01T10:00 until";
  Lexer lexer(text, 0, text.size());
  lexer.take();
  CHECK(lexer.take_to(21).text == "2026-01-01T10:00");
  CHECK(lexer.take().text == "until");
  CHECK(lexer.take_to(99).kind == TokenKind::kEnd);
}

}  // namespace
}  // namespace rulec::parser
