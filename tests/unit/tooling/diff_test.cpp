// Rulesets compared by meaning: what changed, in words, and what was proved to be the same.
#include "tooling/diff/diff.h"

#include <doctest/doctest.h>

#include "diff_support.h"

using namespace rulec;
using namespace rulec::tooling;
using namespace rulec::tooling::testing;

namespace {

using Lines = std::vector<std::string>;

// How the two conditions compare: "same", "rewritten", "A -> B".
std::string verdict(const std::string& a, const std::string& b) {
  Comparison made = compared(with_condition(a), with_condition(b));
  if (made.rules.changes.empty()) {
    return "same";
  }
  const DefinitionChange& change = made.rules.changes.front();
  REQUIRE(made.rules.changes.size() == 1);
  CHECK(change.is_proved_same == (change.kind == ChangeKind::kRewritten));
  CHECK(made.may_differ() == !change.is_proved_same);
  return change.kind == ChangeKind::kRewritten ? "rewritten"
                                               : change.reads_as_a + " -> " + change.reads_as_b;
}

Lines rules(const std::string& a, const std::string& b) {
  return lines_of(compared({{"rules/r.rule.json", a}}, {{"rules/r.rule.json", b}}).rules);
}

}  // namespace

TEST_CASE("the smallest part of a condition that changed, in its context") {
  struct Case {
    const char* a;
    const char* b;
    const char* expected;
  };
  const Case cases[] = {
      {R"({">=":[{"var":"cart.total"},100]})", R"({">=":[{"var":"cart.total"},80]})",
       "cart.total >= 100 -> cart.total >= 80"},
      {R"({"and":[{">=":[{"var":"t"},100]},{"===":[{"var":"r"},"GB"]}]})",
       R"({"and":[{">=":[{"var":"t"},80]},{"===":[{"var":"r"},"GB"]}]})", "t >= 100 -> t >= 80"},
      {R"({"and":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]})",
       R"({"and":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]},{"===":[{"var":"c"},1]}]})",
       " -> and c == 1"},
      {R"({"or":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]},{"===":[{"var":"c"},1]}]})",
       R"({"or":[{"===":[{"var":"a"},1]},{"===":[{"var":"c"},1]}]})", "or b == 1 -> "},
      {R"({"!":[{"or":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]}]})",
       R"({"!":[{"or":[{"===":[{"var":"a"},2]},{"===":[{"var":"b"},1]}]}]})", "a == 1 -> a == 2"},
      {R"({"and":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]})",
       R"({"or":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]})",
       "a == 1 and b == 1 -> a == 1 or b == 1"},
      {R"({"some":[{"var":"l"},{"===":[{"var":"x"},1]}]})",
       R"({"some":[{"var":"l"},{"===":[{"var":"x"},2]}]})",
       "some it in l: (it.x == 1) -> some it in l: (it.x == 2)"},
      {"true", R"({"===":[{"var":"a"},1]})", "true -> a == 1"},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.a));
    CAPTURE(std::string(one.b));
    CHECK(verdict(one.a, one.b) == one.expected);
  }
}

TEST_CASE("other texts of the same meaning are proved to be it") {
  const std::pair<const char*, const char*> cases[] = {
      // the optimiser makes them equal
      {R"({"!":{"<":[{"var":"a"},1]}})", R"({">=":[{"var":"a"},1]})"},
      {R"({"<":[5,{"var":"x"}]})", R"({">":[{"var":"x"},5]})"},
      {"true", R"({"or":[true,{"===":[{"var":"a"},1]}]})"},
      // the truth table does: strict comparisons never throw, so their order does not matter
      {R"({"and":[{"===":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]})",
       R"({"and":[{"===":[{"var":"b"},1]},{"===":[{"var":"a"},1]}]})"},
      {R"({"or":[{"===":[{"var":"a"},1]},{"and":[{"!==":[{"var":"a"},1]},{"===":[{"var":"b"},1]}]}]})",
       R"({"or":[{"===":[{"var":"b"},1]},{"===":[{"var":"a"},1]}]})"},
      {R"({"or":[{"<":[{"var":"a"},1]},{"and":[{"<":[{"var":"a"},1]},{"<":[{"var":"b"},1]}]}]})",
       R"({"<":[{"var":"a"},1]})"},
  };
  for (const auto& [a, b] : cases) {
    CAPTURE(std::string(a));
    CAPTURE(std::string(b));
    CHECK(verdict(a, b) == "rewritten");
    CHECK(verdict(b, a) == "rewritten");
  }
}

TEST_CASE("what might differ in an error, or has too many atoms, is not proved") {
  // `a < 1` can throw: whichever is asked first decides between an error and `false`.
  CHECK(verdict(R"({"and":[{"<":[{"var":"a"},1]},{"<":[{"var":"b"},1]}]})",
                R"({"and":[{"<":[{"var":"b"},1]},{"<":[{"var":"a"},1]}]})") ==
        "a < 1 and b < 1 -> b < 1 and a < 1");
  auto chain = [](int atoms, bool is_turned) {
    std::string text;
    for (int i = 0; i < atoms; ++i) {
      int number = is_turned ? atoms - 1 - i : i;
      text += std::string(text.empty() ? "" : ",") + R"({"===":[{"var":"f)" +
              std::to_string(number) + R"("},{"var":"g"}]})";
    }
    return R"({"and":[)" + text + "]}";
  };
  auto grouped = [&](int atoms) {
    std::string all = chain(atoms, false);
    return R"({"or":[)" + all + R"(,{"and":[{"var":"f0"},)" + all + "]}]}";
  };
  CHECK(verdict(grouped(11), chain(11, false)) == "rewritten");
  CHECK(verdict(grouped(12), chain(12, false)) != "rewritten");
  const std::string many = R"({"or":[)" + chain(7, false) + "," + chain(7, false) + "]}";
  CHECK(verdict(many, chain(7, false)) == "rewritten");
}

TEST_CASE("under light validation a proof keeps what is read: other fields are checked otherwise") {
  const std::string both = R"({"or":[{"===":[{"var":"x"},1]},)"
                           R"({"and":[{"===":[{"var":"x"},1]},{"var":"y"}]}]})";
  const std::string one = R"({"===":[{"var":"x"},1]})";
  const std::string turned = R"({"===":[1,{"var":"x"}]})";
  const std::string schema =
      R"({"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"boolean"}}})";
  auto project = [&](const std::string& validate, const std::string& file,
                     const std::string& text) {
    return Files{{"rulec.yaml", "rulec: 1\nname: shop\nentry_points:\n  e: { validate: " +
                                    validate + ", context_schema: s.json }\n  f: {}\n"},
                 {"s.json", schema},
                 {file, text}};
  };
  auto with = [](const std::string& condition) { return R"("condition":)" + condition; };
  auto rule_of = [&](const std::string& condition) { return rule("r", with(condition)); };
  auto in_both = [&](const std::string& condition) {
    return R"({"id":"r","entry_point":["f","e"],)" + with(condition) + "}";
  };
  auto action_of = [](const std::string& value) {
    return rule("r", R"("actions":[{"type":"display_message","message":{"expr":)" + value + "}}]");
  };
  auto card_of = [&](const std::string& condition) {
    return R"({"scorecard":"s","entry_point":"e","items":[{"id":"i","points":1,)" +
           with(condition) + "}]}";
  };
  // What is never reached is read as well.
  const std::string unreached = R"({"if":[false,{"var":"y"},{"var":"x"}]})";
  const std::string reached = R"({"var":"x"})";
  struct Case {
    const char* file;
    std::string a;
    std::string b;
    bool has_same_reads;
  };
  const Case cases[] = {
      {"rules/r.rule.json", rule_of(both), rule_of(one), false},
      {"rules/r.rule.json", in_both(both), in_both(one), false},
      {"rules/r.rule.json", rule_of(turned), rule_of(one), true},
      {"rules/r.rule.json", action_of(unreached), action_of(reached), false},
      {"rules/r.rule.json", action_of(R"({"if":[true,{"var":"x"}]})"), action_of(reached), true},
      {"rules/s.scorecard.json", card_of(both), card_of(one), false},
      {"rules/s.scorecard.json", card_of(turned), card_of(one), true},
  };
  for (const Case& row : cases) {
    CAPTURE(row.a);
    CHECK(
        !compared(project("full", row.file, row.a), project("full", row.file, row.b)).may_differ());
    Comparison light =
        compared(project("light", row.file, row.a), project("light", row.file, row.b));
    CHECK(light.may_differ() == !row.has_same_reads);
    CHECK(compared(project("light", row.file, row.b), project("light", row.file, row.a))
              .may_differ() == !row.has_same_reads);
  }
  // Without a schema nothing is checked.
  auto no_schema = [&](const std::string& condition) {
    return Files{{"rulec.yaml", "rulec: 1\nname: shop\nentry_points:\n  e: { validate: light }\n"},
                 {"rules/r.rule.json", rule_of(condition)}};
  };
  CHECK(!compared(no_schema(both), no_schema(one)).may_differ());
  Comparison made =
      compare(*side_of(project("light", "rules/r.rule.json", rule_of(both)), Form::kBundle),
              *side_of(project("light", "rules/r.rule.json", rule_of(one)), Form::kBundle));
  CHECK(made.may_differ());
}

TEST_CASE("members of a rule") {
  CHECK(rules(rule("r", R"("priority":50)"), rule("r", R"("priority":150)")) ==
        Lines{"changed r: priority 50 -> 150"});
  CHECK(rules(rule("r", ""), rule("r", R"("active":false,"stop_processing":true)")) ==
        Lines{"changed r: active true -> false; stop_processing false -> true"});
  CHECK(rules(rule("r", R"("active_from":"2026-01-01")"),
              rule("r", R"("active_from":"2026-02-01")")) ==
        Lines{R"(changed r: active_from "2026-01-01" -> "2026-02-01")"});
  // Only people read these.
  CHECK(rules(rule("r", R"("description":"x")"), rule("r", R"("description":"y")")) ==
        Lines{R"(changed r proved: description "x" -> "y")"});
  // A decision shows the name.
  CHECK(rules(rule("r", R"("name":"x")"), rule("r", R"("name":"y")")) ==
        Lines{R"(changed r: name "x" -> "y")"});
  // Nobody is told of these, and of the order of names.
  CHECK(rules(rule("r", R"("x_a":1)"), rule("r", R"("x_a":2)")).empty());
  CHECK(rules(R"({"id":"r","entry_point":["a","b"]})", R"({"id":"r","entry_point":["b","a"]})") ==
        Lines{"rewritten r proved"});
  CHECK(rules(R"({"id":"r","entry_point":["a","b"]})", R"({"id":"r","entry_point":"a"})") ==
        Lines{"changed r: entry points a, b -> a"});
}

TEST_CASE("fields are pointers into the canonical text, and the text of rules and bundles is one") {
  Files a = with_condition(
      R"({"type":"jsonlogic","expr":{"and":[{">=":[{"var":["cart.total"]},100]},{"var":"x"}]}})");
  Files b = with_condition(R"({"and":[{">=":[{"var":"cart.total"},80]},{"var":"x"}]})");
  for (Form form : {Form::kSources, Form::kBundle}) {
    Comparison made = compare(*side_of(a, form), *side_of(b));
    REQUIRE(made.rules.changes.size() == 1);
    const DefinitionChange& change = made.rules.changes.front();
    REQUIRE(change.fields.size() == 1);
    CHECK(change.fields[0].path == "/condition/and/0/>=/1");
    CHECK(change.fields[0].a == "100");
    CHECK(change.fields[0].b == "80");
    CHECK(change.reads_as_a == "cart.total >= 100");
    CHECK(lines_of(made.settings).empty());
  }
  CHECK(compare(*side_of(b, Form::kBundle), *side_of(b)).rules.same == 1);
}

TEST_CASE("actions: added, removed, moved, and their arguments") {
  auto with = [](const std::string& actions) {
    return rule("r", R"("actions":[)" + actions + "]");
  };
  const std::string first = R"({"type":"display_message","id":"m1","message":"x"})";
  const std::string second =
      R"({"type":"display_message","id":"m2","message":{"expr":{"var":"t"}}})";
  CHECK(rules(with(first), with(R"({"type":"display_message","id":"m1","message":"y"})")) ==
        Lines{R"(changed r: action m1: message "x" -> "y")"});
  CHECK(rules(with(first), with(first + "," + second)) ==
        Lines{R"(changed r: action added  -> display_message(id: "m2", message: t))"});
  CHECK(rules(with(first + "," + second), with(second)) ==
        Lines{R"(changed r: action removed display_message(id: "m1", message: "x") -> )"});
  CHECK(rules(with(first + "," + second), with(second + "," + first)) ==
        Lines{"changed r: order of actions m1, m2 -> m2, m1"});
  // A computed argument of the same value.
  CHECK(rules(with(R"({"type":"display_message","message":{"expr":{"!":[{"!":[{"var":"t"}]}]}}})"),
              with(R"({"type":"display_message","message":{"expr":{"!!":{"var":"t"}}}})")) ==
        Lines{"rewritten r proved: action display_message: message not not t -> op(\"!!\", t)"});
  CHECK(rules(with(R"({"type":"display_message","message":"x","description":"a"})"),
              with(R"({"type":"display_message","message":"x","description":"b"})")) ==
        Lines{R"(changed r proved: action display_message: description "a" -> "b")"});
  // Each argument is compared with that of its own action.
  const std::string other =
      R"({"type":"display_message","id":"m2","message":{"expr":{"!":[{"!":[{"var":"t"}]}]}}},)";
  const std::string alike =
      R"({"type":"display_message","id":"m2","message":{"expr":{"!!":{"var":"t"}}}},)";
  auto last = [](const std::string& number) {
    return R"({"type":"update","operation":"set","target":"a.b","value":)" + number + "}";
  };
  auto is_proved = [&](const std::string& number) {
    Comparison made = compared({{"rules/r.rule.json", with(first + "," + other + last("1"))}},
                               {{"rules/r.rule.json", with(first + "," + alike + last(number))}});
    return !made.may_differ();
  };
  CHECK(is_proved("1"));
  CHECK(!is_proved("1.0"));
}

TEST_CASE("rules that come and go, and one that only has another name") {
  Files a = {{"rules/a.rule.json", rule("old", R"("condition":{"var":"x"})")},
             {"rules/b.rule.json", rule("gone", "")}};
  Files b = {{"rules/a.rule.json", rule("new", R"("condition":{"var":"x"},"priority":7)")},
             {"rules/c.rule.json", rule("other", "")}};
  CHECK(lines_of(compared(a, b).rules) ==
        Lines{"removed gone: entry point e, priority 0",
              "added new: entry point e, priority 7 (same condition and actions as old)",
              "removed old: entry point e, priority 0", "added other: entry point e, priority 0"});
}

TEST_CASE("a side with errors is compared, and nothing of it is proved") {
  Files a = with_condition(R"({"!":{"<":[{"var":"a"},1]}})");
  Files b = with_condition(R"({">=":[{"var":"a"},1]})");
  b.emplace_back("rules/bad.rule.json", rule("bad", R"("condition":{"at_least":[1,2]})"));
  Comparison made = compared(a, b);
  CHECK(made.may_differ());
  CHECK(lines_of(made.rules) ==
        Lines{"added bad: entry point e, priority 0", "changed r: condition not a < 1 -> a >= 1"});
}

TEST_CASE("scorecards") {
  auto card = [](const std::string& items, const std::string& rest) {
    return Files{{"rules/s.scorecard.json",
                  R"({"scorecard":"s","entry_point":"e","items":[)" + items + "]" + rest + "}"}};
  };
  const std::string items =
      R"({"id":"a","condition":{"!":{"<":[{"var":"n"},1]}},"points":2},{"id":"b"})";
  auto lines = [&](const std::string& other_items, const std::string& rest) {
    return lines_of(compared(card(items, R"(,"patterns":{"YY":"p","-Y":"q"},"default":"d")"),
                             card(other_items, rest))
                        .scorecards);
  };
  const std::string same = R"(,"patterns":{"-Y":"q","YY":"p"},"default":"d")";
  CHECK(lines(items, same).empty());
  CHECK(lines(R"({"id":"a","condition":{">=":[{"var":"n"},1]},"points":2},{"id":"b"})", same) ==
        Lines{"rewritten s proved: item a: condition not n < 1 -> n >= 1"});
  CHECK(lines(R"({"id":"a","condition":{"!":{"<":[{"var":"n"},1]}},"points":3,"weight":0.5})",
              R"(,"patterns":{"Y":"z"},"bands":[{"from":3,"recommend":"r"}])") ==
        Lines{R"(changed s: default "d" -> none; item a: points 2 -> 3; )"
              R"(item a: weight 1 -> 0.5; item b removed always -> ; )"
              R"(pattern -Y "q" -> none; pattern Y none -> "z"; pattern YY "p" -> none; )"
              R"(band from 3 none -> "r")"});
  CHECK(lines(R"({"id":"b"},{"id":"a","condition":{"!":{"<":[{"var":"n"},1]}},"points":2})",
              same) == Lines{"changed s: order of items a, b -> b, a"});
}

TEST_CASE("templates, by id and language") {
  auto file = [](const std::string& text) {
    return std::pair<std::string, std::string>(
        "templates/" + std::to_string(text.size()) + ".template.json", text);
  };
  Files a = {file(R"({"id":"t","content":{"title":"A","body":"x"},"description":"d"})"),
             file(R"({"id":"t","language":"de","content":{"title":"B","body":"x"}})")};
  Files b = {file(R"({"id":"t","content":{"title":"A","body":"x"},"description":"other"})"),
             file(R"({"id":"t","language":"de","content":{"title":"BB","body":"x"}})"),
             file(R"({"id":"t","language":"fr","content":{"title":"C"}})")};
  CHECK(lines_of(compared(a, b).templates) ==
        Lines{R"(changed t proved: description "d" -> "other")",
              R"(changed t de: content title "B" -> "BB")", "added t fr: language fr"});
}

TEST_CASE("settings of rulec.yaml") {
  auto files = [](const std::string& settings) {
    return Files{{"rulec.yaml", "rulec: 1\nname: shop\n" + settings},
                 {"rules/r.rule.json", rule("r", "")}};
  };
  Comparison made =
      compared(files("entry_points:\n  e: {}\n"),
               files("order: ascending\nentry_points:\n  e: { hit_policy: first, critical: true,\n"
                     "       updates: { cart.total: { type: number } } }\n  f: {}\n"
                     "effects:\n  send: {}\n"));
  CHECK(lines_of(made.settings) ==
        Lines{"order descending -> ascending", "entry_points.e.hit_policy all -> first",
              "entry_points.e.critical false -> true",
              "entry_points.e.updates  -> cart.total: number", "entry_points.f  -> declared",
              "effects.send  -> declared"});
  CHECK(made.may_differ());
  // Name and version say which ruleset it is, not what it decides.
  CHECK(!compared(files("version: 1.0.0\nentry_points:\n  e: {}\n"),
                  files("version: 2.0.0\nentry_points:\n  e: {}\n"))
             .may_differ());
}

TEST_CASE("a stripped bundle is compared by its bytecode") {
  Files a = with_condition(R"({"!":{"<":[{"var":"a"},1]}})");
  Files b = with_condition(R"({">=":[{"var":"a"},1]})");
  Files c = with_condition(R"({">=":[{"var":"a"},2]})");
  Comparison same = compare(*side_of(a, Form::kStripped), *side_of(b));
  CHECK(same.rules.same == 1);
  REQUIRE(same.notes.size() == 1);
  CHECK(same.notes[0].find("--strip") != std::string::npos);
  Comparison other = compare(*side_of(a, Form::kStripped), *side_of(c, Form::kBundle));
  CHECK(lines_of(other.rules) == Lines{"changed r: bytecode  -> "});
  CHECK(other.may_differ());
  CHECK(!other.sections.empty());
}

TEST_CASE("what is stripped of a template is no change of it") {
  Files files = {
      {"templates/t.template.json", R"({"id":"t","content":"{{ x.y | upper }} z"})"},
      {"rules/r.rule.json", rule("r", R"("actions":[{"type":"display_message","template":"t"}])")}};
  Comparison made = compare(*side_of(files, Form::kStripped), *side_of(files));
  CHECK(made.templates.same == 1);
  CHECK(!made.may_differ());
}
