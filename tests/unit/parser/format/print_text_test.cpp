// Rules, flows and scorecards as text (language.md section 11), production by production.
#include <vector>

#include "text_support.h"

namespace rulec::parser {
namespace {

TEST_CASE("text: the example of the definition") {
  check_text(
      R"({"id":"eu_vat_notice","name":"EU VAT notice",
    "description":"Digital goods sold into the EU without a VAT number: charge local VAT and tell the buyer.",
    "entry_point":"checkout_start","priority":20,"active_from":"2026-01-01","active_until":"2026-12-31",
    "condition":{"and":[{">=":[{"var":"cart.total"},100.00]},
      {"in":[{"var":"user.country"},["DE","FR","NL"]]},
      {"or":[{"missing":["user.vat_number"]},{"!":{"starts_with":[{"var":"user.vat_number"},"EU"]}}]},
      {"some":[{"var":"cart.items"},{"and":[{"===":[{"var":"category"},"digital"]},
        {">":[{"var":"qty"},{"val":[[2],"cart","min_qty"]}]}]}]}]},
    "actions":[{"type":"display_message","template":"vat_notice","variant":"warning",
        "vars":{"total":{"expr":{"var":"cart.total"}}}},
      {"type":"user_acknowledge","id":"ack_vat","ack_key":"vat_ack","required":true},
      {"type":"update","target":"vat.amount","operation":"set","value":{"expr":{"round":[{"/":[{"*":[
        {"decimal":{"var":"cart.total"}},{"decimal":{"var":"vat.rate"}}]},100]},2]}}}],
    "stop_processing":true,
    "tests":[{"name":"small cart","context":{"cart":{"total":5}},"expect":{"fires":false}}],
    "metadata":{"owner":"tax-team","ticket":"FIN-204"},
    "x_names":{"/condition/and/3":"item"}})",
      R"(/// Digital goods sold into the EU without a VAT number: charge local VAT and tell the buyer.
@name("EU VAT notice") @owner("tax-team") @ticket("FIN-204")
rule eu_vat_notice on checkout_start priority 20 stop {
  active from 2026-01-01 until 2026-12-31
  when
    cart.total >= 100.00
    and user.country in ["DE", "FR", "NL"]
    and (missing user.vat_number or not starts_with(user.vat_number, "EU"))
    and some item in cart.items: (item.category == "digital" and item.qty > cart.min_qty)
  then
    display_message(template: "vat_notice", variant: "warning", vars: { total: cart.total })
    user_acknowledge(id: "ack_vat", ack_key: "vat_ack", required: true)
    update vat.amount = round(decimal(cart.total) * decimal(vat.rate) / 100, 2)
  test "small cart" { given { cart: { total: 5 } } expect silent }
}
)");
}

// A rule with these further members.
std::string rule(std::string_view members) {
  return R"({"id":"r","entry_point":"e",)" + std::string(members) + "}";
}

// The lines between the braces of that rule.
void check_body(std::string_view members, std::string_view lines) {
  check_text(rule(members), "rule r on e {\n" + std::string(lines) + "}\n");
}

TEST_CASE("text: files") {
  check_text(R"({"rules":[]})", "");
  check_text(R"({"id":"r","entry_point":"e"})", "rule r on e {}\n");
  check_text(R"({"rules":[{"id":"a","entry_point":"e"},{"flow":"b","entry_point":"e"},
    {"scorecard":"c","entry_point":"e","items":[]}]})",
             "rule a on e {}\n\nflow b on e {\n  steps {}\n}\n\nscorecard c on e {}\n");
  check_text(
      R"({"$schema":"../x.json","rules":[{"id":"a","entry_point":"e"}],"x_a":[1],"x_b-c":2})",
      "file @schema(\"../x.json\") @x_a([1]) @\"x_b-c\"(2)\n\nrule a on e {}\n");
  check_text(R"({"rules":[],"x_a":[1]})", "file @x_a([1])\n");
  check_text(R"({"rules":[],"$schema":"../../rule.schema.json","x_a":[1,2]})",
             "file\n  @schema(\"../../rule.schema.json\")\n  @x_a([1, 2])\n", {.width = 38});
  check_text(R"({"id":"r","entry_point":"e"})", "rule r on e {}", {.has_final_newline = false});
  check_text(R"({"id":"r","entry_point":"e","condition":{"var":"a"}})",
             "rule r on e {\r\n\twhen a\r\n}\r\n", {.uses_tabs = true, .ends_with_crlf = true});
}

TEST_CASE("text: heads") {
  check_text(R"({"id":"checkout-terms","entry_point":["a","b.c","on"],"priority":-5,"active":false,
    "version":3,"stop_processing":true})",
             R"(rule "checkout-terms" on a, "b.c", "on" priority -5 version 3 stop inactive {}
)");
  check_text(R"({"id":"r","entry_point":"e","priority":1e1})", "rule r on e priority 1e1 {}\n");
  check_text(R"({"id":"a_rule_with_a_long_name","entry_point":["first_place","second_place"],
    "priority":1000,"condition":true})",
             "rule a_rule_with_a_long_name\n  on first_place,\n  second_place\n  priority 1000 {\n"
             "  when true\n}\n",
             {.width = 29});
}

TEST_CASE("text: descriptions are lines where lines can hold them") {
  auto check = [](std::string_view description, std::string_view notes) {
    check_text(rule(R"("description":)" + std::string(description)),
               std::string(notes) + "rule r on e {}\n");
  };
  check(R"("a")", "/// a\n");
  check(R"("a\n\n  b\n/c")", "/// a\n///\n///   b\n/// /c\n");
  check(R"("a\n")", "/// a\n///\n");
  check(R"("")", "@description(\"\")\n");
  check(R"("a \nb")", "@description(\"a \\nb\")\n");
  check(R"("a\r\nb")", "@description(\"a\\r\\nb\")\n");
  check(R"("a\tb")", "@description(\"a\\tb\")\n");
  check(R"("a\u007fb")", "@description(\"a\\u007fb\")\n");
}

TEST_CASE("text: annotations") {
  check_text(rule(R"("name":"n","description":"d","context_schema":"c","$schema":"s",
    "metadata":{"owner":"o","name":"m","x_y":1,"a-b":{"c":[]},"meta":null,"schema":2.50},
    "x_own":{"k":"v"},"x_a-b":[])"),
             R"(/// d
@name("n")
@schema("s")
@context_schema("c")
@owner("o")
@meta("name", "m")
@meta("x_y", 1)
@meta("a-b", { c: [] })
@meta("meta", null)
@meta("schema", 2.50)
@x_own({ k: "v" })
@"x_a-b"([])
rule r on e {}
)");
  check_text(rule(R"("metadata":{"a":1,"b":"two","c":[{"d":true}]})"),
             "@a(1) @b(\"two\") @c([{ d: true }])\nrule r on e {}\n");
  check_text(rule(R"("metadata":{"a":{"first":"one","second":"two"}})"), R"(@a({
  first: "one",
  second: "two"
})
rule r on e {}
)",
             {.width = 24});
}

TEST_CASE("text: windows") {
  check_body(R"("active_from":"2026-01-01")", "  active from 2026-01-01\n");
  check_body(R"("active_until":"2026-01-01T09:00:00Z")", "  active until 2026-01-01T09:00:00Z\n");
  check_body(
      R"("active_from":"2026-01-01T09:00+02:00","active_until":"2026-01-01T09:00:00.125-01:00")",
      "  active from 2026-01-01T09:00+02:00 until 2026-01-01T09:00:00.125-01:00\n");
  for (std::string text : {"soon", "2026-01-01T09", "2026-01-01T09:00", "2026-01-01 ",
                           "2026-01-01T09:00:00.Z", "2026-01-01T09:00:00Zx", "2026-1-01"}) {
    check_body(R"("active_from":")" + text + "\"", "  active from \"" + text + "\"\n");
  }
}

TEST_CASE("text: conditions") {
  check_body(R"("condition":{"<":[{"var":"user.age"},18]})", "  when user.age < 18\n");
  check_body(R"("condition":false)", "  when false\n");
  check_body(R"("condition":{"and":[{"var":"a"},{"or":[{"var":"b"},{"var":"c"}]}]})",
             "  when\n    a\n    and (b or c)\n");
  check_body(R"("condition":{"or":[{"and":[1,2]},3]})", "  when\n    1 and 2\n    or 3\n");
  check_body(R"("condition":{"and":[{"var":"a"}]})", "  when op(\"and\", a)\n");
  check_body(R"("condition":{"!":{"and":[1,2]}})", "  when not (1 and 2)\n");
  check_body(R"("condition":{"preserve":{"a":[1.50,{"b-c":-0.0}]}})",
             "  when preserve({ a: [1.50, { \"b-c\": -0.0 }] })\n");
  check_body(R"("condition":{"===":[1e2,{"preserve":[]}]})", "  when 1e2 == preserve([])\n");
}

TEST_CASE("text: no condition begins with a brace") {
  check_body(R"("condition":{})", "  when ({})\n");
  check_body(R"("condition":{"and":[{"===":[{},1]},2]})", "  when ({} == 1 and 2)\n");
  check_body(R"("condition":{"!":{"in":[{},[]]}})", "  when ({} not in [])\n");
  check_body(R"("condition":{"-":[{"+":[{},1]},2]})", "  when ({} + 1 - 2)\n");
  check_body(R"("condition":{"===":[{"===":[{},1]},2]})", "  when ({} == 1) == 2\n");
  check_body(R"("condition":{"!":{}})", "  when not {}\n");
}

TEST_CASE("text: a path named nil") {
  check_body(R"("condition":{"===":[{"var":"nil"},{"var":"nil.a"}]})", "  when `nil` == nil.a\n");
}

TEST_CASE("text: names of items") {
  check_body(
      R"("condition":{"and":[{"some":[{"var":"l"},{"val":[[2],"it"]}]},{"reduce":[{"var":"l"},
      {"+":[{"var":"accumulator"},{"var":"current.n"}]},0]}]},
    "x_names":{"/condition/and/0":"line","/condition/and/1":"sum, part","/nowhere":"x"})",
      "  when\n    some line in l: (it)\n    and reduce sum, part in l from 0: (sum + part.n)\n");
  // A name for the wrong kind, names that hide each other, a name that a path begins with.
  check_body(
      R"("condition":{"all":[{"var":"l"},{"all":[{"var":"m"},{"==":[{"var":"a"},{"val":[[2],"b"]},
      {"val":[[4],"x","c"]},{"val":[[4],"d"]}]}]}]},
    "x_names":{"/condition":"x","/condition/all/1":"x"})",
      R"(  when all x in l: (all x in x.m: (x.a ~= val([2], "b") ~= val([4], "x", "c") ~= d))
)");
  check_body(R"("condition":{"all":[{"var":"l"},{"all":[{"var":"m"},{"var":"a"}]}]},
    "x_names":{"/condition":"it2"})",
             "  when all it2 in l: (all it3 in it2.m: (it3.a))\n");
  check_body(R"("condition":{"all":[{"var":"l"},{"var":"a"}]},"x_names":{"/condition":"a, b"})",
             "  when all it in l: (it.a)\n");
  check_body(
      R"("condition":{"reduce":[{"var":"l"},{"var":"current"}]},"x_names":{"/condition":"a"})",
      "  when reduce acc, it in l: (it)\n");
}

// The actions of a rule, one a line behind `then`.
void check_actions(std::string_view actions, std::string_view lines) {
  check_body(R"("actions":[)" + std::string(actions) + "]", "  then\n" + std::string(lines));
}

TEST_CASE("text: actions") {
  check_actions(R"({"type":"ping"})", "    ping()\n");
  check_actions(R"({"type":"a-b","as":"x","k":1,"l-m":null,"true":2,"in":3})",
                "    x = \"a-b\"(k: 1, \"l-m\": null, \"true\": 2, in: 3)\n");
  check_actions(R"({"type":"test"},{"type":"when","as":"all"},{"type":"in","as":"a b"})",
                "    \"test\"()\n    \"all\" = \"when\"()\n    \"a b\" = \"in\"()\n");
  check_actions(R"({"type":"a","when":{"expr":{"var":"b"}}},{"type":"a","when":true},
    {"type":"a","when":{"expr":{"c":1,"d":2}}})",
                "    a() when (b)\n    a(when: true)\n    a(when: { expr: { c: 1, d: 2 } })\n");
}

TEST_CASE("text: updates") {
  auto check = [](std::string_view members, std::string_view line) {
    check_actions(R"({"type":"update",)" + std::string(members) + "}",
                  "    " + std::string(line) + "\n");
  };
  check(R"("target":"a.b","operation":"set","value":{"expr":{"var":"c"}})", "update a.b = c");
  check(R"("target":"a.0.in","operation":"increment","value":1)", "update a.0.in += 1");
  check(R"("target":"all.b-c","operation":"append","value":"x")",
        "update `all`.`b-c` append \"x\"");
  check(R"("target":"a","operation":"merge","value":{"b":null})", "update a merge { b: null }");
  check(R"("target":"a","operation":"remove")", "update a delete");
  check(R"("target":"a","operation":"remove","value":null)", "update a remove null");
  check(R"("target":"a","operation":"set","value":1,"id":"u","when":{"expr":{"var":"b"}},"x_c":[])",
        "update a = 1 with (id: \"u\", x_c: []) when (b)");
  check(R"("target":"a..b","operation":"set","value":1)",
        "\"update\"(target: \"a..b\", operation: \"set\", value: 1)");
  check(R"("target":"a","operation":"set")", "\"update\"(target: \"a\", operation: \"set\")");
  check(R"("target":"a","value":1)", "\"update\"(target: \"a\", value: 1)");
  check(R"("target":"a","operation":"double","value":1)",
        "\"update\"(target: \"a\", operation: \"double\", value: 1)");
  check(R"("target":{"expr":{"var":"x"}},"operation":"set","value":1)",
        "\"update\"(target: { expr: { var: \"x\" } }, operation: \"set\", value: 1)");
  check(R"("as":"r","target":"a","operation":"set","value":1)",
        "r = \"update\"(target: \"a\", operation: \"set\", value: 1)");
}

TEST_CASE("text: calls of functions") {
  auto check = [](std::string_view members, std::string_view line) {
    check_actions(R"({"type":"call_function",)" + std::string(members) + "}",
                  "    " + std::string(line) + "\n");
  };
  check(R"("function":"f","args":[])", "call f()");
  check(R"("function":"a.b","args":[1,{"expr":{"var":"x"}},[{"expr":1}]],"store_result_in":"r.s",
    "metadata":{})",
        "call \"a.b\"(1, x, [expr(1)]) into r.s with (metadata: {})");
  check(R"("function":"if","args":[],"store_result_in":"r","when":{"expr":{"var":"b"}})",
        "call \"if\"() into r when (b)");
  check(R"("function":"f")", "call_function(function: \"f\")");
  check(R"("function":"f","args":{"expr":{"var":"x"}})", "call_function(function: \"f\", args: x)");
  check(R"("function":"f","args":[],"store_result_in":"a b.")",
        "call_function(function: \"f\", args: [], store_result_in: \"a b.\")");
  check(R"("as":"r","function":"f","args":[])", "r = call_function(function: \"f\", args: [])");
}

TEST_CASE("text: values of arguments") {
  auto check = [](std::string_view value, std::string_view text) {
    check_actions(R"({"type":"a","v":)" + std::string(value) + "}",
                  "    a(v: " + std::string(text) + ")\n");
  };
  check("-1.50e3", "-1.50e3");
  check(R"({"expr":{"+":[{"var":"a"},1]}})", "a + 1");
  check(R"([1,{"expr":{"var":"a"}},{"k":{"expr":{"!":{"var":"b"}}},"l m":{}}])",
        R"([1, a, { k: not b, "l m": {} }])");
  check(R"({"expr":5})", "expr(5)");
  check(R"({"expr":null})", "expr(null)");
  check(R"({"expr":"x"})", "expr(\"x\")");
  check(R"({"expr":{}})", "expr({})");
  check(R"({"expr":[1,{"var":"a"}]})", "expr([1, a])");
  check(R"({"expr":{"===":[{},[]]}})", "{} == []");
  check(R"({"expr":{"expr":[1]}})", "op(\"expr\", 1)");
  check(R"({"expr":{"preserve":{"expr":{"var":"a"}}}})", "preserve({ expr: { var: \"a\" } })");
  check(R"({"expr":{"a":1,"b":2}})", "{ expr: { a: 1, b: 2 } }");
  check(R"({"expr":1,"b":2})", "{ expr: 1, b: 2 }");
  check(R"({"value":{"var":"x"}})", "{ value: { var: \"x\" } }");
}

TEST_CASE("text: references") {
  auto check = [](std::string_view value, std::string_view text) {
    check_actions(R"({"type":"a","v":)" + std::string(value) + "}",
                  "    a(v: " + std::string(text) + ")\n");
  };
  check(R"({"$ref":"m"})", "$m");
  check(R"([{"$ref":"m","path":"f.0.b-c"}])", "[$m.f.0.`b-c`]");
  check(R"({"$ref":"m","path":""})", R"({ "$ref": "m", path: "" })");
  check(R"({"$ref":"m","path":"a..b"})", R"({ "$ref": "m", path: "a..b" })");
  check(R"({"$ref":"m","path":1})", R"({ "$ref": "m", path: 1 })");
  check(R"({"$ref":"m","path":"f","x":1})", R"({ "$ref": "m", path: "f", x: 1 })");
  check(R"({"path":"f","$ref":"m"})", R"({ path: "f", "$ref": "m" })");
  check(R"({"$ref":"a b"})", R"({ "$ref": "a b" })");
  check(R"({"$ref":"all"})", R"({ "$ref": "all" })");
  check(R"({"$ref":{"expr":{"var":"x"}}})", R"({ "$ref": x })");
}

TEST_CASE("text: flows, and steps with one test") {
  check_text(R"({"flow":"standard_mill","entry_point":"default","priority":5,
    "condition":{"===":[{"var":"customer.code"},"ABC"]},"steps":[
    {"type":"reserve_material","as":"mat","qty":1},
    {"type":"allocate_machine","as":"m","input":{"$ref":"mat"}},
    {"type":"reject","when":{"expr":{"var":"m.bad"}},"args":[{"$ref":"m","path":"text"}]}]})",
             R"(flow standard_mill on default priority 5 {
  when customer.code == "ABC"
  steps {
    mat = reserve_material(qty: 1)
    m = allocate_machine(input: $mat)
    reject(args: [$m.text]) when ($m.bad)
  }
}
)");
  check_text(R"({"flow":"f","entry_point":"e","steps":[],"tests":[{"name":"t"}]})",
             "flow f on e {\n  steps {}\n  test \"t\" {}\n}\n");
  check_actions(R"({"type":"a","as":"m","when":{"expr":{"var":"m.x"}}},
    {"type":"b","as":"n","when":{"expr":{"===":[{"var":"m.x"},1]}}},
    {"type":"update","target":"c","operation":"remove","when":{"expr":{"===":[{"var":"m.x"},1]}}},
    {"type":"d","when":{"expr":{"===":[{"var":"m.x"},1.0]}}},
    {"type":"e","when":{"expr":{"some":[{"var":"n.l"},{"===":[{"var":"q"},{"val":[[2],"m","y"]},
      {"val":[[2],"z"]}]}]}}},
    {"type":"f","when":{"expr":{"missing":["n"]}}},
    {"type":"g","v":{"expr":{"var":"m.x"}}})",
                R"(    m = a() when (m.x)
    if ($m.x == 1) {
      n = b()
      update c delete
    }
    d() when ($m.x == 1.0)
    e() when (some it in $n.l: (it.q == $m.y == z))
    f() when (missing $n)
    g(v: m.x)
)");
}

TEST_CASE("text: tests") {
  auto check = [](std::string_view members, std::string_view text) {
    check_body(R"("tests":[{"name":"t",)" + std::string(members) + "}]",
               "  test \"t\" { " + std::string(text) + " }\n");
  };
  check(R"("context":{"a":1},"expect":{"fires":true})", "given { a: 1 } expect fires");
  check(R"("expect":{"fires":false})", "expect silent");
  check(R"("expect":{"fires":["a"]})", "expect { fires: [\"a\"] }");
  check(R"("expect":{"fires":true,"x_a":1})", "expect { fires: true, x_a: 1 }");
  check(R"("context":{},"now":"2026-01-01","tags":["a"],"x_b":null,"expect":{"blocked":true})",
        R"(given {} now "2026-01-01" with { tags: ["a"], x_b: null } expect { blocked: true })");
  check(R"("context_file":"a.json","now":5)", "with { context_file: \"a.json\", now: 5 }");
  check_text(rule(R"("tests":[{"name":"two words","context":{"user":{"name":"A"}},
    "expect":{"fires":true}}])"),
             R"(rule r on e {
  test "two words" {
    given { user: { name: "A" } }
    expect fires
  }
}
)",
             {.width = 40});
}

TEST_CASE("text: scorecards") {
  check_text(
      R"({"scorecard":"change_request_triage","name":"Triage","entry_point":"change_request_review",
    "items":[{"id":"R0001","condition":{">":[{"var":"age"},90]},"points":20,"weight":0.10,"priority":1},
      {"id":"a-b","symbol":"\"","x_why":"because"},
      {"id":"c","condition":{"and":[{"var":"a.rather.long.path"},{"var":"another.rather.long.path"},
        {"in":[{"var":"status"},["uat","test","integration"]]}]}},
      {"id":"d","condition":{"or":[{"var":"a"},{"var":"b"}]}}],
    "patterns":{"Y-":"Need to clear backlog","--":"No action"},"default":"Not defined",
    "bands":[{"from":3,"recommend":"review"},{"from":-1.50,"recommend":"","x_b":[]}]})",
      R"(@name("Triage")
scorecard change_request_triage on change_request_review {
  item R0001 priority 1 points 20 weight 0.10 when age > 90
  @x_why("because")
  item "a-b" symbol "\""
  item c when
    a.rather.long.path
    and another.rather.long.path
    and status in ["uat", "test", "integration"]
  item d when a or b
  pattern "Y-" = "Need to clear backlog"
  pattern "--" = "No action"
  default "Not defined"
  band from 3 = "review"
  @x_b([])
  band from -1.50 = ""
}
)",
      {.width = 80});
}

TEST_CASE("text: what does not fit is broken at its brackets") {
  check_text(rule(R"("condition":{"and":[
      {"===":[{"var":"a.long.path"},{"max":[{"var":"first.operand"},{"var":"second.operand"}]}]},
      {"in":[{"var":"a.long.path.of.a.list"},["one","two","three"]]},
      {"===":[{"+":[{"var":"first.summand"},{"var":"second.summand"}]},{"var":"sum"}]},
      {"or":[{"var":"first.choice"},{"!":{"var":"second.choice"}}]},
      {"filter":[{"var":"a.long.path.of.a.list"},{"and":[{"var":"first"},{"var":"second"}]}]},
      {"*":[{"+":[{"var":"first.summand"},{"var":"second.summand"}]},2]}]},
    "actions":[{"type":"a","title":"one","vars":{"first":{"expr":{"var":"a.b"}},"second":[1,2]}},
      {"type":"update","target":"b","operation":"set","value":{"expr":{"if":[{"var":"c"},
        {"cat":["first text","second text"]}]}},"id":"the_id_of_the_action"}])"),
             R"(rule r on e {
  when
    a.long.path == max(
      first.operand,
      second.operand
    )
    and a.long.path.of.a.list
      in ["one", "two", "three"]
    and first.summand
      + second.summand
      == sum
    and (
      first.choice
      or not second.choice
    )
    and filter it in
      a.long.path.of.a.list: (
      it.first and it.second
    )
    and (
      first.summand
      + second.summand
    ) * 2
  then
    a(
      title: "one",
      vars: {
        first: a.b,
        second: [1, 2]
      }
    )
    update b = if(
      c,
      cat(
        "first text",
        "second text"
      )
    ) with (
      id: "the_id_of_the_action"
    )
}
)",
             {.width = 32});
}

}  // namespace
}  // namespace rulec::parser
