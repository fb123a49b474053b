// Expressions have two readers: the recursive descent, for templates and expressions of the command
// line, and that of files, over the syntax tree. They accept the same texts, with the same meaning.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../../diff/generate.h"
#include "../dsl/dsl_support.h"
#include "../dsl/spelling_support.h"
#include "../parser_support.h"
#include "parser/dsl/grammar.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/text_reader.h"

namespace rulec::parser {
namespace {

using difftest::Generator;

// What it means, or nothing where it is refused.
using Meaning = std::optional<std::string>;

Meaning by_descent(std::string_view text) {
  Read read(text);
  return read.expr == nullptr ? Meaning() : Meaning(shape(*read.expr));
}

// The text as the second operand of a call, so that no bracket in it can close what is around it.
Meaning by_file(std::string_view text) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", "rule r on e { when wrap(0,\n" + std::string(text) + "\n) }");
  diag::Collector findings;
  RuleDocuments documents;
  documents.documents.push_back(read_text(sources, id, {}, findings));
  if (documents.documents[0].has_faults() || findings.has_errors()) {
    return std::nullopt;
  }
  Ast ast;
  parse_rules(documents, 0, sources, ast, findings);
  const Expr* whole = ast.rules.size() == 1 ? ast.rules[0].condition : nullptr;
  bool is_wrapped = whole != nullptr && whole->kind == ExprKind::kCall &&
                    whole->operator_name == "wrap" && !whole->is_bare &&
                    whole->operands.size() == 2;
  return is_wrapped ? Meaning(shape(*whole->operands[1])) : Meaning();
}

void check_agree(std::string_view text) {
  Meaning descent = by_descent(text);
  Meaning file = by_file(text);
  if (descent != file) {
    CAPTURE(std::string(text));
    CHECK(descent.value_or("refused") == file.value_or("refused"));
  }
}

// Only files have results, and values that are not evaluated.
bool is_of_files_alone(std::string_view token) {
  return token == "$" || token == "preserve" || token == "\"preserve\"";
}

std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> found;
  for (Lexer lexer(text, 0, text.size()); lexer.peek().kind != TokenKind::kEnd;) {
    found.emplace_back(lexer.take().text);
  }
  return found;
}

constexpr std::string_view kTokens[] = {
    "a",      "b.c",   "it",     "x",      "1",       "-1",      "0",           "01",
    "1.5",    "1e3",   ".5",     "\"s\"",  "'t'",     "\"\"",    "`q r`",       "`all`",
    "and",    "or",    "not",    "in",     "not in",  "missing", "exists",      "some",
    "all",    "map",   "reduce", "from",   "true",    "null",    "nil",         "op",
    "expr",   "try",   "val",    "length", "(",       ")",       "[",           "]",
    "{",      "}",     "{}",     ",",      ".",       ":",       "...",         "==",
    "!=",     "===",   "!==",    "~=",     "!~",      "<",       "<=",          "=",
    "&&",     "||",    "!",      "-",      "+",       "*",       "/",           "%",
    "??",     ";",     "@",      "->",     "/* c */", "// c\n",  "\"\\u00e9\"", "\"\\x\"",
    "\"open", "`open", "rule",   "when",   "then",    "test",    "priority"};

std::string mutated(std::vector<std::string> tokens, Generator& generator) {
  auto below = [&](std::size_t count) { return generator.below(count); };
  for (std::size_t changes = 1 + below(2); changes > 0 && !tokens.empty(); --changes) {
    std::size_t at = below(tokens.size());
    std::string other(kTokens[below(std::size(kTokens))]);
    auto place = tokens.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(5)) {
      case 0:
        tokens.erase(place);
        break;
      case 1:
        tokens[at] = other;
        break;
      case 2:
        std::swap(tokens[at], tokens[below(tokens.size())]);
        break;
      case 3:
        tokens[at] += other;  // without a blank between
        break;
      default:
        tokens.insert(place, other);
        break;
    }
  }
  std::string text;
  for (const std::string& token : tokens) {
    bool needs_none = below(3) == 0 && !text.empty() && !is_word(text.substr(text.size() - 1)) &&
                      !is_word(token.substr(0, 1));
    text += (text.empty() || needs_none ? "" : " ") + token;
  }
  return text;
}

TEST_CASE("readers: they agree on texts by hand") {
  constexpr std::string_view kTexts[] = {"a",
                                         "a.b[0].`c`",
                                         "a . b",
                                         "a. 0",
                                         "a .0",
                                         "a.b .c",
                                         "a [0]",
                                         "a[ 0 ]",
                                         "a[0",
                                         "a[b]",
                                         "a[00]",
                                         "a[-1]",
                                         "a.0x",
                                         "a.1e5",
                                         "a.1.5",
                                         "0.a",
                                         "1.",
                                         "1.e5",
                                         "-0",
                                         "- 0",
                                         "--1",
                                         "a-1",
                                         "a -1",
                                         "a - -1",
                                         "-a.b",
                                         "1-1",
                                         "[1-1]",
                                         "[-1]",
                                         "2-1-1",
                                         "a*-1",
                                         "not-a",
                                         "not not a",
                                         "`all`.x",
                                         "all.x",
                                         "all(x)",
                                         "all (x)",
                                         "some(l, x)",
                                         "reduce(a)",
                                         "map",
                                         "true.x",
                                         "`a",
                                         "``",
                                         "`a.b`",
                                         "nil",
                                         "nil.x",
                                         "some x in l: (x)",
                                         "some x in l:(x)",
                                         "some x in l : (x)",
                                         "some x in l (x)",
                                         "some x in l: x",
                                         "some `x` in l: (x)",
                                         "some x in l: (`x`.y)",
                                         "some in in l: (1)",
                                         "some all in l: (1)",
                                         "some rule in l: (rule.a)",
                                         "some x in x: (x.x)",
                                         "reduce a, b in c: (a)",
                                         "reduce a, a in c: (a)",
                                         "reduce a, b in c from 1 + 1: (a)",
                                         "reduce a, b in c from d or e: (a)",
                                         "some x in a or b: (x)",
                                         "some x in a ?? b: (x)",
                                         "some x in some y in l: (y): (x)",
                                         "missing a",
                                         "missing a.b[0]",
                                         "missing (a)",
                                         "missing \"a\"",
                                         "missing all",
                                         "exists `a`",
                                         "exists exists",
                                         "missing missing a",
                                         "some x in l: (missing x)",
                                         "some x in l: (missing x.y)",
                                         "some x in l: (missing y)",
                                         "some x in l: (exists x)",
                                         "some x in l: (exists y)",
                                         "try(a, missing b)",
                                         "try(a, exists b)",
                                         "try(a, some x in l: (x.y == b))",
                                         "f()",
                                         "f(,)",
                                         "f(a,)",
                                         "f(...a)",
                                         "f(...a, b)",
                                         "f( ... a)",
                                         "a.f()",
                                         "f().g()",
                                         "f(a)(b)",
                                         "(a)(b)",
                                         "[a][0]",
                                         "(a).b",
                                         "(a)[0]",
                                         "f(a).b",
                                         "op()",
                                         "op(\"f\")",
                                         "op(f)",
                                         "op('f', a)",
                                         "op(\"f\", ...a)",
                                         "op(\"f\", ...a, b)",
                                         "op.x",
                                         "op",
                                         "expr(a)",
                                         "expr",
                                         "var()",
                                         "var(\"a\")",
                                         "var(\"\")",
                                         "var(a)",
                                         "val(\"a\")",
                                         "val([1], \"i\")",
                                         "op(\"var\", \"a\")",
                                         "op(\"some\", l, x)",
                                         "op(\"try\", a, b)",
                                         "op(\"missing\", \"a\")",
                                         "missing(a)",
                                         "{}",
                                         "{ }",
                                         "{a: 1}",
                                         "[]",
                                         "[,]",
                                         "[a,]",
                                         "()",
                                         "(a",
                                         "a)",
                                         "1 < 2 < 3",
                                         "1 < 2 <= 3",
                                         "a in b in c",
                                         "a not in b",
                                         "a in b == c",
                                         "a == b in c",
                                         "not a in b",
                                         "a not b",
                                         "a and",
                                         "and a",
                                         "a and not",
                                         "a or and b",
                                         "a == not b",
                                         "a + not b",
                                         "- not a",
                                         "a ?? not b",
                                         "a ?? -b",
                                         "\"a\" \"b\"",
                                         "'a\"b'",
                                         "\"\\ud83d\\ude00\"",
                                         "\"\\ud83d\"",
                                         "\"\\u0000\"",
                                         "\"\t\"",
                                         "'\\''",
                                         "\"\\'\"",
                                         "01",
                                         "1e5",
                                         "1E+5",
                                         "1e",
                                         "1e999",
                                         "-1e999",
                                         "9223372036854775807",
                                         "9223372036854775808",
                                         "-9223372036854775808",
                                         "1e-999",
                                         "0e-999",
                                         "a /* b",
                                         "a // b",
                                         "/* a */ b",
                                         "a /**/ b",
                                         "a ///b",
                                         "",
                                         " ",
                                         "a b",
                                         "1a",
                                         "a1",
                                         "_",
                                         "a-b",
                                         "\xc3\xa9",
                                         "\"\xc3\xa9\"",
                                         "`\xc3\xa9`",
                                         "a = b",
                                         "a & b",
                                         "a | b",
                                         "a && b",
                                         "!a",
                                         "a.b.c()",
                                         "{.a}",
                                         "sum(l, {.a})",
                                         "a; b",
                                         "a -> b",
                                         "@a",
                                         "when",
                                         "then",
                                         "test.x",
                                         "rule == flow"};
  for (std::string_view text : kTexts) {
    check_agree(text);
  }
}

TEST_CASE("readers: they agree on random expressions, and on those with a token changed") {
  constexpr int kExpressions = 4'000;
  constexpr int kMutations = 4;
  Generator generator(21);
  std::size_t compared = 0;
  std::size_t accepted = 0;
  for (int i = 0; i < kExpressions; ++i) {
    Loaded twin(generator.expression(1 + i % 4).dump(), Loaded::As::kExpression);
    REQUIRE(twin.expr != nullptr);
    if (!unreadable(*twin.expr).empty()) {
      continue;
    }
    make_canonical(*twin.expr);
    std::string text = infix(*twin.expr);
    check_agree(text);
    std::vector<std::string> tokens = tokens_of(text);
    for (int j = 0; j < kMutations; ++j) {
      std::string changed = mutated(tokens, generator);
      ++compared;
      accepted += by_descent(changed) ? 1 : 0;
      check_agree(changed);
    }
  }
  MESSAGE(compared, " changed texts, ", accepted, " of them expressions");
  CHECK(accepted > compared / 20);
  CHECK(accepted < compared * 19 / 20);
}

TEST_CASE("readers: what only files have") {
  for (std::string_view text : {"preserve({ a: 1 })", "op(\"preserve\", 1)"}) {
    CAPTURE(std::string(text));
    std::vector<std::string> tokens = tokens_of(text);
    CHECK(std::ranges::any_of(tokens, is_of_files_alone));
    CHECK(!by_descent(text));
    CHECK(by_file(text));
  }
}

}  // namespace
}  // namespace rulec::parser
