// Suppressions: what their words say, what they silence, and that taking them out leaves a project
// that says the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "analysed.h"
#include "tooling/lint/suppression_text.h"

namespace rulec::tooling::testing {
namespace {

using diag::Code;

struct Read {
  std::string_view comment;
  std::string_view lints;  // joined with "+"
  std::string_view reason;
  std::string_view until;
  std::string_view problem;
};

TEST_CASE("the words of a suppression") {
  static constexpr Read kReads[] = {
      {"// rulec: ignore[RC3004] a reason", "RC3004", "a reason", "", ""},
      {"//rulec:ignore[RC3004]a reason", "RC3004", "a reason", "", ""},
      {"/* rulec: ignore[RC3004] a\n reason */", "RC3004", "a\n reason", "", ""},
      {"// rulec: ignore [ RC3004 , shadowed-rule ] r", "RC3004+shadowed-rule", "r", "", ""},
      {"// rulec: ignore[RC3004] r until 2027-01-31", "RC3004", "r", "2027-01-31", ""},
      {"// rulec: ignore[RC3004] r until 2027-01-31T10:00:00Z", "RC3004", "r",
       "2027-01-31T10:00:00Z", ""},
      {"// rulec: ignore[RC3004] until further notice", "RC3004", "until further notice", "", ""},
      {"// rulec: ignore[RC3004] r until soon", "RC3004", "r until soon", "", ""},
      {"// rulec: ignore[RC3004] keep until migration", "RC3004", "keep until migration", "", ""},
      {"// rulec: ignore[RC3004] r until 1", "RC3004", "r", "1", "`1` is no date"},
      {"# rulec: ignore[RC3105] r", "RC3105", "r", "", ""},
      {"// rulec: ignore[RC3004] r until 2027-02-30", "RC3004", "r", "2027-02-30",
       "`2027-02-30` is no date"},
      {"// rulec: ignore[RC3004] until 2027-01-31", "RC3004", "", "2027-01-31",
       "it gives no reason"},
      {"// rulec: ignore[RC3004]", "RC3004", "", "", "it gives no reason"},
      {"// rulec: ignore[] r", "", "r", "", "it names no lint"},
      {"// rulec: ignore[ , ] r", "", "r", "", "it names no lint"},
      {"// rulec: ignore RC3004 r", "", "", "", "behind `rulec:` stands `ignore[CODE] reason`"},
      {"// rulec: ignore[RC3004 r", "", "", "", "behind `rulec:` stands `ignore[CODE] reason`"},
      {"// rulec:", "", "", "", "behind `rulec:` stands `ignore[CODE] reason`"},
  };
  for (const Read& read : kReads) {
    CAPTURE(read.comment);
    auto said = read_suppression(read.comment);
    REQUIRE(said.has_value());
    std::string lints;
    for (const WrittenLint& lint : said->lints) {
      lints.append(lints.empty() ? "" : "+").append(lint.text);
      CHECK(read.comment.substr(lint.at, lint.text.size()) == lint.text);
    }
    CHECK(lints == read.lints);
    CHECK(said->reason == read.reason);
    CHECK(said->until == read.until);
    CHECK(said->problem == read.problem);
  }
  for (std::string_view other : {"// about rulec: ignore[RC3004] r", "// rules: ignore[RC3004] r",
                                 "//", "", "/**/", "/*/", "// rulec"}) {
    CAPTURE(other);
    CHECK_FALSE(read_suppression(other).has_value());
  }
}

TEST_CASE("which lints can be silenced") {
  CHECK(lint_named("RC3017").code == Code::kExpiredRule);
  CHECK(lint_named("expired-rule").code == Code::kExpiredRule);
  CHECK(lint_named("RC2003").problem == "`RC2003` is an error, which cannot be silenced");
  CHECK(lint_named("hidden-characters").problem ==
        "`hidden-characters` is an error, which cannot be silenced");
  CHECK(
      lint_named("hidden-characters", {{Code::kHiddenCharacters, diag::Severity::Warning}}).code ==
      Code::kHiddenCharacters);
  CHECK(lint_named("RC3017", {{Code::kExpiredRule, diag::Severity::Error}}).problem ==
        "`RC3017` is an error here by `lint.severity`, and errors are not silenced");
  CHECK(lint_named("RC3901").problem == "`RC3901` speaks of suppressions themselves");
  NamedLint misspelt = lint_named("expired-rul");
  CHECK(misspelt.problem == "there is no lint `expired-rul`");
  REQUIRE(misspelt.suggestions.size() == 1);
  CHECK(misspelt.suggestions[0] == "expired-rule");
  CHECK(end_of("2026-02-28") == end_of("2026-03-01T00:00:00Z"));
  CHECK_FALSE(end_of("tomorrow").has_value());
}

const std::string kHead =
    "rulec: 1\nname: shop\nowner: ana@shop\nentry_points:\n  e: {}\n"
    "lint: { select: [RC3017, RC3302, RC3901, RC3902, RC3903] }\n";

AnalysisOptions only(const std::vector<Code>& codes) {
  AnalysisOptions options;
  options.selection = [codes](const Build&) {
    return [codes](Code code) { return std::ranges::find(codes, code) != codes.end(); };
  };
  return options;
}

// The findings before and after the fixes of RC3901 and RC3902.
void check_removal(const std::string& path, const std::string& text, const std::string& expected,
                   Code code = Code::kUnusedSuppression) {
  CAPTURE(text);
  Files files = {{"rulec.yaml", kHead}, {path, text}};
  AnalysisOptions options =
      only({Code::kExpiredRule, Code::kDoubleNegation, Code::kUnusedSuppression,
            Code::kExpiredSuppression, Code::kBadSuppression});
  Analysed before;
  analyse_in_memory(before, files, options);
  REQUIRE(std::ranges::count(before.findings, code, &diag::Diagnostic::code) > 0);
  Files after = fixed(before, files, code);
  CHECK(after[1].second == expected);
  Analysed again;
  analyse_in_memory(again, after, options);
  CHECK(std::ranges::count(again.findings, code, &diag::Diagnostic::code) == 0);
  CHECK(again.collector.error_count() == 0);
}

TEST_CASE("an unused suppression is taken out of a text file, and nothing else is") {
  const std::string rule = "rule a on e { then display_message(message: \"x\") }\n";
  const std::string path = "rules/a.eff";
  check_removal(path, "// rulec: ignore[RC3017] r\n" + rule, rule);
  check_removal(path, "// kept\n  // rulec: ignore[RC3017] r  \n" + rule, "// kept\n" + rule);
  check_removal(path, "// rulec: ignore[RC3017] r\r\n" + rule, rule);
  check_removal(path, "/* rulec: ignore[RC3017] r */ " + rule, " " + rule);
  check_removal(path,
                "rule a on e { then display_message(message: \"x\") } // rulec: ignore[RC3017] r\n",
                rule);
  check_removal(path, "@x_rulec_ignore([{ \"lint\": \"RC3017\", \"reason\": \"r\" }])\n" + rule,
                rule);
  // One of several codes.
  const std::string ended =
      "rule a on e { active until 2026-01-01 then display_message(message: \"x\") }\n";
  check_removal(path, "// rulec: ignore[RC3302, RC3017] r\n" + ended,
                "// rulec: ignore[RC3017] r\n" + ended);
  check_removal(path, "// rulec: ignore[RC3017, RC3302] r\n" + ended,
                "// rulec: ignore[RC3017] r\n" + ended);
  check_removal(path, "// rulec: ignore[RC3017] r until 2026-02-28\n" + ended, ended,
                Code::kExpiredSuppression);
}

TEST_CASE("an unused suppression is taken out of JSON, commas included") {
  const std::string path = "rules/a.rule.json";
  const std::string used = R"({ "lint": "RC3017", "reason": "u" })";
  const std::string unused = R"({ "lint": "RC3302", "reason": "u" })";
  auto rule = [](const std::string& members) {
    return R"({ "id": "a", "entry_point": "e", "active_until": "2026-01-01")" + members + " }";
  };
  auto list = [&](const std::string& inside) { return ", \"x_rulec_ignore\": [" + inside + "]"; };
  check_removal(path, rule(list(unused)), rule(""));
  check_removal(path, rule(list(unused + ", " + used)), rule(list(used)));
  check_removal(path, rule(list(used + ", " + unused)), rule(list(used)));
  check_removal(path,
                "{ \"x_rulec_ignore\": [" + unused + "], \"id\": \"a\", \"entry_point\": \"e\" }",
                "{ \"id\": \"a\", \"entry_point\": \"e\" }");
  check_removal(path, rule(R"(, "x_rulec_ignore": [{ "lint": "RC3017,RC3302", "reason": "r" }])"),
                rule(R"(, "x_rulec_ignore": [{ "lint": "RC3017", "reason": "r" }])"));
}

TEST_CASE("what was silenced is kept with its reason, and counts as nothing") {
  Analysed made;
  analyse_in_memory(
      made,
      {{"rulec.yaml", kHead},
       {"rules/a.eff",
        "// rulec: ignore[RC3017] it comes back until 2026-12-31\n"
        "rule a on e { active until 2026-01-01 then display_message(message: \"x\") }\n"}},
      only({Code::kExpiredRule, Code::kUnusedSuppression}));
  CHECK(made.findings.empty());
  REQUIRE(made.analysis.suppressed.size() == 1);
  const diag::Diagnostic& finding = made.analysis.suppressed[0];
  CHECK(finding.code == Code::kExpiredRule);
  REQUIRE(finding.suppressed.has_value());
  CHECK(finding.suppressed->kind == diag::Suppression::Kind::kInSource);
  CHECK(finding.suppressed->reason == "it comes back");
  CHECK(finding.suppressed->until == "2026-12-31");
}

TEST_CASE("of a part of a project, and of one with errors, nothing is unused") {
  Files files = {
      {"rulec.yaml", kHead},
      {"rules/a.eff",
       "// rulec: ignore[RC3017] r\nrule a on e { then display_message(message: \"x\") }\n"}};
  AnalysisOptions options = only({Code::kUnusedSuppression, Code::kExpiredRule});
  Analysed whole;
  analyse_in_memory(whole, files, options);
  CHECK(whole.lines() == std::vector<std::string>{"RC3901 rules/a.eff:1"});
  Analysed part;
  options.build.paths = {"rules/a.eff"};
  analyse_in_memory(part, files, options);
  CHECK(part.findings.empty());
  Analysed faulty;
  files.emplace_back("rules/b.rule.json", "{");
  options.build.paths.clear();
  analyse_in_memory(faulty, files, options);
  CHECK(std::ranges::count(faulty.findings, Code::kUnusedSuppression, &diag::Diagnostic::code) ==
        0);
}

TEST_CASE("what a project makes a warning is suppressed, what it makes an error is not") {
  const std::string hidden = R"({ "id": "a", "entry_point": "e", "description": "x\u200by", )"
                             R"("x_rulec_ignore": [{ "lint": "RC3102", "reason": "meant" }] })";
  auto head = [](const std::string& severity) {
    return "rulec: 1\nname: shop\nowner: ana@shop\nentry_points:\n  e: {}\nlint: { severity: { " +
           severity + " } }\n";
  };
  AnalysisOptions options = only({Code::kHiddenCharacters, Code::kExpiredRule,
                                  Code::kBadSuppression, Code::kUnusedSuppression});
  // As bytes, not as an escape: that is what the lint speaks of.
  std::string bytes = hidden;
  bytes.replace(bytes.find("\\u200b"), 6, "\xE2\x80\x8B");
  Analysed warning;
  analyse_in_memory(
      warning, {{"rulec.yaml", head("RC3102: warning")}, {"rules/a.rule.json", bytes}}, options);
  CHECK(warning.lines().empty());
  REQUIRE(warning.analysis.suppressed.size() == 1);
  CHECK(warning.analysis.suppressed[0].severity == diag::Severity::Warning);
  Analysed error;
  analyse_in_memory(
      error,
      {{"rulec.yaml", head("expired-rule: error")},
       {"rules/a.rule.json", R"({ "id": "a", "entry_point": "e", "active_until": "2026-01-01", )"
                             R"("x_rulec_ignore": [{ "lint": "RC3017", "reason": "r" }] })"}},
      options);
  CHECK(error.lines() ==
        std::vector<std::string>{"RC3017 rules/a.rule.json:1", "RC3903 rules/a.rule.json:1"});
}

TEST_CASE("rulec.yaml and test files suppress too, and say how where they cannot") {
  const std::string rule = "rule a on e { then display_message(message: \"x\") }\n";
  AnalysisOptions options = only(
      {Code::kWideUpdate, Code::kDuplicateCase, Code::kBadSuppression, Code::kUnusedSuppression});
  auto head = [](const std::string& behind, const std::string& alone) {
    return "rulec: 1\nname: shop\nowner: ana@shop\nentry_points:\n  e: { updates: { "
           "\"a.**\": {} } }" +
           behind +
           "\n  w: { updates: { \"a.**\": {} } }\nlint: { baseline: \"a # rulec: b.json\" }\n" +
           alone;
  };
  auto lines = [&](const Files& files) {
    Analysed made;
    analyse_in_memory(made, files, options);
    return made.lines();
  };
  const std::string named = "RC3105 rulec.yaml:";
  CHECK(lines({{"rulec.yaml", head("", "")}, {"rules/a.eff", rule}}) ==
        std::vector<std::string>{named + "5", named + "6"});
  CHECK(lines({{"rulec.yaml", head(" # rulec: ignore[RC3105] meant", "")},
               {"rules/a.eff", rule}}) == std::vector<std::string>{named + "6"});
  CHECK(lines({{"rulec.yaml", head("", "# rulec: ignore[wide-update] meant\n")},
               {"rules/a.eff", rule}})
            .empty());
  Analysed bad;
  analyse_in_memory(bad,
                    {{"rulec.yaml", head("", "# rulec: ignore[RC3105]\n")}, {"rules/a.eff", rule}},
                    only({Code::kBadSuppression}));
  REQUIRE(bad.findings.size() == 1);
  REQUIRE(bad.findings[0].helps.size() == 1);
  CHECK(bad.findings[0].helps[0].starts_with("for example `# rulec: ignore["));
  // Two cases that are alike, in a test file.
  auto test = [](const std::string& root, const std::string& of_case) {
    return "{ " + root +
           R"("entry_point": "e", "cases": [{ "name": "p", "context": {}, "expect": { "fires": true } },)" +
           "\n" + R"({ )" + of_case +
           R"("name": "q", "context": {}, "expect": { "fires": true } }] })";
  };
  const std::string list = R"("x_rulec_ignore": [{ "lint": "RC3404", "reason": "r" }], )";
  Files files = {{"rulec.yaml", kHead}, {"rules/a.eff", rule}, {"tests/t.test.json", test("", "")}};
  CHECK(lines(files) == std::vector<std::string>{"RC3404 tests/t.test.json:2"});
  files[2].second = test(list, "");
  CHECK(lines(files).empty());
  files[2].second = test("", list);
  CHECK(lines(files).empty());
  files[2].second = test(
      R"("x_rulec_ignore": [{ "lint": "RC3404" }, { "lint": "no-such", "reason": "r" }], )", list);
  CHECK(lines(files) ==
        std::vector<std::string>{"RC3903 tests/t.test.json:1", "RC3903 tests/t.test.json:1"});
}

TEST_CASE("a lint that nobody looks for leaves its suppressions alone") {
  Analysed made;
  analyse_in_memory(
      made,
      {{"rulec.yaml", kHead},
       {"rules/a.eff",
        "// rulec: ignore[RC3017] r\nrule a on e { then display_message(message: \"x\") }\n"}},
      only({Code::kUnusedSuppression}));
  CHECK(made.findings.empty());
}

}  // namespace
}  // namespace rulec::tooling::testing
