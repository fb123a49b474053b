// Expressions as text of the DSL, by the grammar of the language's definition, section 11.
#include <doctest/doctest.h>

#include "parser_support.h"

namespace rulec::parser {
namespace {

struct Case {
  const char* json;
  const char* text;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(std::string(one.json));
    Loaded loaded(one.json, Loaded::As::kExpression);
    REQUIRE(loaded.findings.empty());
    CHECK(infix(*loaded.expr) == std::string(one.text));
  }
}

TEST_CASE("the example of the definition") {
  check({{R"({"and":[{">=":[{"var":"cart.total"},100]},{"===":[{"var":"user.region"},"GB"]}]})",
          R"(cart.total >= 100 and user.region == "GB")"}});
}

TEST_CASE("scalars and lists") {
  check({{"null", "null"},
         {"true", "true"},
         {"-5", "-5"},
         {"1.50", "1.5"},
         {R"("a\"b\n")", R"("a\"b\n")"},
         {"{}", "{}"},
         {R"([1,"x",{"var":"y"}])", R"([1, "x", y])"},
         {R"({"a":1,"b":2})", R"({"a":1,"b":2})"},
         {R"({"preserve":{"a":[1]}})", R"(preserve({"a":[1]}))"}});
}

TEST_CASE("strict and loose comparisons show their difference") {
  check({{R"({"===":[1,2]})", "1 == 2"},
         {R"({"!==":[1,2]})", "1 != 2"},
         {R"({"==":[1,2]})", "1 ~= 2"},
         {R"({"!=":[1,2]})", "1 !~ 2"},
         {R"({"<":[1,{"var":"x"},10]})", "1 < x < 10"},
         {R"({"in":[{"var":"x"},[1,2]]})", "x in [1, 2]"},
         {R"({"!":{"in":[{"var":"x"},[1,2]]}})", "x not in [1, 2]"},
         {R"({"!":[{"in":[1,[2]]}]})", "1 not in [2]"}});
}

TEST_CASE("parentheses stand where precedence asks for them, and nowhere else") {
  check({
      {R"({"or":[{"and":[1,2]},3]})", "1 and 2 or 3"},
      {R"({"and":[{"or":[1,2]},3]})", "(1 or 2) and 3"},
      {R"({"or":[{"or":[1,2]},3]})", "(1 or 2) or 3"},
      {R"({"and":[{"!":1},{"!":{"and":[2,3]}}]})", "not 1 and not (2 and 3)"},
      {R"({"!":{"!":1}})", "not not 1"},
      {R"({"!":{"===":[1,2]}})", "not 1 == 2"},
      {R"({"===":[{"!":1},2]})", "(not 1) == 2"},
      {R"({"===":[{"<":[1,2]},true]})", "(1 < 2) == true"},
      {R"({"===":[{"in":[1,[2]]},true]})", "(1 in [2]) == true"},
      {R"({">":[{"+":[1,2]},{"*":[3,4]}]})", "1 + 2 > 3 * 4"},
      {R"({"*":[{"+":[1,2]},3]})", "(1 + 2) * 3"},
      {R"({"+":[1,2,3]})", "1 + 2 + 3"},
      {R"({"-":[{"+":[1,2]},3]})", "1 + 2 - 3"},
      {R"({"-":[1,{"+":[2,3]}]})", "1 - (2 + 3)"},
      {R"({"+":[{"+":[1,2]},3]})", "(1 + 2) + 3"},
      {R"({"-":[{"-":[1,2]},3]})", "(1 - 2) - 3"},
      {R"({"/":[{"*":[1,2]},3]})", "1 * 2 / 3"},
      {R"({"*":[1,{"/":[2,3]}]})", "1 * (2 / 3)"},
      {R"({"-":[{"var":"x"}]})", "-x"},
      {R"({"-":[5]})", "-(5)"},
      {R"({"-":[{"-":[{"var":"x"}]}]})", "-(-x)"},
      {R"({"*":[{"-":[{"var":"x"}]},-2]})", "-x * -2"},
      {R"({"??":[{"var":"a"},{"var":"b"},0]})", "a ?? b ?? 0"},
      {R"({"+":[{"??":[1,2]},3]})", "(1 ?? 2) + 3"},
      {R"({"??":[{"+":[1,2]},3]})", "1 + 2 ?? 3"},
      {R"({">":[{"??":[1,2]},3]})", "1 ?? 2 > 3"},
      {R"({"if":[{"or":[1,2]},{"and":[3,4]},5]})", "if(1 or 2, 3 and 4, 5)"},
  });
}

TEST_CASE("operand counts that have no infix form are calls") {
  check({
      {R"({"and":[1]})", R"(op("and", 1))"},
      {R"({"and":[]})", R"(op("and"))"},
      {R"({"<":[1]})", R"(op("<", 1))"},
      {R"({"in":[1,2,3]})", R"(op("in", 1, 2, 3))"},
      {R"({"!":[]})", R"(op("!"))"},
      {R"({"!":[1,2]})", R"(op("!", 1, 2))"},
      {R"({"!!":{"var":"x"}})", R"(op("!!", x))"},
      {R"({"-":{"var":"x"}})", R"(op("-", ...x))"},
      {R"({"+":{"var":"list"}})", R"(op("+", ...list))"},
      {R"({"max":{"val":"data"}})", R"(max(...val("data")))"},
      {R"({"max":[{"val":"data"}]})", R"(max(val("data")))"},
      {R"({"length":{"var":"x"}})", "length(x)"},
      {R"({"cat":["a",{"var":"b"}]})", R"(cat("a", b))"},
      {R"({"now":[]})", "now()"},
      {R"({"?:":[1,2,3]})", R"(op("?:", 1, 2, 3))"},
      {R"({"no such":[1]})", R"(op("no such", 1))"},
      {R"({"mystery":[1]})", "mystery(1)"},
      {R"({"op":[1]})", R"(op("op", 1))"},
      {R"({"some":[{"var":"x"}]})", R"(op("some", x))"},
      {R"({"missing":["a","b"]})", R"(op("missing", "a", "b"))"},
      {R"({"between":[{"var":"x"},1,2]})", "between(x, 1, 2)"},
  });
}

TEST_CASE("paths") {
  check({
      {R"({"var":"a.b.0.c"})", "a.b.0.c"},
      {R"({"var":["a"]})", "a"},
      {R"({"var":"a.in.b-c"})", "a.in.`b-c`"},
      {R"({"var":"all.x"})", "`all`.x"},
      {R"({"var":"op.x"})", "op.x"},
      {R"({"var":"0.x"})", "`0`.x"},
      {"{\"var\":\"stra\xc3\x9f"
       "e\"}",
       "`stra\xc3\x9f"
       "e`"},
      {R"({"var":""})", R"(var(""))"},
      {R"({"var":[]})", "var()"},
      {R"({"var":1})", "var(...1)"},
      {R"({"var":"a..b"})", R"(var("a..b"))"},
      {R"({"var":"a."})", R"(var("a."))"},
      {R"({"var":"a`b"})", R"(var("a`b"))"},
      {R"({"var":["a.b",0]})", R"(var("a.b", 0))"},
      {R"({"var":{"cat":["a","b"]}})", R"(var(...cat("a", "b")))"},
      {R"({"val":["a","b.c"]})", R"(val("a", "b.c"))"},
      {R"({"missing":["a.b"]})", "missing a.b"},
      {R"({"exists":["a","b"]})", "exists a.b"},
      {R"({"exists":"a"})", "exists a"},
      {R"({"exists":["a",0]})", R"(op("exists", "a", 0))"},
      {R"({"!":{"missing":["a"]}})", "not missing a"},
  });
}

TEST_CASE("quantifiers name their items, and paths outward are plain") {
  check({
      {R"({"some":[{"var":"cart.items"},{"and":[{"===":[{"var":"category"},"digital"]},
          {">":[{"var":"qty"},{"val":[[2],"cart","min_qty"]}]}]}]})",
       R"(some it in cart.items: (it.category == "digital" and it.qty > cart.min_qty))"},
      {R"({"map":[{"var":"list"},{"var":""}]})", "map it in list: (it)"},
      {R"({"filter":[[1,2],{">":[{"var":""},1]}]})", "filter it in [1, 2]: (it > 1)"},
      {R"({"all":[{"var":"a"},{"some":[{"var":"b"},{"===":[{"var":"c"},{"val":[[2],"d"]},
          {"val":[[4],"e"]}]}]}]})",
       "all it in a: (some it2 in it.b: (it2.c == it.d == e))"},
      {R"({"some":[{"var":"a"},{"val":[[6],"e"]}]})", R"(some it in a: (val([6], "e")))"},
      {R"({"some":[{"var":"a"},{"val":[[2],"it"]}]})", R"(some it in a: (val([2], "it")))"},
      {R"({"some":[{"var":"a"},{"val":[[1],"index"]}]})", R"(some it in a: (val([1], "index")))"},
      {R"({"none":[{"var":"a"},{"missing":["x"]}]})", "none it in a: (missing it.x)"},
      {R"({"reduce":[{"var":"l"},{"+":[{"var":"accumulator"},{"var":"current.n"}]},0]})",
       "reduce acc, it in l from 0: (acc + it.n)"},
      {R"({"reduce":[{"var":"l"},{"var":""}]})", R"(reduce acc, it in l: (var("")))"},
      {R"({"some":[{"or":[1,2]},3]})", "some it in (1 or 2): (3)"},
      {R"({"!":{"some":[{"var":"a"},true]}})", "not some it in a: (true)"},
  });
}

TEST_CASE("later operands of try read the error") {
  check({
      {R"({"try":[{"var":"a"},{"var":"type"},{"val":[[2],"user"]}]})",
       R"(try(a, type, val([2], "user")))"},
      {R"({"try":[]})", "try()"},
  });
}

TEST_CASE("what could not be read is shown as a gap") {
  Loaded loaded(R"({"and":[True,{"var":"x"}]})", Loaded::As::kExpression);
  CHECK(infix(*loaded.expr) == "... and x");
}

}  // namespace
}  // namespace rulec::parser
