// Mistakes in expressions of the DSL: one finding, at the smallest wrong thing, in words.
#include <doctest/doctest.h>

#include "dsl_support.h"

namespace rulec::parser {
namespace {

struct Mistake {
  const char* text;
  const char* at;  // what the finding points at; "" for the end
  const char* message;
  const char* help = "";  // of the help or of the fix
};

void check(const Mistake& mistake, Read::As as = Read::As::kExpression) {
  CAPTURE(std::string(mistake.text));
  Read read(mistake.text, {}, as);
  CHECK(read.expr == nullptr);
  REQUIRE(read.findings.size() == 1);
  const diag::Diagnostic& finding = read.findings[0];
  CHECK(finding.code == diag::Code::kExpectedToken);
  CHECK(std::string(read.sources.text(finding.primary.span)) == mistake.at);
  CHECK(diag::message_of(finding) == std::string(mistake.message));
  std::string help = finding.helps.empty() ? "" : finding.helps[0];
  help += finding.fixes.empty() ? "" : finding.fixes[0].title;
  CHECK(help == std::string(mistake.help));
}

void check(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    check(mistake);
  }
}

constexpr const char* kEnd = "the end of the expression";

TEST_CASE("dsl: a value is missing") {
  std::string end = std::string("expected a value, found ") + kEnd;
  check({{"", "", end.c_str()},
         {"   // nothing", "", end.c_str()},
         {"a and ", "", end.c_str()},
         {"1 +", "", end.c_str()},
         {"(", "", end.c_str()},
         {"[1,", "", end.c_str()},
         {"f(1, )", ")", "expected a value, found `)`"},
         {"[,]", ",", "expected a value, found `,`"},
         {"a and ) b", ")", "expected a value, found `)`"},
         {"a == in", "in", "expected a value, found `in`",
          "`in` is a keyword; as the name of a field it stands in back-ticks"},
         {"a == not b", "not", "expected a value, found `not`",
          "inside an operand a negation stands in parentheses: `(not x)`"},
         {"f(a, ...b)", "...", "expected a value, found `...`",
          "`...` stands in front of the one operand of a call"}});
}

TEST_CASE("dsl: a value too many") {
  check({{"a b", "b", "expected an operator or the end of the expression, found `b`"},
         {"1 2", "2", "expected an operator or the end of the expression, found `2`"},
         {"a.b(1)", "(", "expected an operator or the end of the expression, found `(`",
          "a call has one word before its bracket, as in `length(x)`"},
         {"a )", ")", "expected an operator or the end of the expression, found `)`"},
         {"a ? 1 : 2", "?", "expected an operator or the end of the expression, found `?`",
          "a choice is written `if(test, then, else)`"},
         {"a not b", "b", "expected `in`, found `b`"}});
}

TEST_CASE("dsl: brackets that are not closed") {
  check({{"(a or b", "", "expected an operator or `)`, found the end of the expression",
          "close the bracket with `)`"},
         {"f(a b", "b", "expected an operator, `,` or `)`, found `b`"},
         {"f(a", "", "expected an operator, `,` or `)`, found the end of the expression",
          "close the bracket with `)`"},
         {"[1, 2", "", "expected an operator, `,` or `]`, found the end of the expression",
          "close the bracket with `]`"},
         {"a[1", "", "expected `]`, found the end of the expression", "close the bracket with `]`"},
         {"{a: 1}", "a", "expected `}`, found `a`", "only the empty object is an expression"},
         {"(a]", "]", "expected an operator or `)`, found `]`"}});
  Read read("f(a, (b");
  REQUIRE(read.findings.size() == 1);
  REQUIRE(read.findings[0].labels.size() == 1);
  CHECK(read.findings[0].labels[0].span.begin == 5);
  CHECK(read.findings[0].labels[0].text == "opened here");
}

TEST_CASE("dsl: what other languages write") {
  std::string expected = "expected an operator or the end of the expression, found ";
  auto message = [&](const char* found) { return expected + found; };
  check({{"a && b", "&&", message("`&&`").c_str(), "write `and`"},
         {"a || b", "||", message("`||`").c_str(), "write `or`"},
         {"a AND b", "AND", message("`AND`").c_str(), "write `and`"},
         {"a = 1", "=", message("`=`").c_str(), "write `==`"},
         {"a <> 1", "<>", message("`<>`").c_str(), "write `!=`"},
         {"a => 1", "=>", message("`=>`").c_str(), "write `>=`"},
         {"!a", "!", "expected a value, found `!`", "a negation is written `not x`"},
         {"a and !b", "!", "expected a value, found `!`", "a negation is written `not x`"},
         {"\xe2\x80\x9c"
          "a\xe2\x80\x9d",
          "\xe2\x80\x9c", "expected a value, found `\xe2\x80\x9c`",
          R"(texts stand in straight quotes: "..." or '...')"},
         {"stra\xc3\x9f"
          "e",
          "\xc3\x9f", message("`\xc3\x9f`").c_str(),
          "names with other characters than a to z, digits and `_` stand in back-ticks"},
         {"$x", "$", "expected a value, found `$`",
          "names with other characters than a to z, digits and `_` stand in back-ticks"}});
  Read read("a && !b");
  REQUIRE(read.findings.size() == 1);
  REQUIRE(read.findings[0].fixes.size() == 1);
  CHECK(read.findings[0].fixes[0].edits[0].new_text == "and");
  Read negation("!b");
  CHECK(negation.findings.at(0).fixes.at(0).edits.at(0).new_text == "not ");
}

TEST_CASE("dsl: comparisons are chains of one operator") {
  const char* help =
      "a chain of comparisons has one operator, and `in` makes none: join two comparisons by "
      "`and`, or put one in parentheses";
  check({{"1 < x <= 2", "<=", "expected the end of the comparison, found `<=`", help},
         {"a == b in c", "in", "expected the end of the comparison, found `in`", help},
         {"a in b in c", "in", "expected the end of the comparison, found `in`", help},
         {"a in b not in c", "not", "expected the end of the comparison, found `not`", help}});
}

TEST_CASE("dsl: keywords as names of fields") {
  auto help = [](const std::string& word) {
    return "as the name of a field `" + word + "` stands in back-ticks, so that it is no keyword" +
           "write `" + word + "` in back-ticks";
  };
  check({{"all.x > 1", ".", "expected a name for the item, found `.`", help("all").c_str()},
         {"missing.x", ".", "expected a path, found `.`", help("missing").c_str()},
         {"true.x", ".", "expected an operator or the end of the expression, found `.`",
          help("true").c_str()},
         {"not.x", ".", "expected a value, found `.`", help("not").c_str()},
         {"missing in", "in", "expected a path, found `in`",
          "`in` is a keyword; as the name of a field it stands in back-ticks"}});
}

TEST_CASE("dsl: paths") {
  check({{"a.", "", "expected a name or an index, found the end of the expression"},
         {"a..b", ".", "expected a name or an index, found `.`"},
         {"a.(b)", "(", "expected a name or an index, found `(`"},
         {"a[-1]", "-", "expected an index, found `-`"},
         {"a[1.5]", "1.5", "expected an index, found `1.5`"},
         {"a[\"b\"]", "\"b\"", "expected an index, found `\"b\"`",
          "a name stands behind a dot: `a.b`"},
         {"a.0b", "0b", "expected a name or an index, found `0b`",
          "a name that begins with a digit stands in back-ticks"},
         {"missing (a)", "(", "expected a path, found `(`"},
         {"exists \"a\"", "\"a\"", "expected a path, found `\"a\"`"},
         {"``", "``", "expected a name in back-ticks, found none"},
         {"`a.b`", ".", "expected a name without dots in back-ticks, found `.`",
          R"(a key with a dot is read with `val("a", "b.c")`)"},
         {"a.`b", "`b", "expected a closing back-tick, found the end of the expression",
          "close the name with a back-tick"}});
  check({"a.b + 1", "+", "expected the end of the path, found `+`"}, Read::As::kPath);
  check({"12", "12", "expected a path, found `12`"}, Read::As::kPath);
}

TEST_CASE("dsl: quantifiers") {
  check({{"some(a, b)", "(", "expected a name for the item, found `(`",
          "written as in `some item in list: (item > 1)`"},
         {"reduce(a, b)", "(", "expected a name for the item, found `(`",
          "written as in `reduce sum, item in list from 0: (sum + item)`"},
         {"some x of a: (x)", "of", "expected `in`, found `of`"},
         {"some x in [1] (x)", "(", "expected `:`, found `(`"},
         {"some x in a: x", "x", "expected `(`, found `x`"},
         {"some x in a == b: (x)", "==", "expected `:`, found `==`"},
         {"some in a: (1)", "in", "expected a name for the item, found `in`",
          "`in` is a keyword; as the name of a field it stands in back-ticks"},
         {"reduce a in l: (a)", "in", "expected `,`, found `in`",
          "`in` is a keyword; as the name of a field it stands in back-ticks"},
         {"some x in a: (missing b.c)", "b.c", "expected a path of `x`, found `b.c`",
          "`missing` reads the innermost item alone; write `(b.c ?? \"\") == \"\"`"},
         {"try(a, try(b, some x in c: (missing type)))", "type",
          "expected a path of `x`, found `type`",
          "`missing` reads the innermost item alone; write `(type ?? \"\") == \"\"`"}});
}

TEST_CASE("dsl: tokens") {
  check({{"\"abc", "\"abc", "expected a closing \", found the end of the expression",
          "close the text with `\"`"},
         {"'abc\n and b", "'abc", "expected a closing ', found the end of the line",
          "close the text with `'`"},
         {"'\\'", "'\\'", "expected a closing ', found the end of the expression",
          "close the text with `'`"},
         {R"("a\x")", R"(\x)", R"(expected an escape of JSON, found `\x`)",
          R"(the escapes are \" \\ \/ \b \f \n \r \t and \u with four hex digits)"},
         {R"("\ud83d")", R"(\ud83d)", R"(expected an escape of JSON, found `\ud83d`)",
          R"(the escapes are \" \\ \/ \b \f \n \r \t and \u with four hex digits)"},
         {R"("\')", R"(\')", R"(expected an escape of JSON, found `\'`)",
          R"(the escapes are \" \\ \/ \b \f \n \r \t and \u with four hex digits)"},
         {"\"a\tb\"", "\t", "expected a character of a text, found U+0009",
          R"(in a text it is written as an escape, such as \t)"},
         {"1 + 0x10", "0x10", "expected a number, found `0x10`"},
         {"007", "007", "expected a number, found `007`"},
         {"1.", "1.", "expected a number, found `1.`", "write `1.0`"},
         {".5", ".5", "expected a number, found `.5`", "write `0.5`"},
         {"1 + .5x", ".", "expected a value, found `.`"},
         {"1e", "1e", "expected a number, found `1e`"},
         {"1.2.3", "1.2.3", "expected a number, found `1.2.3`"},
         {"9223372036854775808", "9223372036854775808",
          "expected a number of the range of 64 bits, found `9223372036854775808`",
          "numbers of more digits are decimals: `decimal(\"...\")`"},
         {"-1e999", "-1e999", "expected a number of the range of 64 bits, found `-1e999`",
          "numbers of more digits are decimals: `decimal(\"...\")`"},
         {"a /* b", "/*", "expected `*/`, found the end of the expression"},
         {"a @ b", "@", "expected an operator or the end of the expression, found `@`"},
         {"a\x01", "\x01", "expected an operator or the end of the expression, found U+0001"},
         {"a\xff", "\xff",
          "expected an operator or the end of the expression, found the byte 0xFF"}});
}

TEST_CASE("dsl: preserve is not read") {
  check({{"preserve({})", "preserve", "expected an expression, found `preserve`",
          "`preserve` holds JSON, which is not read here"},
         {"op(\"preserve\", 1)", "\"preserve\"", "expected another operator, found `\"preserve\"`",
          "`preserve` holds JSON, which is not read here"},
         {"op(x)", "x", "expected the name of an operator as a text, found `x`",
          R"(as in `op("!!", x)`)"},
         {"op(\"x\",)", ")", "expected a value, found `)`"},
         {"op(\"x\" 1)", "1", "expected `,` or `)`, found `1`"}});
}

}  // namespace
}  // namespace rulec::parser
