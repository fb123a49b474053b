// The model behind the reports: numbers of equals, suppressed findings, more findings than a file
// may hold.
#include <doctest/doctest.h>

#include "support.h"
#include "tooling/report/findings.h"
#include "valijson_judge.h"

using namespace rulec;
using namespace rulec::testing;

namespace {

diag::Diagnostic finding_at(SourceId source, std::uint32_t begin, std::uint32_t end,
                            diag::Code code = diag::Code::kUnknownField) {
  return diag::make(code, {.source = source, .begin = begin, .end = end}, "here",
                    {{"entry_point", std::string("e")}, {"field", std::string("f")}});
}

tooling::FindingsReport report_of(const SourceMap& sources, std::span<const diag::Diagnostic> shown,
                                  std::span<const diag::Diagnostic> suppressed) {
  return {.sources = sources,
          .command = "lint",
          .version = "1.2.3",
          .exit_code = 1,
          .prefix = {},
          .pages_url = {},
          .findings = tooling::reported(shown, suppressed, sources),
          .files = {"a.rule.json"},
          .totals = {.errors = shown.size(), .suppressed = suppressed.size()}};
}

}  // namespace

TEST_CASE("a suppression changes the fingerprint of no other finding") {
  SourceMap sources;
  SourceId source = sources.add("a.rule.json", "aaaa aaaa aaaa");
  std::vector<diag::Diagnostic> all = {finding_at(source, 0, 4), finding_at(source, 5, 9),
                                       finding_at(source, 10, 14)};
  auto before = tooling::reported(all, {}, sources);
  CHECK(before[0].fingerprint != before[1].fingerprint);
  CHECK(before[1].fingerprint != before[2].fingerprint);
  std::vector<diag::Diagnostic> suppressed = {all[0]};
  suppressed[0].suppressed = diag::Suppression{.reason = "old", .until = "2027-01-31"};
  std::vector<diag::Diagnostic> shown = {all[2], all[1]};
  auto after = tooling::reported(shown, suppressed, sources);
  REQUIRE(after.size() == 3);
  CHECK(after[0].fingerprint == before[2].fingerprint);
  CHECK(after[1].fingerprint == before[1].fingerprint);
  CHECK(after[2].fingerprint == before[0].fingerprint);
}

TEST_CASE("suppressed findings are in SARIF with their reason, and in no other form") {
  SourceMap sources;
  SourceId source = sources.add("a.rule.json", "aaaa bbbb");
  std::vector<diag::Diagnostic> shown = {finding_at(source, 0, 4)};
  std::vector<diag::Diagnostic> hidden = {finding_at(source, 5, 9), finding_at(source, 5, 8)};
  hidden[0].suppressed = diag::Suppression{.reason = "agreed", .until = "2027-01-31"};
  hidden[1].suppressed =
      diag::Suppression{.kind = diag::Suppression::Kind::kBaseline, .reason = "", .until = ""};
  tooling::FindingsReport report = report_of(sources, shown, hidden);
  std::string text = tooling::sarif_report(report);
  CHECK(valijson_faults(text, file_text("tests/reports/schemas/sarif.schema.json")) == "");
  Json results = Json::parse(text)["runs"][0]["results"];
  REQUIRE(results.size() == 3);
  CHECK(results[0]["suppressions"].empty());
  CHECK(results[1]["suppressions"][0]["kind"] == "inSource");
  CHECK(results[1]["suppressions"][0]["justification"] == "agreed, until 2027-01-31");
  CHECK(results[2]["suppressions"][0]["kind"] == "external");
  CHECK(Json::parse(tooling::gitlab_report(report)).size() == 1);
  CHECK(Json::parse(tooling::rdjson_report(report))["diagnostics"].size() == 1);
  CHECK(lines_of(tooling::rdjsonl_report(report)).size() == 1);
  CHECK(lines_of(tooling::github_report(report)).size() == 1);
  CHECK(tooling::diagnostic_lines(report).size() == 1);
  tooling::JunitSuites suites;
  suites.add(report);
  CHECK(suites.tests == 1);
  CHECK(suites.failed == 1);
}

TEST_CASE("a SARIF file holds the most severe and says how many it leaves out") {
  SourceMap sources;
  SourceId source = sources.add("a.rule.json", std::string(6000, 'a'));
  std::vector<diag::Diagnostic> shown;
  for (std::uint32_t i = 0; i < 5003; ++i) {
    shown.push_back(finding_at(source, i, i + 1));
    shown.back().severity = i < 4999 ? diag::Severity::Error : diag::Severity::Warning;
  }
  std::string text = tooling::sarif_report(report_of(sources, shown, {}));
  CHECK(valijson_faults(text, file_text("tests/reports/schemas/sarif.schema.json")) == "");
  Json run = Json::parse(text)["runs"][0];
  CHECK(run["results"].size() == 5000);
  CHECK(run["results"][4999]["level"] == "warning");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] ==
        "3 of 5003 findings were left out: the 5000 most severe are here");
}

TEST_CASE("bytes that are not UTF-8 leave every form readable") {
  SourceMap sources;
  SourceId source = sources.add("rules/\xff.rule.json", "a\xff\xfe b");
  diag::Diagnostic finding = finding_at(source, 0, 3);
  finding.arguments[1].value = std::string("\xff\x1b[31m");
  finding.fix({.title = "\xfe", .edits = {{.span = finding.primary.span, .new_text = "\xfd"}}});
  std::vector<diag::Diagnostic> shown = {finding};
  tooling::FindingsReport report = report_of(sources, shown, {});
  std::string text = tooling::sarif_report(report);
  CHECK(valijson_faults(text, file_text("tests/reports/schemas/sarif.schema.json")) == "");
  CHECK(Json::parse(text)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
                         ["artifactLocation"]["uri"] == "rules/%FF.rule.json");
  CHECK(valijson_faults(tooling::rdjson_report(report),
                        file_text("tests/reports/schemas/rdjson.schema.json")) == "");
  CHECK(valijson_faults(tooling::gitlab_report(report),
                        file_text("tests/reports/schemas/gitlab.schema.json")) == "");
  for (const std::string& form :
       {text, tooling::rdjson_report(report), tooling::gitlab_report(report)}) {
    CHECK_FALSE(form.contains('\x1b'));
  }
}

TEST_CASE("below the fail level a code fails no JUnit case") {
  SourceMap sources;
  SourceId source = sources.add("a.rule.json", "aaaa");
  std::vector<diag::Diagnostic> shown = {finding_at(source, 0, 4)};
  shown[0].severity = diag::Severity::Warning;
  tooling::FindingsReport report = report_of(sources, shown, {});
  tooling::JunitSuites strict;
  tooling::JunitSuites mild;
  mild.add(report);
  report.fail_level = diag::Severity::Warning;
  strict.add(report);
  CHECK(mild.failed == 0);
  CHECK(mild.text.contains("<system-out>"));
  CHECK(strict.failed == 1);
}

TEST_CASE("the links of pages") {
  SourceMap sources;
  SourceId source = sources.add("a.rule.json", "aaaa");
  std::vector<diag::Diagnostic> shown = {finding_at(source, 0, 4)};
  tooling::FindingsReport report = report_of(sources, shown, {});
  report.pages_url = "https://rules.example/diagnostics/";
  std::string text = tooling::sarif_report(report);
  CHECK(valijson_faults(text, file_text("tests/reports/schemas/sarif.schema.json")) == "");
  CHECK(Json::parse(text)["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"] ==
        "https://rules.example/diagnostics/RC2003.md");
  CHECK(Json::parse(tooling::rdjson_report(report))["diagnostics"][0]["code"]["url"] ==
        "https://rules.example/diagnostics/RC2003.md");
}
