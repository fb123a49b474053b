// Fixes of the lints of style, project and tests: what they make is clean of the lint, and the safe
// ones decide the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "analysed.h"
#include "tooling/diff/proof.h"

namespace rulec::tooling::testing {
namespace {

using diag::Code;

const std::string kHead = "rulec: 1\nname: shop\nentry_points:\n  e: { updates: { x: {} } }\n";

// The text of the rule file after the fix; it has no finding of the code any more.
std::string after_fix(const std::string& path, const std::string& text, Code code) {
  Files files = {{"rulec.yaml", kHead}, {path, text}};
  Analysed before;
  analyse_in_memory(before, files);
  REQUIRE(before.collector.error_count() == 0);
  REQUIRE(std::ranges::count(before.findings, code, &diag::Diagnostic::code) > 0);
  Files after = fixed(before, files, code);
  Analysed again;
  analyse_in_memory(again, after);
  CHECK(again.collector.error_count() == 0);
  CHECK(std::ranges::count(again.findings, code, &diag::Diagnostic::code) == 0);
  if (code == Code::kDoubleNegation) {
    CHECK(is_same_condition(before.analysis.build->ast.rules[0].condition,
                            again.analysis.build->ast.rules[0].condition, Reads::kSame));
  }
  return after[1].second;
}

std::string rule(const std::string& condition) {
  return R"({ "id": "a", "entry_point": "e", "condition": )" + condition + " }";
}

TEST_CASE("a double negation is written as what it says") {
  static constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
      {R"({ "!": { "!": { "var": "a" } } })", R"({ "var": "a" })"},
      {R"({ "!": [{ "!": [{ "var": "a" }] }] })", R"({ "var": "a" })"},
      {R"({ "!": [{ "==": [{ "var": "a" }, 1] }] })", R"({ "!=": [{ "var": "a" }, 1] })"},
      {R"({ "!": { "!==": [{ "var": "a" }, "!=="] } })", R"({ "===": [{ "var": "a" }, "!=="] })"},
      {R"({ "and": [{ "var": "b" }, { "!": { "===": [ 1, { "var": "a" } ] } }] })",
       R"({ "and": [{ "var": "b" }, { "!==": [ 1, { "var": "a" } ] }] })"},
  };
  for (const auto& [before, after] : kPairs) {
    CAPTURE(before);
    CHECK(after_fix("rules/a.rule.json", rule(std::string(before)), Code::kDoubleNegation) ==
          rule(std::string(after)));
  }
}

TEST_CASE("the earlier version ends where the later one begins") {
  auto versions = [](const std::string& until, const std::string& from) {
    std::string update =
        R"("actions": [{ "type": "update", "operation": "set", "target": "x", "value": 1 }])";
    return R"({ "rules": [{ "id": "a", "entry_point": "e", "active_until": ")" + until + "\", " +
           update + R"( }, { "id": "b", "entry_point": "e", "active_from": ")" + from + "\", " +
           update + " }] }";
  };
  const std::string path = "rules/a.rule.json";
  CHECK(after_fix(path, versions("2026-06-30", "2026-06-30"), Code::kOverlappingWindows) ==
        versions("2026-06-29", "2026-06-30"));
  CHECK(after_fix(path, versions("2026-06-30T12:00:00Z", "2026-06-30"),
                  Code::kOverlappingWindows) == versions("2026-06-30T00:00:00.000Z", "2026-06-30"));
}

TEST_CASE("an equal case is taken out") {
  auto cases = [](const std::string& more) {
    return R"({ "id": "a", "entry_point": "e", "tests": [)"
           R"({ "name": "one", "context": {}, "expect": { "fires": true } })" +
           more + "] }";
  };
  CHECK(after_fix("rules/a.rule.json",
                  cases(R"(, { "name": "two", "context": {}, "expect": { "fires": true } })"),
                  Code::kDuplicateCase) == cases(""));
}

}  // namespace
}  // namespace rulec::tooling::testing
