// The lints of logic: what triggers them, what looks alike and does not, and what their fixes make.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "memory_file_system.h"
#include "tooling/analysis.h"
#include "tooling/lint/logic/domain.h"

namespace rulec::tooling {
namespace {

using diag::Code;

struct Found {
  std::unique_ptr<Build> build;
  std::vector<diag::Diagnostic> findings;

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> made;
    for (const diag::Diagnostic& finding : findings) {
      made.push_back(diag::code_text(finding.code) + " " + diag::message_of(finding));
    }
    return made;
  }
};

constexpr std::string_view kConfig = "rulec: 1\nname: made\nentry_points:\n  e: {}\n";

Found linted(const std::string& path, const std::string& rules, const std::string& schema = "",
             std::string_view config = kConfig) {
  testing::MemoryFileSystem disk;
  disk.add_file("rulec.yaml", std::string(config));
  disk.add_file(path, rules);
  if (!schema.empty()) {
    disk.add_file("schemas/e.context.json", schema);
  }
  diag::Collector collector;
  Analysis analysis = analyse(disk, {.now_ms = 0, .selection = {}}, collector);
  Found found{.build = std::move(analysis.build), .findings = collector.take_sorted()};
  std::erase_if(found.findings, [](const diag::Diagnostic& finding) {
    auto number = static_cast<unsigned>(finding.code);
    return number < 3001 || number > 3009 || number == 3007 || number == 3008;
  });
  return found;
}

Found condition(const std::string& text, const std::string& schema = "") {
  return linted(
      "rules/r.eff",
      "rule r on e {\n  when " + text + "\n  then\n    display_message(message: \"m\")\n}\n",
      schema);
}

using Lines = std::vector<std::string>;

std::string fixed(const Found& found) {
  REQUIRE(found.findings.size() == 1);
  REQUIRE(found.findings[0].fixes.size() == 1);
  const diag::Edit& edit = found.findings[0].fixes[0].edits.at(0);
  std::string text(found.build->sources.at(edit.span.source).bytes());
  return text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.new_text);
}

constexpr const char* kSchema = R"({ "type": "object", "required": ["n", "s"], "properties": {
  "n": { "type": "integer", "minimum": 1, "maximum": 9 }, "m": { "type": "integer" },
  "s": { "type": "string", "enum": ["a", "b", "c"] } } })";

TEST_CASE("what bounds of the schema settle is always true or false") {
  CHECK(condition("n >= 1 and s == \"a\"", kSchema).lines() ==
        Lines{"RC3001 `n >= 1` is always true"});
  CHECK(condition("n > 9 or s == \"a\"", kSchema).lines() ==
        Lines{"RC3002 `n > 9` is always false"});
  CHECK(condition("n > 5 and n < 6", kSchema).lines() ==
        Lines{"RC3002 `n > 5 and n < 6` is always false"});
  CHECK(condition("s == \"a\" or s in [\"b\", \"c\"]", kSchema).lines() ==
        Lines{"RC3001 `s == \"a\" or s in [\"b\", \"c\"]` is always true"});
  CHECK(condition("n >= 2 and n <= 8 and s in [\"a\", \"b\"]", kSchema).lines().empty());
}

TEST_CASE("a field that may be absent counts as null, a text as its number or an error") {
  // null < 5, so that the two leave nothing out; without a schema a text throws
  CHECK(condition("m > 4 or m < 5", kSchema).lines() ==
        Lines{"RC3001 `m > 4 or m < 5` is always true"});
  CHECK(condition("m > 4 or m < 5").lines().empty());
  CHECK(condition("x > 5 and x < 6").lines().empty());  // 5.5
  CHECK(condition("x > 5 and x < 5").lines() == Lines{"RC3002 `x > 5 and x < 5` is always false"});
  // "10" is greater than 5 as a number and less than "2" as a text
  CHECK(condition("x > 5 and x < \"2\"").lines().empty());
  CHECK(condition("x == \"a\" and x == \"b\"").lines() ==
        Lines{"RC3002 `x == \"a\" and x == \"b\"` is always false"});
}

TEST_CASE("a fault is one finding: the smallest part that is at fault") {
  CHECK(condition("not (x > 5 and x < 3) and (y == 1 or x > 7)").lines() ==
        Lines{"RC3002 `x > 5 and x < 3` is always false"});
  CHECK(condition("false and x == 1").lines() ==
        Lines{"RC3009 `x == 1` is never reached: the literal before it decides already"});
  CHECK(condition("x == 1 and true").lines().empty());
}

TEST_CASE("an operand that another one implies goes") {
  Found text = condition("x > 5 and y == 1 and x > 3");
  CHECK(text.lines() == Lines{"RC3005 `x > 3` is redundant: it holds whenever `x > 5` does"});
  CHECK(text.findings[0].fixes[0].fix_class == diag::FixClass::kSafe);
  CHECK(fixed(text).find("when x > 5 and y == 1\n") != std::string::npos);
  CHECK(fixed(condition("x > 3 and x > 5 and y == 1")).find("when x > 5 and y == 1\n") !=
        std::string::npos);
  Found json = linted("rules/r.rule.json",
                      R"({"id":"r","entry_point":"e","condition":{"or":[{">":[{"var":"x"},3]},)"
                      R"({"===":[{"var":"x"},7]}]},"actions":[]})");
  CHECK(fixed(json).find(R"("condition":{">":[{"var":"x"},3]},)") != std::string::npos);
}

TEST_CASE("an operand stays that says something for an error, for null, or for people") {
  CHECK(condition("x != null and x > 3").lines().empty());
  CHECK(condition("(y == 1 and x > 3) or y == 1").lines().empty());  // x may throw before
  CHECK(condition("y == 1 or (y == 1 and x > 3)").lines().size() == 1);
  CHECK(condition("x > 3 and z > 3").lines().empty());
  // in parentheses: reported, and left to the author
  Found found = condition("y == 1 or (y == 1 and x > 3)");
  CHECK(found.findings[0].fixes.empty());
}

TEST_CASE("a branch that nothing leads to") {
  CHECK(
      condition("op(\"if\", x > 5, y == 1, x > 7, y == 2, y == 3)").lines() ==
      Lines{"RC3009 `y == 2` is never reached: its test never holds where those before it do not"});
  CHECK(condition("op(\"if\", x > 7, y == 1, x > 5, y == 2, y == 3)").lines().empty());
  CHECK(condition("op(\"if\", s == \"a\", m == 1, s in [\"b\", \"c\"], m == 2, m == 3)", kSchema)
            .lines() ==
        Lines{"RC3009 `m == 3` is never reached: one of the tests before it always holds"});
}

std::string pair(const std::string& first, const std::string& second) {
  return "rule a on e " + first + "\n  then\n    display_message(message: \"a\")\n}\n" +
         "rule b on e " + second + "\n  then\n    display_message(message: \"b\")\n}\n";
}

TEST_CASE("a rule that an earlier one shadows") {
  Found found = linted("rules/r.eff", pair("priority 2 stop {\n  when x > 3",
                                           "priority 1 {\n  when x > 5 and y == 1"));
  CHECK(found.lines() == Lines{"RC3004 `b` can never fire: `a` always decides first"});
  REQUIRE(found.findings[0].witness.has_value());
  CHECK(found.findings[0].witness->context == R"({"x":6,"y":1})");
  CHECK(found.findings[0].witness->entry_point == "e");
  auto is_silent = [](const std::string& first, const std::string& second) {
    return linted("rules/r.eff", pair(first, second)).lines().empty();
  };
  CHECK(is_silent("priority 2 {\n  when x > 3", "priority 1 {\n  when x > 5"));       // no stop
  CHECK(is_silent("priority 1 stop {\n  when x > 3", "priority 2 {\n  when x > 5"));  // later
  CHECK(is_silent("priority 2 stop {\n  when x > 5", "priority 1 {\n  when x > 3"));  // narrower
  CHECK(is_silent("priority 2 stop {\n  active until 2026-01-01\n  when x > 3",
                  "priority 1 {\n  when x > 5"));
  CHECK(is_silent("priority 2 stop {\n  when y > 1 or x > 3", "priority 1 {\n  when x > 5"));
  CHECK(is_silent("priority 2 stop inactive {\n  when x > 3", "priority 1 {\n  when x > 5"));
}

TEST_CASE("an update of what is read says nothing is known") {
  std::string config = "rulec: 1\nname: made\nentry_points:\n  e: { updates: { x: {} } }\n";
  std::string rules = pair("priority 2 stop {\n  when x > 3", "priority 1 {\n  when x > 5") +
                      "rule c on e priority 3 {\n  then\n    update x = 1\n}\n";
  CHECK(linted("rules/r.eff", rules, "", config).lines().empty());
}

TEST_CASE("ties where the order matters") {
  Found found = linted("rules/r.eff", pair("stop {\n  when x > 3", "{\n  when y == 1"));
  CHECK(found.lines() ==
        Lines{"RC3006 `b` and `a` have the same priority: where both hold, the order of their ids "
              "says whether `a` stops the other one"});
  REQUIRE(found.findings[0].witness.has_value());
  CHECK(linted("rules/r.eff", pair("{\n  when x > 3", "{\n  when y == 1")).lines().empty());
  CHECK(linted("rules/r.eff", pair("stop {\n  when x > 3", "{\n  when x < 3")).lines().empty());
  CHECK(linted("rules/r.eff", pair("priority 1 stop {\n  when x > 3", "{\n  when y == 1"))
            .lines()
            .empty());
}

TEST_CASE("the same condition twice") {
  CHECK(linted("rules/r.eff", pair("{\n  when x > 3 and y == 1", "{\n  when 3 < x and y == 1"))
            .lines() == Lines{"RC3003 `b` has the condition of `a`"});
  CHECK(linted("rules/r.eff", pair("{\n  when true", "{\n  when true")).lines().empty());
  CHECK(linted("rules/r.eff", pair("{\n  when x > 3", "{\n  when x > 4")).lines().empty());
}

constexpr std::string_view kWritable =
    "rulec: 1\nname: made\nentry_points:\n  e: { updates: { x: {} } }\n";

TEST_CASE("conditions on what a rule before writes are not the same condition twice") {
  auto rules = [](const std::string& target) {
    return "rule a on e priority 2 {\n  when x == 1\n  then update " + target +
           " = 2\n}\nrule b on e priority 1 {\n  when x == 1\n  then display_message(message: "
           "\"m\")\n}\n";
  };
  CHECK(linted("rules/r.eff", rules("x"), "", kWritable).lines().empty());
  constexpr std::string_view kOther =
      "rulec: 1\nname: made\nentry_points:\n  e: { updates: { y: {} } }\n";
  CHECK(linted("rules/r.eff", rules("y"), "", kOther).lines() ==
        Lines{"RC3003 `b` has the condition of `a`"});
}

TEST_CASE("a duplicate is shown with a context in which both fire, or with none") {
  auto rules = [](const std::string& stop) {
    return "rule s on e priority 3 " + stop +
           "{\n  when x > 0 and z == 1\n  then "
           "display_message(message: \"s\")\n}\nrule a on e priority 2 {\n  when x > 3\n  then "
           "display_message(message: \"a\")\n}\nrule b on e priority 1 {\n  when 3 < x\n  then "
           "display_message(message: \"b\")\n}\n";
  };
  for (const char* stop : {"", "stop "}) {
    Found found = linted("rules/r.eff", rules(stop));
    REQUIRE(found.lines() == Lines{"RC3003 `b` has the condition of `a`"});
    REQUIRE(found.findings[0].witness.has_value());
    CHECK_FALSE(found.findings[0].witness->context.contains("\"z\":1"));
  }
  // Whenever `a` and `b` hold, a rule before them stops.
  Found found =
      linted("rules/r.eff",
             "rule s on e priority 3 stop {\n  when x > 0\n  then display_message(message: "
             "\"s\")\n}\nrule a on e priority 2 {\n  when x > -1 and y == 1\n  then "
             "display_message(message: \"a\")\n}\nrule b on e priority 1 {\n  when -1 < x and "
             "y == 1\n  then display_message(message: \"b\")\n}\n",
             R"({ "type": "object", "required": ["x"], "properties": {
                         "x": { "type": "integer", "minimum": 1 }, "y": { "type": "integer" } } })");
  auto said = std::ranges::find(found.findings, Code::kDuplicateCondition, &diag::Diagnostic::code);
  if (said != found.findings.end()) {
    CHECK_FALSE(said->witness.has_value());
  }
}

TEST_CASE("more cells than are looked at are not made") {
  constexpr std::int64_t kMany = 900;
  std::vector<Test> tests;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < kMany; ++i) {
    texts.push_back("t" + std::to_string(i));
  }
  for (std::int64_t i = 0; i < kMany; ++i) {
    for (const Value& constant : {Value::integer(i), Value::string(texts[std::size_t(i)])}) {
      tests.push_back({.kind = Test::Kind::kCompare,
                       .comparison = value::Comparison::kLess,
                       .constant = constant,
                       .items = {}});
    }
  }
  std::vector<const Test*> asked;
  for (const Test& test : tests) {
    asked.push_back(&test);
  }
  Arena arena;
  CHECK_FALSE(domain_of(Subject{.key = "x", .path = {}, .bounds = {}}, asked, arena).has_value());
  constexpr std::size_t kEnough = 200'000;
  CHECK(arena.used_bytes() < kEnough);
}

TEST_CASE("cells cover all values: each constant, what lies between, and other texts") {
  Arena arena;
  Subject subject{.key = "x", .path = Path{"x"}, .bounds = {.enum_values = {}}};
  Test number{.kind = Test::Kind::kCompare,
              .comparison = value::Comparison::kLess,
              .constant = Value::integer(5),
              .items = {}};
  Test text{.kind = Test::Kind::kCompare,
            .comparison = value::Comparison::kLess,
            .constant = Value::string("b"),
            .items = {}};
  auto domain = domain_of(subject, {&number, &text}, arena);
  REQUIRE(domain.has_value());
  // Both comparisons have each answer in some cell, together in every way that texts allow.
  std::vector<std::pair<Truth, Truth>> seen;
  for (const Cell& cell : domain->cells) {
    seen.emplace_back(domain->outcome(number, cell), domain->outcome(text, cell));
  }
  auto has = [&](Truth a, Truth b) {
    return std::ranges::find(seen, std::pair(a, b)) != seen.end();
  };
  CHECK(has(Truth::kTrue, Truth::kTrue));    // "4"
  CHECK(has(Truth::kFalse, Truth::kTrue));   // "6"
  CHECK(has(Truth::kError, Truth::kTrue));   // "a"
  CHECK(has(Truth::kError, Truth::kFalse));  // "c"
  CHECK(has(Truth::kTrue, Truth::kError));   // 4
  CHECK(has(Truth::kError, Truth::kError));  // []
}

}  // namespace
}  // namespace rulec::tooling
