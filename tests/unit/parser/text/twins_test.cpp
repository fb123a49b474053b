// The JSON twin of every production of the canonical form (language.md section 11).
#include "text_twin.h"

namespace rulec::parser {
namespace {

struct Row {
  std::string_view text;
  std::string_view json;
};

TEST_CASE("twins: two signs of one operator make one chain") {
  check_twin(with_when("a === b == c"),
             rule_json(R"("condition":{"===":[{"var":"a"},{"var":"b"},{"var":"c"}]})"));
}

TEST_CASE("twins: files") {
  constexpr Row kRows[] = {
      {"", R"({"rules":[]})"},
      {" // nothing\n", R"({"rules":[]})"},
      {"rule a on e { }", R"({"id":"a","entry_point":"e"})"},
      {"rule a on e { } flow b on e { steps { } } scorecard c on e { }",
       R"({"rules":[{"id":"a","entry_point":"e"},{"flow":"b","entry_point":"e","steps":[]},
          {"scorecard":"c","entry_point":"e","items":[]}]})"},
      {"file @schema(\"s.json\") @x_a({ b: [1] })\nrule a on e { }",
       R"({"$schema":"s.json","x_a":{"b":[1]},"rules":[{"id":"a","entry_point":"e"}]})"},
      {"file\n  @x_b(1)\n  @x_a(2)", R"({"x_b":1,"x_a":2,"rules":[]})"}};
  for (const Row& row : kRows) {
    std::string json(row.json);
    std::erase(json, '\n');
    check_twin(row.text, json);
  }
}

TEST_CASE("twins: heads") {
  constexpr Row kRows[] = {
      {"rule a-b on e { }", ""},
      {"rule \"a-b\" on \"e f\", g { }", R"({"id":"a-b","entry_point":["e f","g"]})"},
      {"rule 'a' on e, f { }", R"({"id":"a","entry_point":["e","f"]})"},
      {"rule rule on on { }", R"({"id":"rule","entry_point":"on"})"},
      {"rule a on e priority -3 { }", R"({"id":"a","entry_point":"e","priority":-3})"},
      {"rule a on e inactive stop version 2 priority 1 { }",
       R"({"id":"a","entry_point":"e","priority":1,"active":false,"version":2,)"
       R"("stop_processing":true})"},
      {"rule a on e { active from 2026-01-01 }",
       R"({"id":"a","entry_point":"e","active_from":"2026-01-01"})"},
      {"rule a on e { active until \"soon\" }",
       R"({"id":"a","entry_point":"e","active_until":"soon"})"},
      {"rule a on e { active from 2026-01-01T10:00:00Z until 2026-01-02T10:00:00.5+02:00 }",
       R"({"id":"a","entry_point":"e","active_from":"2026-01-01T10:00:00Z",)"
       R"("active_until":"2026-01-02T10:00:00.5+02:00"})"},
      {"flow a on e, f priority 1 inactive stop { active until 2026-01-01 when x steps { } "
       "test \"t\" { } }",
       R"({"flow":"a","entry_point":["e","f"],"priority":1,"active":false,)"
       R"("active_until":"2026-01-01","condition":{"var":"x"},"steps":[],"stop_processing":true,)"
       R"("tests":[{"name":"t"}]})"}};
  for (const Row& row : kRows) {
    if (row.json.empty()) {
      CHECK(TextFile(row.text).errors == 1);
    } else {
      check_twin(row.text, row.json);
    }
  }
}

TEST_CASE("twins: notes") {
  constexpr Row kRows[] = {
      {"/// one\n///two\n///\n///  three\n", R"("description":"one\ntwo\n\n three")"},
      {"@name('n')\n@description(\"a\\nb\")\n", R"("name":"n","description":"a\nb")"},
      {"/// d\r\n@name(\"n\")\r\n", R"("name":"n","description":"d")"}};
  for (const Row& row : kRows) {
    check_twin(std::string(row.text) + "rule r on e { }",
               R"({"id":"r",)" + std::string(row.json) + R"(,"entry_point":"e"})");
  }
  check_twin("@schema(\"s\") rule r on e { }", R"({"$schema":"s","id":"r","entry_point":"e"})");
  check_twin(
      "@b(1) @x_z(true) @\"a b\"([1, { c: null }]) @meta(\"x_q\", -0.50) @meta('meta', {}) "
      "@context_schema(\"c\") @x_a(2)\nrule r on e stop { }",
      rule_json(R"("stop_processing":true,"context_schema":"c",)"
                R"("metadata":{"b":1,"a b":[1,{"c":null}],"x_q":-0.50,"meta":{}},)"
                R"("x_z":true,"x_a":2)"));
}

TEST_CASE("twins: operators") {
  constexpr Row kRows[] = {
      {"a or b or c", R"({"or":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
      {"(a or b) or c", R"({"or":[{"or":[{"var":"a"},{"var":"b"}]},{"var":"c"}]})"},
      {"a or b and not c", R"({"or":[{"var":"a"},{"and":[{"var":"b"},{"!":{"var":"c"}}]}]})"},
      {"not [a]", R"({"!":[[{"var":"a"}]]})"},
      {"a in b", R"({"in":[{"var":"a"},{"var":"b"}]})"},
      {"a not in [1]", R"({"!":{"in":[{"var":"a"},[1]]}})"},
      {"a == b", R"({"===":[{"var":"a"},{"var":"b"}]})"},
      {"a === b", R"({"===":[{"var":"a"},{"var":"b"}]})"},
      {"a != b", R"({"!==":[{"var":"a"},{"var":"b"}]})"},
      {"a !== b", R"({"!==":[{"var":"a"},{"var":"b"}]})"},
      {"a ~= b", R"({"==":[{"var":"a"},{"var":"b"}]})"},
      {"a !~ b", R"({"!=":[{"var":"a"},{"var":"b"}]})"},
      {"1 < x < 10", R"({"<":[1,{"var":"x"},10]})"},
      {"a >= b", R"({">=":[{"var":"a"},{"var":"b"}]})"},
      {"a ?? b ?? 0", R"({"??":[{"var":"a"},{"var":"b"},0]})"},
      {"a + b + c - d - e + f",
       R"({"+":[{"-":[{"+":[{"var":"a"},{"var":"b"},{"var":"c"}]},{"var":"d"},{"var":"e"}]},)"
       R"({"var":"f"}]})"},
      {"a - (b - c)", R"({"-":[{"var":"a"},{"-":[{"var":"b"},{"var":"c"}]}]})"},
      {"a * b / c % 2", R"({"%":[{"/":[{"*":[{"var":"a"},{"var":"b"}]},{"var":"c"}]},2]})"},
      {"a -1", R"({"-":[{"var":"a"},1]})"},
      {"-a", R"({"-":[{"var":"a"}]})"},
      {"- 1", R"({"-":[1]})"},
      {"-1", R"(-1)"},
      {"--1", R"({"-":[-1]})"},
      {"((a))", R"({"var":"a"})"}};
  for (const Row& row : kRows) {
    check_twin(with_when(row.text), rule_json(R"("condition":)" + std::string(row.json)));
  }
}

TEST_CASE("twins: operands") {
  constexpr Row kRows[] = {
      {"1.50", "1.50"},
      {"-0", "-0"},
      {"1E+2", "1E+2"},
      {R"("a\"\u00e9\ud83d\ude00\n")", "\"a\\\"\xc3\xa9\xf0\x9f\x98\x80\\n\""},
      {R"('it\'s "x"')", R"("it's \"x\"")"},
      {"true", "true"},
      {"null", "null"},
      {"[]", "[]"},
      {"[1, [a], \"x\"]", R"([1,[{"var":"a"}],"x"])"},
      {"({})", "{}"},
      {"a.b[0].1.`c d`", R"({"var":"a.b.0.1.c d"})"},
      {"`all`.in.not.true", R"({"var":"all.in.not.true"})"},
      {"rule.when.then", R"({"var":"rule.when.then"})"},
      {"missing a.b", R"({"missing":["a.b"]})"},
      {"exists a.b", R"({"exists":["a","b"]})"},
      {"exists a", R"({"exists":"a"})"},
      {"exists a.0", R"({"exists":["a",0]})"},
      {"exists a.00", R"({"exists":["a","00"]})"},
      {"f()", R"({"f":[]})"},
      {"f(1, a)", R"({"f":[1,{"var":"a"}]})"},
      {"f(1)", R"({"f":[1]})"},
      {"length(a)", R"({"length":{"var":"a"}})"},
      {"length([a])", R"({"length":[[{"var":"a"}]]})"},
      {"length(...[a])", R"({"length":[{"var":"a"}]})"},
      {"var(\"a\")", R"({"var":"a"})"},
      {"var(\"a.b\", 0)", R"({"var":["a.b",0]})"},
      {"val(\"a\", \"b.c\")", R"({"val":["a","b.c"]})"},
      {"op(\"and\", x)", R"({"and":[{"var":"x"}]})"},
      {"op(\"a-b\", ...x)", R"({"a-b":{"var":"x"}})"},
      {"op(\"!\", ...[])", R"({"!":[]})"},
      {"preserve({ a: [1, \"b\"], 'c d': null })", R"({"preserve":{"a":[1,"b"],"c d":null}})"},
      {"op(\"preserve\", [])", R"({"preserve":[]})"}};
  for (const Row& row : kRows) {
    check_twin(with_when(row.text), rule_json(R"("condition":)" + std::string(row.json)));
  }
}

TEST_CASE("twins: quantifiers") {
  constexpr Row kRows[] = {
      {"some i in a.b: (i.c > d and i)",
       R"({"some":[{"var":"a.b"},{"and":[{">":[{"var":"c"},{"val":[[2],"d"]}]},{"var":""}]}]})"},
      {"map i in a: (map j in i.b: (i.c + j + d.0))",
       R"({"map":[{"var":"a"},{"map":[{"var":"b"},)"
       R"({"+":[{"val":[[2],"c"]},{"var":""},{"val":[[4],"d",0]}]}]}]})"},
      {"reduce s, x in l from 1: (s.a + x.n)",
       R"({"reduce":[{"var":"l"},{"+":[{"var":"accumulator.a"},{"var":"current.n"}]},1]})"},
      {"reduce s, x in l: (s)", R"({"reduce":[{"var":"l"},{"var":"accumulator"}]})"},
      {"all i in a: (missing i.b)", R"({"all":[{"var":"a"},{"missing":["b"]}]})"},
      {"none i in a: (exists i.b.c)", R"({"none":[{"var":"a"},{"exists":["b","c"]}]})"},
      {"none i in a: (exists b)", R"({"none":[{"var":"a"},{"exists":[[2],"b"]}]})"},
      {"filter i in (a ?? []): (i)", R"({"filter":[{"??":[{"var":"a"},[]]},{"var":""}]})"},
      {"try(a, b.c, val([2], \"u\"))", R"({"try":[{"var":"a"},{"var":"b.c"},{"val":[[2],"u"]}]})"},
      {"some i in a: (try(i.b, e.f))",
       R"({"some":[{"var":"a"},{"try":[{"var":"b"},{"var":"e.f"}]}]})"}};
  for (const Row& row : kRows) {
    check_twin(with_when(row.text), rule_json(R"("condition":)" + std::string(row.json)));
  }
}

TEST_CASE("twins: actions") {
  constexpr Row kRows[] = {
      {"", "[]"},
      {"f()", R"([{"type":"f"}])"},
      {"f(a: 1, \"b c\": 'x')", R"([{"type":"f","a":1,"b c":"x"}])"},
      {"\"a-b\"() g()", R"([{"type":"a-b"},{"type":"g"}])"},
      {"update() update(a: 1)", ""},
      {"\"update\"(a: 1) \"if\"() \"call\"()",
       R"([{"type":"update","a":1},{"type":"if"},{"type":"call"}])"},
      {"m = f(a: $m)", R"([{"type":"f","as":"m","a":{"$ref":"m"}}])"},
      {"m = g() f() when ($m.bad)",
       R"([{"type":"g","as":"m"},{"type":"f","when":{"expr":{"var":"m.bad"}}}])"},
      {"update a.b = 1", R"([{"type":"update","target":"a.b","operation":"set","value":1}])"},
      {"update a += x", R"([{"type":"update","target":"a","operation":"increment",)"
                        R"("value":{"expr":{"var":"x"}}}])"},
      {"update a append [x, 1]", R"([{"type":"update","target":"a","operation":"append",)"
                                 R"("value":[{"expr":{"var":"x"}},1]}])"},
      {"update a merge { b: 1 }",
       R"([{"type":"update","target":"a","operation":"merge","value":{"b":1}}])"},
      {"update a remove 1", R"([{"type":"update","target":"a","operation":"remove","value":1}])"},
      {"update a delete with (id: \"u\") when (x)",
       R"([{"type":"update","target":"a","operation":"remove","id":"u",)"
       R"("when":{"expr":{"var":"x"}}}])"},
      {"call f()", R"([{"type":"call_function","function":"f","args":[]}])"},
      {"call \"f-g\"(1, x) into a.b with (id: 'c')",
       R"([{"type":"call_function","function":"f-g","args":[1,{"expr":{"var":"x"}}],)"
       R"("store_result_in":"a.b","id":"c"}])"},
      {"if (a) { f() g() } h()",
       R"([{"type":"f","when":{"expr":{"var":"a"}}},{"type":"g","when":{"expr":{"var":"a"}}},)"
       R"({"type":"h"}])"},
      {"if (a) { if (b and c) { f() when (d or e) } }",
       R"([{"type":"f","when":{"expr":{"and":[{"var":"a"},{"var":"b"},{"var":"c"},)"
       R"({"or":[{"var":"d"},{"var":"e"}]}]}}}])"}};
  for (const Row& row : kRows) {
    if (row.json.empty()) {
      CHECK(TextFile(with_then(row.text)).errors > 0);
    } else {
      check_twin(with_then(row.text), rule_json(R"("actions":)" + std::string(row.json)));
    }
  }
  // Names of members of an action are arguments in an object of their own.
  check_twin(with_then("f(type: 1, b: 2)"),
             rule_json(R"("actions":[{"type":"f","b":2,"arguments":{"type":1}}])"));
}

TEST_CASE("twins: values of arguments") {
  constexpr Row kRows[] = {
      {"[1, { a: \"b\" }]", R"([1,{"a":"b"}])"},
      {"[1, x]", R"([1,{"expr":{"var":"x"}}])"},
      {"{ a: { b: x } }", R"({"a":{"b":{"expr":{"var":"x"}}}})"},
      {"x.y + 1", R"({"expr":{"+":[{"var":"x.y"},1]}})"},
      {"expr(5)", R"({"expr":5})"},
      {"expr([1, 2])", R"({"expr":[1,2]})"},
      {"(5)", R"({"expr":5})"},
      {"$m", R"({"$ref":"m"})"},
      {"[{ a: $m.f[0].g }]", R"([{"a":{"$ref":"m","path":"f.0.g"}}])"},
      {"$m.f + 1", R"({"expr":{"+":[{"var":"m.f"},1]}})"},
      {"some m in l: ($m.f == m)",
       R"({"expr":{"some":[{"var":"l"},{"===":[{"val":[[2],"m","f"]},{"var":""}]}]}})"}};
  for (const Row& row : kRows) {
    check_twin(with_then("m = g() f(a: " + std::string(row.text) + ")"),
               rule_json(R"("actions":[{"type":"g","as":"m"},{"type":"f","a":)" +
                         std::string(row.json) + "}]"));
  }
}

TEST_CASE("twins: tests") {
  constexpr Row kRows[] = {
      {"test \"t\" { }", R"({"name":"t"})"},
      {"test \"t\" { given { a: { \"b c\": 1.50 } } expect fires }",
       R"({"name":"t","context":{"a":{"b c":1.50}},"expect":{"fires":true}})"},
      {"test \"t\" { expect silent now \"2026-01-01\" given [] }",
       R"({"name":"t","context":[],"now":"2026-01-01","expect":{"fires":false}})"},
      {"test 't' { with { x_a: 1, tags: [] } expect { fires: true, effects: [] } }",
       R"({"name":"t","x_a":1,"tags":[],"expect":{"fires":true,"effects":[]}})"}};
  for (const Row& row : kRows) {
    check_twin("rule r on e { " + std::string(row.text) + " }",
               rule_json(R"("tests":[)" + std::string(row.json) + "]"));
  }
}

TEST_CASE("twins: scorecards") {
  check_twin(
      "@owner(\"t\") @x_a(1) scorecard \"a b\" on e { default \"d\" band from -1.5 = \"low\" "
      "@x_i(2) item i symbol \"Z\" weight 0.10 points 2 priority 1 when a > 1 item \"j k\" "
      "pattern \"Z-\" = \"p\" @x_b(3) band from 2 = \"high\" pattern \"-\" = 'q' }",
      R"({"scorecard":"a b","entry_point":"e","items":[{"id":"i","condition":{">":[{"var":"a"},1]},)"
      R"("points":2,"weight":0.10,"symbol":"Z","priority":1,"x_i":2},{"id":"j k"}],)"
      R"("patterns":{"Z-":"p","-":"q"},"default":"d","bands":[{"from":-1.5,"recommend":"low"},)"
      R"({"from":2,"recommend":"high","x_b":3}],"metadata":{"owner":"t"},"x_a":1})");
}

TEST_CASE("twins: nodes have the spans of what was written") {
  TextFile file(
      "@name(\"n\") rule r on e, f priority 5 { when a.b == 1 and c then m = g(x: [h + 1]) "
      "update d += 2 test \"t\" { given { q: 1 } expect fires } }");
  constexpr std::pair<std::string_view, std::string_view> kRows[] = {
      {"/id", "r"},
      {"/name", "\"n\""},
      {"/entry_point", "e, f"},
      {"/entry_point/1", "f"},
      {"/priority", "5"},
      {"/condition", "a.b == 1 and c"},
      {"/condition/and/0", "a.b == 1"},
      {"/condition/and/0/===/0", "a.b"},
      {"/condition/and/1", "c"},
      {"/actions/0", "m = g(x: [h + 1])"},
      {"/actions/0/type", "g"},
      {"/actions/0/as", "m"},
      {"/actions/0/x", "[h + 1]"},
      {"/actions/0/x/0/expr", "h + 1"},
      {"/actions/1/type", "update"},
      {"/actions/1/target", "d"},
      {"/actions/1/operation", "+="},
      {"/tests/0/name", "\"t\""},
      {"/tests/0/context", "{ q: 1 }"},
      {"/tests/0/context/q", "1"},
      {"/tests/0/expect/fires", "fires"}};
  for (const auto& [pointer, text] : kRows) {
    CAPTURE(std::string(pointer));
    CHECK(file.text_at(pointer) == std::string(text));
  }
  const json::Node& id = file.document.at(*file.document.resolve("/actions/0/x"));
  CHECK(file.sources.text(id.key_span) == "x");
}

TEST_CASE("twins: names of items and comments are kept where the layout is") {
  std::string text =
      "// above\nrule r on e { when some i in a: (reduce s, x in i.l from 0: (s + x)) "
      "and some it in b: (it) then f(x: map it2 in c: (1)) }";
  CHECK(TextFile(text).json().find("x_") == std::string::npos);
  check_twin(text.substr(9),
             rule_json(R"("condition":{"and":[{"some":[{"var":"a"},{"reduce":[{"var":"l"},)"
                       R"({"+":[{"var":"accumulator"},{"var":"current"}]},0]}]},)"
                       R"({"some":[{"var":"b"},{"var":""}]}]},"actions":[{"type":"f",)"
                       R"("x":{"expr":{"map":[{"var":"c"},1]}}}],"x_names":{)"
                       R"("/condition/and/0":"i","/condition/and/0/some/1":"s, x",)"
                       R"("/actions/0/x/expr":"it2"})"),
             {.keeps_layout = true});
  std::string kept = TextFile(text, {.keeps_layout = true}).json();
  CHECK(kept.ends_with(R"("x_comments":[{"pointer":"","place":"before","text":"// above"}]})"));
}

}  // namespace
}  // namespace rulec::parser
