// Pointer, breadcrumb and reading of findings; dumps; canonical JSON.
#include <doctest/doctest.h>

#include "parser_support.h"

namespace rulec::parser {
namespace {

std::string joined(const std::vector<std::string>& crumbs) {
  std::string text;
  for (const std::string& crumb : crumbs) {
    text += (text.empty() ? "" : " > ") + crumb;
  }
  return text;
}

constexpr std::string_view kRule = R"({"id":"checkout-terms","entry_point":"e",
"condition":{"and":[{">=":[{"var":"cart.totl"},100]},{"===":[{"var":"user.region"},"GB"]}]},
"actions":[{"type":"update","target":"x.y","operation":"set",
            "value":{"expr":{"+":[{"var":"n"},7]}}}]})";

TEST_CASE("places inside a rule") {
  struct Case {
    const char* text;
    const char* pointer;
    const char* breadcrumb;
    const char* reading;
  };
  const Case cases[] = {
      {"\"cart.totl\"", "/condition/and/0/>=/0/var",
       "rule checkout-terms > condition > and[0] > >=",
       "cart.totl >= 100 and user.region == \"GB\""},
      {"100", "/condition/and/0/>=/1", "rule checkout-terms > condition > and[0] > >=",
       "cart.totl >= 100 and user.region == \"GB\""},
      {"\">=\"", "/condition/and/0/>=", "rule checkout-terms > condition > and[0] > >=",
       "cart.totl >= 100 and user.region == \"GB\""},
      {R"({">=":[{"var":"cart.totl"},100]})", "/condition/and/0",
       "rule checkout-terms > condition > and[0] > >=",
       "cart.totl >= 100 and user.region == \"GB\""},
      {"\"checkout-terms\"", "/id", "rule checkout-terms > id", ""},
      {"\"x.y\"", "/actions/0/target", "rule checkout-terms > actions[0] > target", ""},
      {"7", "/actions/0/value/expr/+/1", "rule checkout-terms > actions[0] > value > +", "n + 7"},
  };
  Loaded loaded(kRule);
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    NodeId node = loaded.node_of(one.text);
    REQUIRE(node.is_valid());
    diag::Place place = place_of(loaded.ast, loaded.documents, &loaded.rule(), node);
    CHECK(place.rule_id == "checkout-terms");
    CHECK(place.pointer == one.pointer);
    CHECK(joined(place.breadcrumb) == one.breadcrumb);
    CHECK(place.reads_as == one.reading);
  }
}

TEST_CASE("the rules of a file with several have their pointers") {
  Loaded loaded(R"({"rules":[{"id":"a","entry_point":"e"},{"id":"b","entry_point":"e2"}]})");
  NodeId node = loaded.rule(1).entry_points[0].node;
  CHECK(pointer_of(loaded.ast, loaded.documents, node) == "/rules/1/entry_point");
  CHECK(joined(breadcrumb_of(loaded.ast, loaded.documents, &loaded.rule(1), node)) ==
        "rule b > entry_point");
}

TEST_CASE("a long reading is cut to the smallest part around the finding") {
  std::string operands;
  for (int i = 0; i < 40; ++i) {
    operands += (i == 0 ? "" : ",");
    operands += R"({">":[{"var":"one.long.field.name)" + std::to_string(i) + "\"}," +
                std::to_string(1000 + i) + "]}";
  }
  Loaded loaded(rule_text("{\"and\":[" + operands + "]}"));
  diag::Place place =
      place_of(loaded.ast, loaded.documents, &loaded.rule(), loaded.node_of("1017"));
  CHECK(place.reads_as == "... one.long.field.name17 > 1017 ...");
  diag::Place whole =
      place_of(loaded.ast, loaded.documents, &loaded.rule(), loaded.rule().condition_node);
  CHECK(whole.reads_as.size() < 170);
  CHECK(whole.reads_as.ends_with(" ..."));
}

TEST_CASE("the dump of the Ast") {
  Loaded loaded(R"({"id":"r","entry_point":"e","condition":{"!":{"var":"x"}},)"
                R"("actions":[{"type":"note","a":[{"expr":1}],"b":{"k":2}}]})");
  CHECK(dump(loaded.ast) ==
        "rule \"r\" @0..115\n"
        "  entry_point \"e\" @24..27\n"
        "  priority 0\n"
        "  version 1\n"
        "  condition @40..57\n"
        "    call \"!\" bare @40..57\n"
        "      call \"var\" bare @45..56\n"
        "        literal \"x\" @52..55\n"
        "  action \"note\" @69..113\n"
        "    a: list @88..100\n"
        "      0: expr @89..99\n"
        "        literal 1 @97..98\n"
        "    b: {\"k\":2} @105..112\n");
}

TEST_CASE("the dump of a syntax tree") {
  Loaded loaded(R"({"a":[1.50,"x"],"b":True})", Loaded::As::kExpression);
  CHECK(dump_document(loaded.documents.documents[0]) ==
        "object @0..25\n"
        "  \"a\" @1..4: array @5..15\n"
        "    number 1.50 @6..10\n"
        "    string \"x\" @11..14\n"
        "  \"b\" @16..19: bad @20..24\n");
}

std::string canonical(std::string_view text) {
  Loaded loaded(text);
  REQUIRE(loaded.ast.rules.size() == 1);
  return canonical_json(loaded.ast, loaded.documents, loaded.rule());
}

TEST_CASE("canonical JSON of rules") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      // Order of the table, aliases, defaults.
      {R"({"x_b":1,"stopProcessing":true,"entryPoint":["e"],"ruleId":"r","priority":0,"name":"",
          "description":"","active":true,"version":1,"condition":true,"actions":[],"tests":[],
          "metadata":{},"$schema":"s"})",
       R"({"id":"r","entry_point":"e","stop_processing":true,"x_b":1})"},
      {R"({"metadata":{"changeLog":[1],"owner":"t"},"id":"r","entry_point":["a","b"],
          "context_schema":"s","version":2,"active":false,"testCases":[{"name":"n","x":1.50}]})",
       R"({"id":"r","entry_point":["a","b"],"active":false,"version":2,)"
       R"("tests":[{"name":"n","x":1.50}],"context_schema":"s",)"
       R"("metadata":{"change_log":[1],"owner":"t"}})"},
      // Number lexemes stay, texts have one form.
      {R"({"id":"r","entry_point":"e","condition":{">":[1.0e2,"\u0041\/"]}})",
       R"({"id":"r","entry_point":"e","condition":{">":[1.0e2,"A/"]}})"},
      // Wrappers.
      {R"({"id":"r","entry_point":"e","condition":{"type":"jsonlogic","expr":{"!":[1]}}})",
       R"({"id":"r","entry_point":"e","condition":{"!":1}})"},
      {R"({"id":"r","entry_point":"e","condition":{"type":"jsonlogic","expr":true}})",
       R"({"id":"r","entry_point":"e"})"},
      {R"({"id":"r","entry_point":"e","condition":{"always":true}})",
       R"({"id":"r","entry_point":"e"})"},
      {R"({"id":"r","entry_point":"e","condition":{"type":"always_false"}})",
       R"({"id":"r","entry_point":"e","condition":false})"},
      // Actions: the type first, an update's members in the order of the text form.
      {R"({"id":"r","entry_point":"e","actions":[{"ackKey":"k","id":"i","type":"acknowledge"}]})",
       R"({"id":"r","entry_point":"e","actions":[{"type":"user_acknowledge","ack_key":"k","id":"i"}]})"},
      {R"({"id":"r","entry_point":"e","actions":[{"id":"i","value":{"expr":{"var":["n"]}},
          "operation":"set","type":"update","target":"t"}]})",
       R"({"id":"r","entry_point":"e","actions":[{"type":"update","target":"t","operation":"set",)"
       R"("value":{"expr":{"var":"n"}},"id":"i"}]})"},
      {R"({"id":"r","entry_point":"e","actions":[{"type":"update","operation":"increment","target":"t"}]})",
       R"({"id":"r","entry_point":"e","actions":[{"type":"update","target":"t",)"
       R"("operation":"increment","value":1}]})"},
      {R"({"id":"r","entry_point":"e","actions":[{"type":"n","lit":{"!":[1]},"template":{"expr":{"!":[1]}}}]})",
       R"({"id":"r","entry_point":"e","actions":[{"type":"n","lit":{"!":[1]},"template":{"expr":{"!":[1]}}}]})"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    std::string made = canonical(one.text);
    CHECK(made == one.expected);
    CHECK(canonical(made) == made);
  }
}

TEST_CASE("canonical JSON of scorecards") {
  auto canonical_card = [](std::string_view text) {
    Loaded loaded(text, Loaded::As::kScorecard);
    REQUIRE(loaded.ast.scorecards.size() == 1);
    return canonical_json(loaded.ast, loaded.documents, loaded.ast.scorecards[0]);
  };
  std::string made = canonical_card(
      R"({"x_a":[1],"default":"d","$schema":"s","bands":[{"recommend":"r","from":3.0}],
          "patterns":{"Y":"p"},"items":[
            {"priority":0,"weight":1,"points":2.50,"condition":{"always":false},"id":"a","symbol":"Y"},
            {"x_b":1,"symbol":"N","condition":{"type":"jsonlogic","expr":{"!":[{"var":["x"]}]}},"id":"b",
             "priority":3,"points":0,"weight":0.50},
            {"id":"c","condition":true}],
          "entry_point":"e","description":"","name":"n","scorecard":"s","metadata":{}})");
  CHECK(
      made ==
      R"({"scorecard":"s","name":"n","entry_point":"e","items":[)"
      R"({"id":"a","condition":false,"points":2.50},)"
      R"({"id":"b","condition":{"!":{"var":"x"}},"weight":0.50,"symbol":"N","priority":3,"x_b":1},)"
      R"({"id":"c"}],"patterns":{"Y":"p"},"default":"d",)"
      R"("bands":[{"from":3.0,"recommend":"r"}],"x_a":[1]})");
  CHECK(canonical_card(made) == made);
}

TEST_CASE("canonical JSON of templates") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {R"({"x_b":1,"$schema":"s","fallbackTemplateId":"o","metadata":{},"content":"{{ a }}",
          "sanitize":true,"placeholders":[],"style_variant":"info","component_type":"toast_notification",
          "format":"text","language":"de","version":1,"description":"","name":"","id":"t"})",
       R"({"id":"t","language":"de","component_type":"toast_notification",)"
       R"("style_variant":"info","content":"{{ a }}","fallback":"o","x_b":1})"},
      {R"({"id":"t","format":"html","content":"<p>{{ a | date(\"d\") }}</p>","version":2,
          "placeholders":["a"]})",
       R"({"id":"t","version":2,"format":"html","content":"<p>{{ a | date(\"d\") }}</p>",)"
       R"("placeholders":["a"]})"},
      // In data, `expr` holds an expression, which has one form.
      {R"({"id":"t","format":"json","content":{"z":1.50,"a":[{"expr":{"!":[{"var":["x"]}]}},"t"]}})",
       R"({"id":"t","content":{"z":1.50,"a":[{"expr":{"!":{"var":"x"}}},"t"]}})"},
      {R"({"id":"t","format":"text","content":{"a":1}})",
       R"({"id":"t","format":"text","content":{"a":1}})"},
      {R"({"id":"t","format":"json","content":"x"})",
       R"({"id":"t","format":"json","content":"x"})"},
  };
  auto canonical_template = [](std::string_view text) {
    Loaded loaded(text, Loaded::As::kTemplate);
    REQUIRE(loaded.ast.templates.size() == 1);
    return canonical_json(loaded.ast, loaded.documents, loaded.ast.templates[0]);
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    std::string made = canonical_template(one.text);
    CHECK(made == one.expected);
    CHECK(canonical_template(made) == made);
  }
}

TEST_CASE("places in a scorecard") {
  Loaded loaded(R"({"scorecard":"s","entry_point":"e","items":[{"id":"a"},
                    {"id":"b","condition":{"and":[{"var":"x"},{">":[{"var":"y"},17]}]}}],
                    "patterns":{"--":"p"},"bands":[{"from":3,"recommend":"r"}]})",
                Loaded::As::kScorecard);
  const ScorecardNode& scorecard = loaded.ast.scorecards.at(0);
  diag::Place place = place_of(loaded.ast, loaded.documents, &scorecard, loaded.node_of("17"));
  CHECK(joined(place.breadcrumb) == "scorecard s > item b > condition > and[1] > >");
  CHECK(place.pointer == "/items/1/condition/and/1/>/1");
  CHECK(place.reads_as == "x and y > 17");
  CHECK(place.rule_id.empty());
  auto crumbs = [&](NodeId node) {
    return joined(breadcrumb_of(loaded.ast, loaded.documents, &scorecard, node));
  };
  CHECK(crumbs(scorecard.bands.at(0).from_node) == "scorecard s > bands[0] > from");
  CHECK(crumbs(scorecard.patterns.at(0).symbols.node) == "scorecard s > patterns > --");
  CHECK(crumbs(scorecard.items.at(0).id.node) == "scorecard s > item a > id");
}

TEST_CASE("one-operand forms of canonical expressions") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {R"({"!":[{"var":"x"}]})", R"({"!":{"var":"x"}})"},
      {R"({"!":[[]]})", R"({"!":[[]]})"},
      {R"({"!":[]})", R"({"!":[]})"},
      {R"({"length":["abc"]})", R"({"length":"abc"})"},
      {R"({"var":["a"]})", R"({"var":"a"})"},
      {R"({"var":["a",1]})", R"({"var":["a",1]})"},
      {R"({"var":[1]})", R"({"var":[1]})"},
      {R"({"val":["a"]})", R"({"val":"a"})"},
      {R"({"exists":["a"]})", R"({"exists":"a"})"},
      {R"({"max":[{"val":["a"]}]})", R"({"max":[{"val":"a"}]})"},
      {R"({"max":{"val":["a"]}})", R"({"max":{"val":"a"}})"},
      {R"({"missing":"a"})", R"({"missing":["a"]})"},
      {R"({"+":"1"})", R"({"+":["1"]})"},
      {R"({"and":[{"!":[1]}]})", R"({"and":[{"!":1}]})"},
      {R"({"preserve":{"!":[1]}})", R"({"preserve":{"!":[1]}})"},
      {R"({"preserve":[1]})", R"({"preserve":[1]})"},
      {R"({"unknown":[1]})", R"({"unknown":[1]})"},
      {R"({"a":{"!":[1]},"b":1})", R"({"a":{"!":[1]},"b":1})"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    std::string expected =
        R"({"id":"r","entry_point":"e","condition":)" + std::string(one.expected) + "}";
    CHECK(canonical(rule_text(one.text)) == expected);
  }
}

}  // namespace
}  // namespace rulec::parser
