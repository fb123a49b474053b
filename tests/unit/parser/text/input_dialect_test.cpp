// The input dialect of existing files (language.md section 11.1): each of its spellings, and what
// is an error in it or outside of it.
#include "text_twin.h"

namespace rulec::parser {
namespace {

struct Row {
  std::string_view text;
  std::string_view json;
};

std::string in_when(std::string_view predicates) {
  return "rule r on e { when { " + std::string(predicates) + " } then { } }";
}
std::string in_then(std::string_view actions) {
  return "rule r on e { when { } then { " + std::string(actions) + " } }";
}
std::string condition_json(std::string_view json) {
  return rule_json(R"("condition":)" + std::string(json) + R"(,"actions":[])");
}
std::string actions_json(std::string_view json) {
  return rule_json(R"("actions":)" + std::string(json));
}

TEST_CASE("input dialect: predicates and operators") {
  constexpr Row kRows[] = {
      {"a == 1\n(b > 2)\nc",
       R"({"and":[{"===":[{"var":"a"},1]},{">":[{"var":"b"},2]},{"var":"c"}]})"},
      {"a == 1 +\n2", R"({"===":[{"var":"a"},{"+":[1,2]}]})"},
      {"a && b\nc", R"({"and":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
      {"a || b\nc", R"({"and":[{"or":[{"var":"a"},{"var":"b"}]},{"var":"c"}]})"},
      {"a && b or c", R"({"or":[{"and":[{"var":"a"},{"var":"b"}]},{"var":"c"}]})"},
      {"!a == b", R"({"===":[{"!":{"var":"a"}},{"var":"b"}]})"},
      {"!(a == b)", R"({"!":{"===":[{"var":"a"},{"var":"b"}]}})"},
      {"a != nil", R"({"!==":[{"var":"a"},null]})"},
      {"a.nil == nil.b", R"({"===":[{"var":"a.nil"},{"var":"nil.b"}]})"},
      {"len(a)", R"({"length":{"var":"a"}})"},
      {"a[0].b", R"({"var":"a.0.b"})"},
      {"sum(l, {.f.g})", R"({"sum":{"map":[{"var":"l"},{"var":"f.g"}]}})"},
      {"time.Now()", R"({"now":[]})"},
      {"a.b.After(c)", R"({">":[{"instant":{"var":"a.b"}},{"instant":{"var":"c"}}]})"},
      {"a.Before(time.Now())", R"({"<":[{"instant":{"var":"a"}},{"instant":{"now":[]}}]})"},
      {"a.After(time.Now().Add(-7*24*time.Hour))",
       R"({">":[{"instant":{"var":"a"}},{"instant":{"date_add":[{"now":[]},-604800]}}]})"},
      {"t.Add(time.Minute * 2)", R"({"date_add":[{"var":"t"},120]})"},
      {"t.Add(-(1.5 * time.Second * 2))", R"({"date_add":[{"var":"t"},-3]})"},
      {"f(a).Add(time.Hour)", R"({"date_add":[{"f":[{"var":"a"}]},3600]})"},
      {"some i in l: (i.at.After(x))",
       R"({"some":[{"var":"l"},{">":[{"instant":{"var":"at"}},{"instant":{"val":[[2],"x"]}}]}]})"}};
  for (const Row& row : kRows) {
    check_twin(in_when(row.text), condition_json(row.json));
  }
}

TEST_CASE("input dialect: the length of a field") {
  constexpr std::string_view kText = "order.items.length > 0";
  check_twin(in_when(kText), condition_json(R"({">":[{"var":"order.items.length"},0]})"));
  std::vector<std::string> asked;
  TextOptions options{.has_length = [&](std::string_view entry_point, std::string_view path) {
    asked.push_back(std::string(entry_point) + ":" + std::string(path));
    return path == "order.items";
  }};
  check_twin(in_when(kText), condition_json(R"({">":[{"length":{"var":"order.items"}},0]})"),
             options);
  CHECK(asked == std::vector<std::string>{"e:order.items"});
  check_twin(in_when("order.box.length > 0"),
             condition_json(R"({">":[{"var":"order.box.length"},0]})"), options);
  // The canonical form has no such spelling.
  check_twin(with_when(kText), rule_json(R"("condition":{">":[{"var":"order.items.length"},0]})"),
             options);
}

TEST_CASE("input dialect: results") {
  constexpr Row kRows[] = {
      {"x = f()", R"([{"type":"f","as":"x"}])"},
      {"f() -> x", R"([{"type":"f","as":"x"}])"},
      {"x = V() -> y\nf(a: $x, b: $y.c)",
       R"([{"type":"V","as":"y"},{"type":"f","a":{"$ref":"y"},"b":{"$ref":"y","path":"c"}}])"},
      {"x = V() -> y\nif (x.bad && y.worse) { f() }",
       R"([{"type":"V","as":"y"},{"type":"f","when":{"expr":{"and":[{"var":"y.bad"},)"
       R"({"var":"y.worse"}]}}}])"},
      // A value that is a result needs no sign, and nothing else is one.
      {"x = V()\nf(a: x.b, c: [x], d: y.x, e: x.b + 1)",
       R"([{"type":"V","as":"x"},{"type":"f","a":{"$ref":"x","path":"b"},"c":[{"$ref":"x"}],)"
       R"("d":{"expr":{"var":"y.x"}},"e":{"expr":{"+":[{"var":"x.b"},1]}}}])"},
      {"x = f(a: x.b)", R"([{"type":"f","as":"x","a":{"expr":{"var":"x.b"}}}])"},
      {"f(a: nil, b: len(x))", R"([{"type":"f","a":null,"b":{"expr":{"length":{"var":"x"}}}}])"}};
  for (const Row& row : kRows) {
    check_twin(in_then(row.text), actions_json(row.json));
  }
}

TEST_CASE("input dialect: positional values") {
  constexpr std::string_view kText = "V(\"a\", { b: c }, z: 1)";
  check_twin(in_then(kText),
             actions_json(R"([{"type":"V","z":1,"args":["a",{"b":{"expr":{"var":"c"}}}]}])"));
  TextOptions options{.positional = [](std::string_view effect) {
    return effect == "V" ? std::vector<std::string>{"first", "second"} : std::vector<std::string>{};
  }};
  check_twin(
      in_then(kText),
      actions_json(R"([{"type":"V","z":1,"first":"a","second":{"b":{"expr":{"var":"c"}}}}])"),
      options);
  // More values than names, and an effect that has none.
  check_twin(in_then("V(1, 2, 3)"), actions_json(R"([{"type":"V","args":[1,2,3]}])"), options);
  check_twin(in_then("W(1)"), actions_json(R"([{"type":"W","args":[1]}])"), options);
  CHECK(TextFile(in_then("V(1, first: 2)"), options).words() == "duplicate-key @1");
}

TEST_CASE("input dialect: local names") {
  constexpr Row kRows[] = {
      {"t = a + 1\nf(x: $t)", R"([{"type":"f","x":{"expr":{"+":[{"var":"a"},1]}}}])"},
      {"t = \"text\"\nf(x: $t)", R"([{"type":"f","x":"text"}])"},
      {"t = a\nu = $t * 2\nf(x: $u)", R"([{"type":"f","x":{"expr":{"*":[{"var":"a"},2]}}}])"},
      {"t = a\nif ($t) { f() }", R"([{"type":"f","when":{"expr":{"var":"a"}}}])"},
      {"t = a.b\nf(x: some i in l: ($t == i))",
       R"([{"type":"f","x":{"expr":{"some":[{"var":"l"},{"===":[{"val":[[2],"a","b"]},)"
       R"({"var":""}]}]}}}])"},
      // The name of an item is no path of what stands in its body by another name.
      {"t = i.b\nf(x: some i in l: ($t == i))",
       R"([{"type":"f","x":{"expr":{"some":[{"var":"l"},{"===":[{"val":[[2],"i","b"]},)"
       R"({"var":""}]}]}}}])"},
      {"t = sum(l, {.p})\nf(x: { y: $t })",
       R"([{"type":"f","x":{"y":{"expr":{"sum":{"map":[{"var":"l"},{"var":"p"}]}}}}}])"}};
  for (const Row& row : kRows) {
    check_twin(in_then(row.text), actions_json(row.json));
  }
  // Names that mean themselves, or a part of what is no result.
  for (std::string_view text : {"t = $t + 1\nf(x: $t)", "t = $u + 1\nu = $t + 1\nf(x: $t)",
                                "t = a + 1\nf(x: $t.b)", "t = a\nt = b\nf(x: $t)"}) {
    CAPTURE(std::string(text));
    TextFile file(in_then(text));
    CHECK(file.errors == 1);
  }
}

TEST_CASE("input dialect: names for values that do not do what they seem to") {
  // Nothing reads it: it may have been meant as a step.
  CHECK(TextFile(in_then("done = length(x) f()")).words() == "legacy-construct @done = length(x)");
  // It would be put in whatever the test says.
  CHECK(TextFile(in_then("if (a) { r = 5 } f(x: $r)")).words() == "legacy-construct @r");
  // In a test the sign may be left out.
  check_twin(in_then("l = a * 2 if (l > 1) { f() }"),
             actions_json(R"([{"type":"f","when":{"expr":{">":[{"*":[{"var":"a"},2]},1]}}}])"));
  // A number alone would be nanoseconds.
  CHECK(TextFile(in_when("t.Add(90)")).words() == "foreign-method @Add");
  CHECK(TextFile(in_when("t.Add(time.Hour * time.Hour)")).words() == "foreign-method @Add");
}

TEST_CASE("input dialect: the first name of a result means the second everywhere") {
  check_twin(in_then("x = f() -> y if (exists x.a && missing x.b) { g() }"),
             actions_json(R"([{"type":"f","as":"y"},{"type":"g","when":{"expr":{"and":[)"
                          R"({"exists":["y","a"]},{"missing":["y.b"]}]}}}])"));
}

TEST_CASE("input dialect: what is copied does not multiply without end") {
  std::string tests = "x";
  std::string steps;
  for (int i = 0; i < 2000; ++i) {
    tests += " and x";
    steps += " f()";
  }
  TextFile file("rule a on b { then if (" + tests + ") {" + steps + " } }");
  CHECK(file.findings.size() == 1);
  CHECK(file.findings[0].code == diag::Code::kTooManyValues);
}

TEST_CASE("input dialect: a name in a name in a name is bounded") {
  std::string text = "t0 = a + a\n";
  for (int i = 1; i < 40; ++i) {
    std::string before = std::to_string(i - 1);
    std::string name = std::to_string(i);
    text.append("t").append(name).append(" = $t").append(before).append(" + $t");
    text.append(before).append("\n");
  }
  TextFile file(in_then(text + "f(x: $t39)"));
  REQUIRE(file.findings.size() == 1);
  CHECK(file.document.has_faults());
  CHECK(file.document.size() < 200'000);
}

TEST_CASE("input dialect: heads") {
  constexpr Row kRows[] = {
      {"rule \"Big  Order!\" on e { when { } then { } }",
       R"({"id":"Big_Order_","name":"Big  Order!","entry_point":"e","actions":[]})"},
      {"rule \"a.b-c\" on e { when { } then { } }",
       R"({"id":"a.b-c","entry_point":"e","actions":[]})"},
      {"@name(\"n\") rule \"a b\" on e { when { } then { } }",
       R"({"id":"a_b","name":"n","entry_point":"e","actions":[]})"},
      {"entry_point shop\nrule a { when { } then { } }",
       R"({"id":"a","entry_point":"shop","actions":[]})"},
      {"flow \"a b\" on e { when { x\ny } steps { } }",
       R"({"flow":"a_b","name":"a b","entry_point":"e",)"
       R"("condition":{"and":[{"var":"x"},{"var":"y"}]},"steps":[]})"},
      {"rule a on e { when { x } then { f() } when { y } then { } when { } then { g() } }",
       R"({"rules":[{"id":"a","entry_point":"e","condition":{"var":"x"},"actions":[{"type":"f"}]},)"
       R"({"id":"a.02","entry_point":"e","condition":{"var":"y"},"actions":[]},)"
       R"({"id":"a.03","entry_point":"e","actions":[{"type":"g"}]}]})"}};
  for (const Row& row : kRows) {
    check_twin(row.text, row.json);
  }
}

TEST_CASE("input dialect: without an entry point it is the default one, with a hint") {
  TextFile file("rule \"a b\" { when { } then { } }\nrule c { when { } then { } }");
  CHECK(file.errors == 0);
  CHECK(file.words() == "default-entry-point @\"a b\", default-entry-point @c");
  CHECK(file.json().find(R"("entry_point":"default")") != std::string::npos);
}

TEST_CASE("input dialect: methods without a twin name their counterpart") {
  struct Method {
    std::string_view text;
    std::string_view method;
    std::string_view help;
  };
  constexpr Method kRows[] = {
      {"user.name.HasPrefix(\"x\")", "user.name.HasPrefix", "`starts_with(user.name, \"x\")`"},
      {"time.Now().Sub(x)", "time.Now().Sub", "`date_diff("},
      {"a.Contains(b)", "a.Contains", "`b in a`"},
      {"a.toLowerCase()", "a.toLowerCase", "`lower(a)`"},
      {"a.Add(x)", "a.Add", "`date_add(a, d)`"},
      {"a.Add(1.5)", "a.Add", "`date_add(a, d)`"},
      {"a.Nowhere()", "a.Nowhere", "`"},
      {"f(a).Frob()", "f(a).Frob", "`"}};
  for (const Method& row : kRows) {
    CAPTURE(std::string(row.text));
    TextFile file(in_when(row.text));
    REQUIRE(file.findings.size() == 1);
    std::string message = diag::message_of(file.findings[0]);
    CAPTURE(message);
    CHECK(message.find("`" + std::string(row.method) + "`") != std::string::npos);
    REQUIRE(file.findings[0].helps.size() == 1);
    CHECK(file.findings[0].helps[0].find(row.help) != std::string::npos);
  }
}

TEST_CASE("input dialect: its spellings are errors in the canonical form") {
  for (std::string_view condition :
       {"a && b", "a || b", "!a", "a.After(b)", "time.Now()", "sum(l, {.f})", "f(a).Add(1)"}) {
    CAPTURE(std::string(condition));
    CHECK(TextFile(with_when(condition)).errors == 1);
  }
  for (std::string_view actions : {"f() -> x", "x = a + 1", "f(\"x\")"}) {
    CAPTURE(std::string(actions));
    CHECK(TextFile(with_then(actions)).errors == 1);
  }
}

}  // namespace
}  // namespace rulec::parser
