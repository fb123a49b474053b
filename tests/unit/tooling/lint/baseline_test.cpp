// Baselines: what is accepted, what is new, what is gone, and what is no baseline.
#include <doctest/doctest.h>

#include <string>

#include "analysed.h"

namespace rulec::tooling::testing {
namespace {

using diag::Code;

const std::string kHead = "rulec: 1\nname: shop\nowner: ana@shop\nentry_points:\n  e: {}\n";

std::string ended(const std::string& id, const std::string& date = "2026-01-01") {
  return R"({ "id": ")" + id + R"(", "entry_point": "e", "active_until": ")" + date + R"(" })";
}

std::string rules(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& rule : list) {
    text += (text.empty() ? "" : ",\n") + rule;
  }
  return "{ \"rules\": [\n" + text + "\n] }\n";
}

AnalysisOptions expired_only() {
  AnalysisOptions options;
  options.selection = [](const Build&) {
    return [](Code code) { return code == Code::kExpiredRule; };
  };
  return options;
}

std::string baseline_of(const Files& files) {
  AnalysisOptions options = expired_only();
  options.makes_baseline = true;
  Analysed made;
  analyse_in_memory(made, files, options);
  CHECK(made.findings.empty());
  return made.analysis.baseline.text();
}

TEST_CASE("what is accepted is silent however lines move, and what is new is not") {
  std::string baseline =
      baseline_of({{"rulec.yaml", kHead}, {"rules/a.rule.json", rules({ended("a"), ended("b")})}});
  Files later = {{"rulec.yaml", kHead},
                 {".rulec/lint-baseline.json", baseline},
                 {"rules/a.rule.json", "\n\n" + rules({ended("new"), ended("b"), ended("a")})}};
  Analysed made;
  analyse_in_memory(made, later, expired_only());
  CHECK(made.lines() == std::vector<std::string>{"RC3017 rules/a.rule.json:4"});
  CHECK(made.analysis.suppressed.size() == 2);
  CHECK(made.analysis.suppressed[0].suppressed->kind == diag::Suppression::Kind::kBaseline);
  CHECK(made.analysis.gone == 0);
}

TEST_CASE("what is gone is counted, but not of lints that nobody looks for or of a part") {
  std::string baseline =
      baseline_of({{"rulec.yaml", kHead}, {"rules/a.rule.json", rules({ended("a"), ended("b")})}});
  Files later = {{"rulec.yaml", kHead},
                 {".rulec/lint-baseline.json", baseline},
                 {"rules/a.rule.json", rules({ended("a")})}};
  Analysed made;
  analyse_in_memory(made, later, expired_only());
  CHECK(made.analysis.gone == 1);
  AnalysisOptions others;
  others.selection = [](const Build&) { return [](Code) { return false; }; };
  Analysed unlooked;
  analyse_in_memory(unlooked, later, others);
  CHECK(unlooked.analysis.gone == 0);
  AnalysisOptions part = expired_only();
  part.build.paths = {"rules/a.rule.json"};
  Analysed partial;
  analyse_in_memory(partial, later, part);
  CHECK(partial.analysis.gone == 0);
}

TEST_CASE("of findings that are alike as many are accepted as there were") {
  // Two with one fingerprint: the same rule id in two files is an error, so they are cases.
  auto cases = [](int number) {
    std::string list = R"({ "name": "first", "context": {}, "expect": { "fires": [] } })";
    for (int i = 0; i < number; ++i) {
      list += R"(, { "name": "copy)" + std::to_string(i) +
              R"(", "context": {}, "expect": { "fires": [] } })";
    }
    return R"({ "entry_point": "e", "cases": [)" + list + "] }";
  };
  Files files = {{"rulec.yaml", kHead},
                 {"rules/a.rule.json", ended("a", "2027-01-01")},
                 {"tests/a.test.json", cases(2)}};
  AnalysisOptions options;
  options.selection = [](const Build&) {
    return [](Code code) { return code == Code::kDuplicateCase; };
  };
  options.makes_baseline = true;
  Analysed made;
  analyse_in_memory(made, files, options);
  CHECK(made.analysis.baseline.count() == 2);
}

TEST_CASE("the same findings give the same bytes, which read back") {
  Files files = {{"rulec.yaml", kHead},
                 {"rules/b.rule.json", ended("c")},
                 {"rules/a.rule.json", rules({ended("a"), ended("b")})}};
  std::string text = baseline_of(files);
  auto read = Baseline::read(text);
  REQUIRE(read.has_value());
  CHECK(read->count() == 3);
  CHECK(read->text() == text);
  CHECK(Baseline().text() ==
        "{\n  \"schema\": \"rulec.lint-baseline/1\",\n  \"findings\": []\n}\n");
  CHECK(Baseline::read(Baseline().text()).has_value());
}

TEST_CASE("errors are never accepted") {
  AnalysisOptions options;
  options.makes_baseline = true;
  Analysed made;
  analyse_in_memory(made,
                    {{"rulec.yaml", kHead + "lint: { severity: { RC3017: error } }\n"},
                     {"rules/a.rule.json", R"({ "id": "a", "entry_point": "unknown" })"},
                     {"rules/b.rule.json", ended("b")}},
                    options);
  CHECK(made.collector.error_count() == 2);  // by itself, and as the project has it
  CHECK(made.analysis.baseline.text().find("RC2004") == std::string::npos);
  CHECK(made.analysis.baseline.text().find("RC3017") == std::string::npos);
  // A lint that is an error is accepted where the project makes it less.
  const std::string hidden =
      "{ \"id\": \"a\", \"entry_point\": \"e\", \"description\": \"x\xE2\x80\x8By\" }";
  options.selection = [](const Build&) {
    return [](Code code) { return code == Code::kHiddenCharacters; };
  };
  for (const char* severity : {"error", "warning"}) {
    CAPTURE(severity);
    Analysed of_hidden;
    analyse_in_memory(of_hidden,
                      {{"rulec.yaml", kHead + "lint: { severity: { RC3102: " + severity + " } }\n"},
                       {"rules/a.rule.json", hidden}},
                      options);
    bool is_accepted = std::string_view(severity) == "warning";
    CHECK(of_hidden.analysis.baseline.count() == (is_accepted ? 1 : 0));
    CHECK(of_hidden.findings.size() == (is_accepted ? 0 : 1));
  }
}

TEST_CASE("a severity of the project is that of the finding") {
  Files files = {{"rulec.yaml", kHead + "lint: { severity: { expired-rule: error } }\n"},
                 {"rules/a.rule.json", ended("a")}};
  Analysed made;
  analyse_in_memory(made, files, expired_only());
  REQUIRE(made.findings.size() == 1);
  CHECK(made.findings[0].severity == diag::Severity::Error);
  files[0].second = kHead + "lint: { severity: { RC3017: hint } }\n";
  Analysed lower;
  analyse_in_memory(lower, files, expired_only());
  REQUIRE(lower.findings.size() == 1);
  CHECK(lower.findings[0].severity == diag::Severity::Hint);
}

TEST_CASE("what is no baseline is told, and nothing is left out") {
  static constexpr std::pair<std::string_view, std::string_view> kBad[] = {
      {"", "it is no JSON"},
      {"[]", "its `schema` is not"},
      {R"({"schema":"rulec.lint-baseline/2","findings":[]})", "its `schema` is not"},
      {R"({"schema":"rulec.lint-baseline/1"})", "it has no list `findings`"},
      {R"({"schema":"rulec.lint-baseline/1","findings":[1]})", "`findings[0]` is no object"},
      {R"({"schema":"rulec.lint-baseline/1","findings":[{"fingerprint":"x","code":"RC3017","count":1}]})",
       "fingerprint` is not 32"},
      {R"({"schema":"rulec.lint-baseline/1","findings":[{"fingerprint":"00000000000000000000000000000000","code":"x","count":1}]})",
       "is no code"},
      {R"({"schema":"rulec.lint-baseline/1","findings":[{"fingerprint":"00000000000000000000000000000000","code":"RC3017","count":0}]})",
       "is no number"},
      {R"({"schema":"rulec.lint-baseline/1","findings":[{"fingerprint":"00000000000000000000000000000000","code":"RC3017","count":1},{"fingerprint":"00000000000000000000000000000000","code":"RC3017","count":1}]})",
       "stands twice"},
  };
  for (const auto& [text, problem] : kBad) {
    CAPTURE(text);
    auto read = Baseline::read(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message.find(problem) != std::string::npos);
  }
  Analysed made;
  analyse_in_memory(made,
                    {{"rulec.yaml", kHead},
                     {".rulec/lint-baseline.json", "{"},
                     {"rules/a.rule.json", ended("a")}},
                    expired_only());
  CHECK(made.lines() == std::vector<std::string>{"RC0033", "RC3017 rules/a.rule.json:1"});
}

}  // namespace
}  // namespace rulec::tooling::testing
