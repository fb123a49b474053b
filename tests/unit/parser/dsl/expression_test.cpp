// Expressions of the DSL against their JSON twins, by the grammar of the language's definition,
// section 11.
#include "parser/dsl/expression.h"

#include <doctest/doctest.h>

#include "../parser_support.h"
#include "base/limits.h"
#include "dsl_support.h"

namespace rulec::parser {
namespace {

struct Case {
  const char* text;
  const char* json;
};

void check(const std::vector<Case>& cases, const std::vector<std::string_view>& loops = {}) {
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    Loaded twin(one.json, Loaded::As::kExpression);
    REQUIRE(twin.findings.empty());
    Read read(one.text, loops);
    CHECK(read.findings.empty());
    REQUIRE(read.expr != nullptr);
    CHECK(shape(*read.expr) == shape(*twin.expr));
  }
}

TEST_CASE("dsl: scalars") {
  check({{"null", "null"},
         {"true", "true"},
         {"false", "false"},
         {"0", "0"},
         {"-5", "-5"},
         {"1.50", "1.50"},
         {"-2e3", "-2e3"},
         {"-9223372036854775808", "-9223372036854775808"},
         {"9223372036854775807", "9223372036854775807"},
         {R"("a\"b\n\u00e9\ud83d\ude00")", R"("a\"b\n\u00e9\ud83d\ude00")"},
         {R"('a"b')", R"("a\"b")"},
         {R"('it\'s\n')", R"("it's\n")"},
         {R"("")", R"("")"},
         {"{}", "{}"},
         {"{ /* nothing */ }", "{}"}});
}

TEST_CASE("dsl: the example of the definition") {
  check({{R"(
    cart.total >= 100.00
    and user.country in ["DE", "FR", "NL"]
    and (missing user.vat_number or not starts_with(user.vat_number, "EU"))
    and some item in cart.items: (item.category == "digital" and item.qty > cart.min_qty))",
          R"({"and":[{">=":[{"var":"cart.total"},100.00]},
    {"in":[{"var":"user.country"},["DE","FR","NL"]]},
    {"or":[{"missing":["user.vat_number"]},{"!":{"starts_with":[{"var":"user.vat_number"},"EU"]}}]},
    {"some":[{"var":"cart.items"},{"and":[{"===":[{"var":"category"},"digital"]},
      {">":[{"var":"qty"},{"val":[[2],"cart","min_qty"]}]}]}]}]})"}});
}

TEST_CASE("dsl: chains are one node, parentheses keep nodes apart") {
  check({{"a or b or c", R"({"or":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
         {"1 and 2 or 3", R"({"or":[{"and":[1,2]},3]})"},
         {"(1 or 2) or 3", R"({"or":[{"or":[1,2]},3]})"},
         {"1 or (2 or 3)", R"({"or":[1,{"or":[2,3]}]})"},
         {"1 ?? 2 ?? 3", R"({"??":[1,2,3]})"},
         {"1 < x < 10", R"({"<":[1,{"var":"x"},10]})"},
         {"1 + 2 + 3", R"({"+":[1,2,3]})"},
         {"1 + 2 - 3", R"({"-":[{"+":[1,2]},3]})"},
         {"1 - 2 - 3 + 4 + 5", R"({"+":[{"-":[1,2,3]},4,5]})"},
         {"(1 + 2) + 3", R"({"+":[{"+":[1,2]},3]})"},
         {"1 * 2 / 3 % 4", R"({"%":[{"/":[{"*":[1,2]},3]},4]})"},
         {"1 + 2 * 3", R"({"+":[1,{"*":[2,3]}]})"},
         {"1 + 2 ?? 3", R"({"??":[{"+":[1,2]},3]})"},
         {"1 ?? 2 > 3", R"({">":[{"??":[1,2]},3]})"},
         {"not 1 == 2", R"({"!":{"===":[1,2]}})"},
         {"((1))", "1"}});
}

TEST_CASE("dsl: comparisons, strict and loose") {
  check({{"1 == 2", R"({"===":[1,2]})"},
         {"1 === 2 === 3", R"({"===":[1,2,3]})"},
         {"1 != 2", R"({"!==":[1,2]})"},
         {"1 !== 2", R"({"!==":[1,2]})"},
         {"1 ~= 2", R"({"==":[1,2]})"},
         {"1 !~ 2", R"({"!=":[1,2]})"},
         {"1 <= 2", R"({"<=":[1,2]})"},
         {"1>=2", R"({">=":[1,2]})"},
         {"x in [1]", R"({"in":[{"var":"x"},[1]]})"},
         {"x not in [1]", R"({"!":{"in":[{"var":"x"},[1]]}})"},
         {"not x in [1]", R"({"!":{"in":[{"var":"x"},[1]]}})"},
         {"(1 in [2]) == true", R"({"===":[{"in":[1,[2]]},true]})"}});
}

TEST_CASE("dsl: negation and minus") {
  check({{"not x", R"({"!":{"var":"x"}})"},
         {"not not x", R"({"!":{"!":{"var":"x"}}})"},
         {"not [1]", R"({"!":[[1]]})"},
         {"-x", R"({"-":[{"var":"x"}]})"},
         {"-(5)", R"({"-":[5]})"},
         {"- 5", R"({"-":[5]})"},
         {"--5", R"({"-":[-5]})"},
         {"- -x", R"({"-":[{"-":[{"var":"x"}]}]})"},
         {"-x * -2", R"({"*":[{"-":[{"var":"x"}]},-2]})"},
         {"x -1", R"({"-":[{"var":"x"},1]})"},
         {"x-1", R"({"-":[{"var":"x"},1]})"},
         {"x - -1", R"({"-":[{"var":"x"},-1]})"},
         {"-x - 1", R"({"-":[{"-":[{"var":"x"}]},1]})"}});
}

TEST_CASE("dsl: lists and calls") {
  check({{"[]", "[]"},
         {R"([1, "x", y])", R"([1,"x",{"var":"y"}])"},
         {"[[1], [2, 3]]", "[[1],[2,3]]"},
         {"now()", R"({"now":[]})"},
         {"length(x)", R"({"length":{"var":"x"}})"},
         {"length([1])", R"({"length":[[1]]})"},
         {R"(starts_with(x, "a"))", R"({"starts_with":[{"var":"x"},"a"]})"},
         {"max(1, 2)", R"({"max":[1,2]})"},
         {"max(x)", R"({"max":[{"var":"x"}]})"},
         {"max(... x)", R"({"max":{"var":"x"}})"},
         {"max(...[1, 2])", R"({"max":[1,2]})"},
         {"if(a or b, 2, 3)", R"({"if":[{"or":[{"var":"a"},{"var":"b"}]},2,3]})"},
         {"mystery(1)", R"({"mystery":[1]})"},
         {R"(op("and"))", R"({"and":[]})"},
         {R"(op("and", 1))", R"({"and":[1]})"},
         {R"(op("no such", 1, 2))", R"({"no such":[1,2]})"},
         {R"(op("!!", x))", R"({"!!":{"var":"x"}})"},
         {R"(op("+", ...list))", R"({"+":{"var":"list"}})"},
         {R"(op('some', x))", R"({"some":[{"var":"x"}]})"},
         {R"(var("a.b", 0))", R"({"var":["a.b",0]})"},
         {R"(var(""))", R"({"var":""})"},
         {"var()", R"({"var":[]})"},
         {"var(...1)", R"({"var":1})"},
         {R"(val("a"))", R"({"val":"a"})"},
         {R"(val([2], "a b"))", R"({"val":[[2],"a b"]})"}});
}

TEST_CASE("dsl: paths") {
  check({{"a", R"({"var":"a"})"},
         {"a.b.0.c", R"({"var":"a.b.0.c"})"},
         {"a[0][1].b", R"({"var":"a.0.1.b"})"},
         {"a . b /* c */ [ 3 ]", R"({"var":"a.b.3"})"},
         {"a.0.1", R"({"var":"a.0.1"})"},
         {"a.in.`b-c`.all", R"({"var":"a.in.b-c.all"})"},
         {"`all`.x", R"({"var":"all.x"})"},
         {"`0`.x", R"({"var":"0.x"})"},
         {"op.x", R"({"var":"op.x"})"},
         {"preserve", R"({"var":"preserve"})"},
         {"from.when", R"({"var":"from.when"})"},
         {"missing a.b", R"({"missing":["a.b"]})"},
         {"exists a", R"({"exists":"a"})"},
         {"exists a.b", R"({"exists":["a","b"]})"},
         {"exists a.b[0]", R"({"exists":["a","b",0]})"},
         {"not missing a", R"({"!":{"missing":["a"]}})"}});
}

TEST_CASE("dsl: comments lie between tokens") {
  check({{"a // and b\n and c", R"({"and":[{"var":"a"},{"var":"c"}]})"},
         {"a /* and b */ and/**/c", R"({"and":[{"var":"a"},{"var":"c"}]})"},
         {"6 / 2 // rest", R"({"/":[6,2]})"}});
}

TEST_CASE("dsl: quantifiers name their items, and paths outward are plain") {
  check({{"map it in list: (it)", R"({"map":[{"var":"list"},{"var":""}]})"},
         {"filter x in [1, 2]: (x > 1)", R"({"filter":[[1,2],{">":[{"var":""},1]}]})"},
         {"all it in a: (some it2 in it.b: (it2.c == it.d == e.0 == f[1].g))",
          R"({"all":[{"var":"a"},{"some":[{"var":"b"},{"===":[{"var":"c"},{"val":[[2],"d"]},
            {"val":[[4],"e",0]},{"val":[[4],"f",1,"g"]}]}]}]})"},
         {"all it in a: (some it in it.b: (it.c == a.c))",
          R"({"all":[{"var":"a"},{"some":[{"var":"b"},{"===":[{"var":"c"},
            {"val":[[4],"a","c"]}]}]}]})"},
         {"none it in a: (missing it.x or missing it)",
          R"({"none":[{"var":"a"},{"or":[{"missing":["x"]},{"missing":[""]}]}]})"},
         {"some it in a: (exists it.x and exists it and exists b and exists it.0)",
          R"({"some":[{"var":"a"},{"and":[{"exists":"x"},{"exists":[]},{"exists":[[2],"b"]},
            {"exists":[0]}]}]})"},
         {"some it in a: (some x in it: (it == x))",
          R"({"some":[{"var":"a"},{"some":[{"var":""},{"===":[{"val":[[2]]},{"var":""}]}]}]})"},
         {"some it in map x in a: (x.b): (it)",
          R"({"some":[{"map":[{"var":"a"},{"var":"b"}]},{"var":""}]})"},
         {R"(some it in a: (val([1], "index") == 0))",
          R"({"some":[{"var":"a"},{"===":[{"val":[[1],"index"]},0]}]})"},
         {"some it in a: (it.007 == b.007 == b.99999999999999999999)",
          R"({"some":[{"var":"a"},{"===":[{"var":"007"},{"val":[[2],"b","007"]},
            {"val":[[2],"b","99999999999999999999"]}]}]})"},
         {"not some it in a: (true) and b",
          R"({"and":[{"!":{"some":[{"var":"a"},true]}},{"var":"b"}]})"}});
}

TEST_CASE("dsl: reduce names the accumulator and the item") {
  check({{"reduce acc, it in l from 0: (acc + it.n)",
          R"({"reduce":[{"var":"l"},{"+":[{"var":"accumulator"},{"var":"current.n"}]},0]})"},
         {"reduce a, x in l: (a.b + x + y)",
          R"({"reduce":[{"var":"l"},{"+":[{"var":"accumulator.b"},{"var":"current"},
            {"val":[[2],"y"]}]}]})"},
         {"reduce a, x in l from x: (some i in x.k: (i == a.m == x.n))",
          R"({"reduce":[{"var":"l"},{"some":[{"var":"current.k"},{"===":[{"var":""},
            {"val":[[2],"accumulator","m"]},{"val":[[2],"current","n"]}]}]},{"var":"x"}]})"},
         {R"(reduce a, x in l: (var("")))", R"({"reduce":[{"var":"l"},{"var":""}]})"}});
}

TEST_CASE("dsl: later operands of try read the error") {
  check({{R"(try(a, type, val([2], "user")))",
          R"({"try":[{"var":"a"},{"var":"type"},{"val":[[2],"user"]}]})"},
         {"try()", R"({"try":[]})"},
         {"try(...a)", R"({"try":{"var":"a"}})"},
         {"some it in a: (try(it.x, type, it.y))",
          R"({"some":[{"var":"a"},{"try":[{"var":"x"},{"var":"type"},{"val":[[2],"y"]}]}]})"},
         {"try(a, some it in list: (it == type))",
          R"({"try":[{"var":"a"},{"some":[{"var":"list"},
            {"===":[{"var":""},{"val":[[2],"type"]}]}]}]})"},
         {"try(a, missing type)", R"({"try":[{"var":"a"},{"missing":["type"]}]})"}});
}

TEST_CASE("dsl: the loops around a text are scopes") {
  check({{"this", R"({"var":""})"},
         {"this.qty > 1", R"({">":[{"var":"qty"},1]})"},
         {"user.name", R"({"val":[[2],"user","name"]})"},
         {"some it in this.list: (it == this.a == b)",
          R"({"some":[{"var":"list"},{"===":[{"var":""},{"val":[[2],"a"]},
            {"val":[[4],"b"]}]}]})"}},
        {"this"});
  check({{"inner.a == outer.b == c == outer",
          R"({"===":[{"var":"a"},{"val":[[2],"b"]},{"val":[[4],"c"]},{"val":[[2]]}]})"}},
        {"outer", "inner"});
  check({{"this.a == b", R"({"===":[{"var":"a"},{"val":[[4],"b"]}]})"}}, {"this", "this"});
}

TEST_CASE("dsl: one path") {
  auto path = [](std::string_view text, const std::vector<std::string_view>& loops = {}) {
    Read read(text, loops, Read::As::kPath);
    return read.expr == nullptr ? std::string("none") : shape(*read.expr);
  };
  CHECK(path("a.b[0].c") == R"({"var":"a.b.0.c"})");
  CHECK(path(" `all` ") == R"({"var":"all"})");
  CHECK(path("this.x", {"this"}) == R"({"var":"x"})");
  CHECK(path("x", {"this"}) == R"({"val":[[2],"x"]})");
  CHECK(path("a + b") == "none");
  CHECK(path("f(a)") == "none");
  CHECK(path("1") == "none");
  CHECK(path("true") == "none");
  CHECK(path("") == "none");
}

TEST_CASE("dsl: nodes have the spans of what was written") {
  Read read("  a.b >= 100.0 and (missing c) and it.d not in [1]");
  REQUIRE(read.expr != nullptr);
  const Expr& all = *read.expr;
  CHECK(read.text_at(all.node) == "a.b >= 100.0 and (missing c) and it.d not in [1]");
  CHECK(read.text_at(all.name_node) == "and");
  CHECK(read.ast.span(all.name_node).begin == 15);
  const Expr& first = *all.operands[0];
  CHECK(read.text_at(first.node) == "a.b >= 100.0");
  CHECK(read.text_at(first.name_node) == ">=");
  CHECK(read.text_at(first.operands[0]->node) == "a.b");
  CHECK(read.text_at(first.operands[0]->operands[0]->node) == "a.b");
  CHECK(read.text_at(first.operands[1]->node) == "100.0");
  CHECK(read.text_at(all.operands[1]->node) == "missing c");
  CHECK(read.text_at(all.operands[1]->name_node) == "missing");
  const Expr& last = *all.operands[2];
  CHECK(read.text_at(last.node) == "it.d not in [1]");
  CHECK(read.text_at(last.name_node) == "not");
  CHECK(read.text_at(last.operands[0]->name_node) == "in");
  CHECK(read.text_at(last.operands[0]->operands[1]->node) == "[1]");
}

TEST_CASE("dsl: what a correction of a path replaces is the path behind the item's name") {
  Read read("this.a.b[0] + c.d", {"this"});
  REQUIRE(read.expr != nullptr);
  CHECK(read.text_at(read.expr->operands[0]->operands[0]->node) == "a.b[0]");
  const Expr& outer = *read.expr->operands[1];
  CHECK(read.text_at(outer.node) == "c.d");
  CHECK(read.text_at(outer.operands[2]->node) == "d");
}

TEST_CASE("dsl: names of calls and of op have the spans of their tokens") {
  Read read(R"(mystery(op("x", 1)))");
  REQUIRE(read.expr != nullptr);
  CHECK(read.text_at(read.expr->name_node) == "mystery");
  CHECK(read.text_at(read.expr->operands[0]->name_node) == R"("x")");
  CHECK(read.text_at(read.expr->operands[0]->node) == R"(op("x", 1))");
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string made;
  for (std::size_t i = 0; i < count; ++i) {
    made += text;
  }
  return made;
}

// The one finding's code, or 0 without one.
int code_of(const std::string& text) {
  Read read(text);
  REQUIRE(read.findings.size() == (read.expr == nullptr ? 1 : 0));
  return read.findings.empty() ? 0 : static_cast<int>(read.findings[0].code);
}

TEST_CASE("dsl: nesting is bounded") {
  constexpr int kTooDeep = static_cast<int>(diag::Code::kTooDeep);
  struct Nest {
    const char* open;
    const char* core;
    const char* close;
    std::size_t levels;  // of the twin or of brackets, for each
  };
  const std::vector<Nest> nests = {{"(", "1", ")", 1},
                                   {"[", "", "]", 1},
                                   {"not ", "1", "", 1},
                                   {"- ", "1", "", 2},
                                   {"log(", "1", ")", 1},
                                   {"cat(", "1", ")", 2},
                                   {"op(\"log\", ...", "1", ")", 1},
                                   {"some x in ", "[1]", ": (1)", 2},
                                   {"some x in 1: (", "1", ")", 2},
                                   {"reduce a, x in 1 from ", "1", ": (1)", 2}};
  for (const Nest& nest : nests) {
    CAPTURE(std::string(nest.open));
    std::size_t most = kMaxRuleDepth / nest.levels;
    std::size_t core = std::string_view(nest.core) == "[1]" ? 1 : 0;
    auto text = [&](std::size_t n) {
      return repeated(nest.open, n) + nest.core + repeated(nest.close, n);
    };
    CHECK(code_of(text(most - core)) == 0);
    CHECK(code_of(text(most + 1)) == kTooDeep);
    CHECK(code_of(text(100'000)) == kTooDeep);
  }
}

TEST_CASE("dsl: a long sum nests to the left without brackets") {
  constexpr int kTooDeep = static_cast<int>(diag::Code::kTooDeep);
  CHECK(code_of("1" + repeated(" + 1 - 1", kMaxRuleDepth / 4)) == 0);
  CHECK(code_of("1" + repeated(" + 1 - 1", kMaxRuleDepth / 4) + " * 2 * 3") == 0);
  CHECK(code_of("1" + repeated(" + 1 - 1", kMaxRuleDepth / 4) + " + 1") == kTooDeep);
  CHECK(code_of("1" + repeated(" + 1", 100'000)) == 0);
}

TEST_CASE("dsl: the bound is that of the JSON twin") {
  std::string text = repeated("cat(", kMaxRuleDepth / 2) + "1" + repeated(")", kMaxRuleDepth / 2);
  std::string twin =
      repeated(R"({"cat":[)", kMaxRuleDepth / 2) + "1" + repeated("]}", kMaxRuleDepth / 2);
  CHECK(code_of(text) == 0);
  CHECK(Loaded(twin, Loaded::As::kExpression).findings.empty());
  CHECK_FALSE(Loaded("[" + twin + "]", Loaded::As::kExpression).findings.empty());
  CHECK(code_of("[" + text + "]") == static_cast<int>(diag::Code::kTooDeep));
}

}  // namespace
}  // namespace rulec::parser
