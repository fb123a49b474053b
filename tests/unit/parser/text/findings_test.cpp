// What files of the text form are refused for by their reader: the grammar accepts it, or it has no
// tree at all. How mistakes of syntax are worded is in tests/golden/lint.
#include <utility>

#include "text_promises.h"
#include "text_twin.h"

namespace rulec::parser {
namespace {

std::string times(std::size_t count, std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += part;
  }
  return text;
}

struct Row {
  std::string text;
  std::string_view wanted;  // code and what it points at
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    TextFile file(row.text);
    CHECK(file.words() == std::string(row.wanted));
    CHECK(file.document.has_faults());
  }
}

TEST_CASE("findings: what stands twice") {
  check_rows(
      {{"@a(1) @a(2) rule r on e { }", "bad-annotation @a"},
       {"@meta(\"a\", 1) @a(2) rule r on e { }", "bad-annotation @a"},
       {"@name(\"a\") @name(\"b\") rule r on e { }", "bad-annotation @name"},
       {"/// a\n@description(\"b\") rule r on e { }", "bad-annotation @description"},
       {"@a({ b: 1, \"b\": 2 }) rule r on e { }", "duplicate-key @\"b\""},
       {with_then("f(a: 1, \"\\u0061\": 2)"), "duplicate-key @\"\\u0061\""},
       {with_then("f(a: { b: 1, b: x })"), "duplicate-key @b"},
       {with_then("update a = 1 with (value: 2)"), "duplicate-key @value"},
       {"rule r on e { test \"t\" { with { now: 1 } } }", "duplicate-key @now"},
       {"scorecard s on e { pattern \"Y\" = \"a\" pattern \"Y\" = \"b\" }", "duplicate-key @\"Y\""},
       {"rule r on e stop stop { }", "expected-token @stop"},
       {"rule r on e priority 1 priority 2 { }", "expected-token @2"},
       {"rule r on e { test \"t\" { now \"a\" now \"b\" } }", "expected-token @now"},
       {"scorecard s on e { default \"a\" default \"b\" }", "expected-token @default"},
       {"scorecard s on e { item i points 1 points 2 }", "expected-token @2"}});
}

TEST_CASE("findings: notes that say nothing") {
  check_rows({{"@a rule r on e { }", "expected-token @rule"},
              {"@a() rule r on e { }", "bad-annotation @a"},
              {"@a(1, 2) rule r on e { }", "bad-annotation @a"},
              {"@meta(\"a\") rule r on e { }", "bad-annotation @meta"},
              {"@meta(a, 1) rule r on e { }", "bad-annotation @a"},
              {"@x_names({}) rule r on e { }", "bad-annotation @x_names"},
              {"@x_comments([]) rule r on e { }", "bad-annotation @x_comments"},
              {"file @owner(\"t\")\nrule r on e { }", "bad-annotation @owner"},
              {"file @name(\"t\")\nrule r on e { }", "bad-annotation @name"}});
}

TEST_CASE("findings: values that no document can hold") {
  check_rows(
      {{with_when("a > 9223372036854775808"), "expected-token @9223372036854775808"},
       {with_when("a > 1e999"), "expected-token @1e999"},
       {with_when("a > -1e-999"), "expected-token @-1e-999"},
       {"rule r on e priority 99999999999999999999 { }", "expected-token @99999999999999999999"},
       {"@a([1, { b: 1e999 }]) rule r on e { }", "expected-token @1e999"},
       {"scorecard s on e { band from 1e999 = \"x\" }", "expected-token @1e999"},
       {with_when("a == \"\\ud800\""), "expected-token @\\ud800"},
       {with_when("a == \"\\udc00\\ud800\""), "expected-token @\\udc00"},
       {with_when("a == \"\\u0000\""), "expected-token @\\u0000"},
       {"rule \"\\ud800\" on e { }", "expected-token @\\ud800"},
       {"rule r on \"\\ud800\" { }", "expected-token @\\ud800"},
       {with_then("f(\"\\ud800\": 1)"), "expected-token @\\ud800"},
       {"@a({ \"\\ud800\": 1 }) rule r on e { }", "expected-token @\\ud800"},
       {"@\"\\ud800\"(1) rule r on e { }", "expected-token @\\ud800"},
       {with_when("op(\"\\ud800\", a)"), "expected-token @\\ud800"},
       {"rule r on e { active from \"\\ud800\" }", "expected-token @\\ud800"},
       {"rule r on e { test \"\\ud800\" { } }", "expected-token @\\ud800"},
       {with_then("call \"\\ud800\"()"), "expected-token @\\ud800"},
       {"scorecard s on e { pattern \"\\ud800\" = \"a\" }", "expected-token @\\ud800"}});
}

TEST_CASE("findings: bytes that are no text") {
  for (auto [bytes, wanted] : {std::pair("\xef\xbb\xbfrule r on e { }", "byte-order-mark"),
                               std::pair("rule r on e { } // \xc3", "not-utf8"),
                               std::pair("rule \xff on e { }", "not-utf8")}) {
    TextFile file(bytes);
    REQUIRE(file.findings.size() == 1);
    CHECK(std::string(diag::row_of(file.findings[0].code).name) == wanted);
  }
  CHECK(TextFile(std::string_view("rule r on e { \0 }", 17)).errors == 1);
}

TEST_CASE("findings: what the grammar accepts and the language does not") {
  check_rows({{with_when("({ a: 1 })"), "expected-token @a"},
              {with_when("f(a: 1)"), "expected-token @:"},
              {with_when("f(...a, b)"), "expected-token @,"},
              {with_when("f(a, ...b)"), "expected-token @..."},
              {with_when("1 < a <= 2"), "expected-token @<="},
              {with_when("preserve(a)"), "expected-token @a"},
              {with_when("preserve(1, 2)"), "expected-token @,"},
              {with_when("op()"), "expected-token @)"},
              {with_when("op(a)"), "expected-token @a"},
              {with_when("some all in l: (all)"), "expected-token @all"},
              {with_when("in"), "expected-token @in"},
              {with_when("and == 1"), "expected-token @and"},
              {with_when("some i in l: (missing a.b)"), "expected-token @a.b"},
              {with_when("all i in l: (some j in i.m: (missing i.n))"), "expected-token @i.n"},
              {with_then("f(x: expr())"), "expected-token @)"},
              {with_then("f(x: expr(1, 2))"), "expected-token @2"},
              {with_then("call f(a: 1)"), "expected-token @a"},
              {with_then("f(...x)"), "expected-token @..."},
              {"rule r on e { active }", "expected-token @}"},
              {"rule r on e { test \"t\" { given a } }", "expected-token @a"},
              {"rule r on e { test \"t\" { with [] } }", "expected-token @["},
              {"scorecard s on e, f { }", "expected-token @,"},
              {with_when("$m.bad"), "unknown-result @m"},
              {with_then("f() when ($m.bad)"), "unknown-result @m"},
              {with_then("m = f(a: $m.x + 1)"), "unknown-result @m"},
              {"entry_point a\nentry_point b\nrule a { }", "duplicate-key @entry_point b"},
              {"rule a on e { }\nentry_point x", "expected-token @entry_point"},
              {"rule a on e { }\nfile @x_a(1)", "expected-token @file"}});
}

TEST_CASE("findings: too deep, at the first byte that is one too many") {
  constexpr std::size_t kMany = 60'000;
  for (const std::string& text :
       {with_when(times(kMany, "(") + "a"), with_when(times(kMany, "[") + "a"),
        with_when(times(kMany, "not ") + "a"), with_when(times(kMany, "- ") + "a"),
        with_when(times(kMany, "f(") + "a"), with_when(times(kMany / 4, "some i in ") + "a"),
        with_when(times(kMany / 8, "some i in l: (") + "a"),
        with_when("a" + times(kMany / 3, ".f()")), with_when("f()" + times(kMany / 4, ".g()")),
        with_when("a" + times(kMany / 4, " + b - c")), with_then("f(x: " + times(kMany, "[") + ")"),
        with_then("f(x: " + times(kMany / 3, "{ a: ") + "1)"),
        with_then(times(kMany / 5, "if (a) { ")), "@a(" + times(kMany, "[") + ") rule r on e { }",
        "rule r on e { test \"t\" { given " + times(kMany / 3, "{ a: ") + " } }",
        "rule r { when { " + times(kMany, "!") + "a } then { } }",
        "rule r { when { f()" + times(kMany / 4, ".Add()") + " } then { } }"}) {
    CAPTURE(text.substr(0, 80));
    testing::TextOutcome outcome = testing::keep_promises(text);
    CHECK(outcome.broken == "");
    CHECK(outcome.errors >= 1);
    CHECK(outcome.errors <= 2);
  }
}

TEST_CASE("findings: the deepest that is allowed reads, prints and reads back") {
  for (auto [open, close, unit] :
       {std::tuple("not ", "", 1), std::tuple("- ", "", 2), std::tuple("f(", ")", 2),
        std::tuple("[", "]", 1), std::tuple("some i in l: (", ")", 2)}) {
    CAPTURE(std::string(open));
    bool was_read = true;
    std::size_t deepest = 0;
    for (std::size_t depth = 1; was_read && depth < 200; ++depth) {
      testing::TextOutcome outcome =
          testing::keep_promises(with_when(times(depth, open) + "a" + times(depth, close)));
      CHECK(outcome.broken == "");
      was_read = outcome.is_read;
      deepest = was_read ? depth : deepest;
    }
    CHECK(!was_read);
    CHECK(deepest >= kMaxRuleDepth / (static_cast<std::size_t>(unit) + 1));
  }
}

TEST_CASE("findings: one broken declaration hides no other") {
  TextFile file(
      "rule a on e { when x = 1 }\nrule b on e { }\nrule c on e { when (y }\nrule d on e { }\n"
      "rule e on { }\nflow f on e { steps { f( } }\nrule g on e { when 1e999 > z }");
  CHECK(file.errors == 5);
  CHECK(file.json() == R"({"rules":[{"id":"b","entry_point":"e"},{"id":"d","entry_point":"e"}]})");
  CHECK(file.document.has_faults());
}

TEST_CASE("findings: after a hundred no more are kept") {
  TextFile file(times(100'000, "rule r on e { when = }\n"));
  CHECK(file.findings.size() == kMaxDiagnosticsPerFile);
  CHECK(file.errors == 100'000);
}

}  // namespace
}  // namespace rulec::parser
