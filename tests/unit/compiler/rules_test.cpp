// Ids, entry points, windows, the order of turns.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/calendar.h"
#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

std::string turns_of(Project& project) {
  auto program = project.compile();
  REQUIRE(program.has_value());
  std::string ids;
  for (std::uint32_t rule : program->entry_points[0].rules) {
    ids.append(program->strings[program->rules[rule].id.index()]).append(" ");
  }
  return ids;
}

}  // namespace

TEST_CASE("two rules with one id: the second is reported, the first is labelled") {
  Project project;
  project.rule(rule_text("same", ""), "a.rule.json").rule(rule_text("same", ""), "b.rule.json");
  auto model = project.check();
  CHECK(model->has_errors);
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(finding.code == diag::Code::kDuplicateRule);
  CHECK(project.sources.at(finding.primary.span.source).name() == "b.rule.json");
  REQUIRE(finding.labels.size() == 1);
  CHECK(project.sources.at(finding.labels[0].span.source).name() == "a.rule.json");
}

TEST_CASE("an undeclared entry point gets the near name of a declared one") {
  Project project;
  project.entry_point("checkout_terms");
  project.rule(R"({"id":"r","entry_point":"checkout_term"})");
  static_cast<void>(project.check());
  auto kept = project.collector.take_sorted();
  REQUIRE(kept.size() == 1);  // that `checkout_terms` has no rule then follows from it
  CHECK(kept[0].code == diag::Code::kUnknownEntryPoint);
  REQUIRE(kept[0].fixes.size() == 1);
  CHECK(kept[0].fixes[0].edits[0].new_text == "checkout_terms");
}

TEST_CASE("a declared entry point without an active rule is a warning, a critical one an error") {
  for (bool is_critical : {false, true}) {
    Project project;
    project.entry_point("e").is_critical = is_critical;
    project.rule(rule_text("r", R"("active":false)"));
    auto model = project.check();
    REQUIRE(project.collector.kept().size() == 1);
    CHECK(project.collector.kept()[0].code == diag::Code::kNoActiveRule);
    CHECK(model->has_errors == is_critical);
  }
}

TEST_CASE("windows are half-open; a last day counts as a whole") {
  Project project;
  project.rule(rule_text("r", R"("active_from":"2026-01-01","active_until":"2026-01-01")"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(program->rules[0].active_from_ms == 1767225600000);
  CHECK(program->rules[0].active_until_ms == 1767225600000 + calendar::kMsPerDay);
}

TEST_CASE("the last day of the calendar still compiles") {
  Project project;
  project.rule(rule_text("r", R"("active_until":"9999-12-31")"));
  CHECK(project.compile().has_value());
}

TEST_CASE("bad moments and empty windows are found") {
  struct Case {
    const char* members;
    const char* findings;
  };
  const Case cases[] = {
      {R"("active_from":"2026-13-01")",
       "RC2018 1:44 `2026-13-01` is neither a date nor a date-time with offset\n"},
      {R"("active_from":"2026-01-02","active_until":"2026-01-01")",
       "RC2013 1:72 the rule is never active: `active_from` 2026-01-02 is not before "
       "`active_until` 2026-01-01\n"},
      {R"("active_from":"2026-01-01T10:00:00Z","active_until":"2026-01-01T10:00:00Z")",
       "RC2013 1:82 the rule is never active: `active_from` 2026-01-01T10:00:00Z is not before "
       "`active_until` 2026-01-01T10:00:00Z\n"},
  };
  for (const Case& test : cases) {
    Project project;
    project.rule(rule_text("r", test.members));
    static_cast<void>(project.check());
    CHECK(project.findings() == test.findings);
  }
}

TEST_CASE("turns go by priority, ties by bytes of the id, whatever the files") {
  const std::pair<const char*, const char*> rules[] = {{"b", R"("priority":5)"},
                                                       {"a", R"("priority":5)"},
                                                       {"Z", R"("priority":5)"},
                                                       {"low", R"("priority":-2147483648)"},
                                                       {"high", R"("priority":2147483647)"}};
  for (auto order : {compiler::Order::kDescending, compiler::Order::kAscending}) {
    Project project;
    project.settings.order = order;
    for (const auto& [id, members] : rules) {
      project.rule(rule_text(id, members));
    }
    bool descends = order == compiler::Order::kDescending;
    CHECK(turns_of(project) == (descends ? "high Z a b low " : "low Z a b high "));
  }
}

TEST_CASE("a rule of several entry points has its turn in each, a name given twice counts once") {
  Project project;
  project.rule(R"({"id":"r","entry_point":["x","y","x"]})");
  auto program = project.compile();
  REQUIRE(program.has_value());
  REQUIRE(program->entry_points.size() == 2);
  CHECK(program->entry_points[0].rules == std::vector<std::uint32_t>{0});
  CHECK(program->entry_points[1].rules == std::vector<std::uint32_t>{0});
}

TEST_CASE("a rule that the parser could not read keeps the ruleset from compiling, silently") {
  Project project;
  project.rule(R"({"id":"r","entry_point":"e","priority":"high"})");
  CHECK(project.check()->has_errors);
  CHECK(project.collector.kept().empty());
}

TEST_CASE("the model has a stable text") {
  Project project;
  project.rule(rule_text("r", R"("priority":3,"stop_processing":true,"active_from":"2026-01-01",
    "condition":{">":[{"var":"a"},1]},
    "actions":[{"type":"update","target":"x.y","operation":"set","value":1}])"));
  project.settings.entry_points.push_back({.name = "e", .allows_all_updates = true});
  CHECK(compiler::dump(*project.check()) == R"(entry point e
  r
rule r
  priority 3, stops
  from 2026-01-01T00:00:00.000Z
  when a > 1
  then update set x.y
)");
}
