// JUnit's XML in the form that CI systems read (testsuites, testsuite, testcase). Every count is
// that of the run or of the cases of the suite, so no header contradicts its parts.
#include <algorithm>
#include <cstdio>
#include <map>

#include "diag/render.h"
#include "tooling/report/finding_parts.h"
#include "tooling/report/xml.h"

namespace rulec::tooling {
namespace {

struct SuiteCounts {
  std::uint64_t tests = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::int64_t elapsed_ns = 0;

  void add(const CaseResult& result) {
    ++tests;
    failed += result.verdict == Verdict::kFailed ? 1 : 0;
    skipped += result.verdict == Verdict::kSkipped ? 1 : 0;
    elapsed_ns += result.elapsed_ns;
  }
};

std::string seconds(std::int64_t ns) {
  char text[48];
  std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(ns / 1'000'000'000),
                static_cast<long long>(ns / 1'000 % 1'000'000));
  return text;
}

std::string counts_text(const SuiteCounts& counts) {
  return xml_attribute("tests", counts.tests) + xml_attribute("failures", counts.failed) +
         xml_attribute("errors", std::uint64_t{0}) + xml_attribute("skipped", counts.skipped) +
         xml_attribute("time", seconds(counts.elapsed_ns));
}

// What differs, in one line.
std::string failure_message(const CaseResult& result) {
  if (result.engines_differ) {
    return "engines-differ";
  }
  std::string message;
  for (const Difference& difference : result.differences) {
    message += (message.empty() ? "" : "; ") + difference.path + ": expected " +
               difference.expected + ", got " + difference.got;
  }
  return message;
}

std::string case_text(const CaseResult& result, const SourceMap& sources, const std::string& path) {
  const TestCase& test = *result.test;
  std::string head = "    <testcase" + xml_attribute("name", test.name) +
                     xml_attribute("classname", test.entry_point) + xml_attribute("file", path);
  if (test.span.source.is_valid()) {
    std::uint64_t line = sources.at(test.span.source).line_column(test.span.begin).line;
    head += xml_attribute("line", line);
  }
  head += xml_attribute("time", seconds(result.elapsed_ns));
  switch (result.verdict) {
    case Verdict::kPassed:
      return head + "/>\n";
    case Verdict::kSkipped:
      return head + ">\n      <skipped" + xml_attribute("message", test.skip_reason.value_or("")) +
             "/>\n    </testcase>\n";
    case Verdict::kFailed:
      return head + ">\n      <failure" +
             xml_attribute("type", result.engines_differ ? "engines-differ" : "expectation") +
             xml_attribute("message", failure_message(result)) + ">" +
             xml_text(render_failure(result, sources), diag::Lines::kKeep) +
             "</failure>\n    </testcase>\n";
  }
  return head + "/>\n";
}

struct SuiteText {
  std::string name;
  SuiteCounts counts;
  std::string cases;
};

// --- findings

using CodeFindings = std::vector<const ReportedFinding*>;

std::string_view status_text(diag::Severity severity) {
  return severity == diag::Severity::Error     ? "error"
         : severity == diag::Severity::Warning ? "warning"
                                               : "hint";
}

// All findings of one code in one file.
std::string code_case(const FindingsReport& report, const std::string& path,
                      const CodeFindings& findings, SuiteCounts& counts) {
  const diag::Diagnostic& first = *findings.front()->diagnostic;
  std::string head = "    <testcase" + xml_attribute("name", title_of(first)) +
                     xml_attribute("classname", "rulec." + std::string(report.command)) +
                     xml_attribute("file", path);
  if (first.has_primary) {
    const Span& span = first.primary.span;
    std::uint64_t line = report.sources.at(span.source).line_column(span.begin).line;
    head += xml_attribute("line", line);
  }
  head += xml_attribute("time", seconds(0)) + ">\n";
  std::string text;
  std::string reason;
  bool is_failure = false;
  bool is_suppressed = true;
  for (const ReportedFinding* finding : findings) {
    const diag::Diagnostic& diagnostic = *finding->diagnostic;
    if (diagnostic.suppressed) {
      reason = diagnostic.suppressed->reason;
      continue;
    }
    is_suppressed = false;
    is_failure = is_failure || diagnostic.severity <= report.fail_level;
    text += diag::render_concise(diagnostic, report.sources);
  }
  ++counts.tests;
  std::string body;
  if (is_suppressed) {
    ++counts.skipped;
    body = "      <skipped" + xml_attribute("message", "suppressed: " + reason) + "/>\n";
  } else if (is_failure) {
    ++counts.failed;
    body = "      <failure" + xml_attribute("type", status_text(first.severity)) +
           xml_attribute("message", diag::message_of(first)) + ">" +
           xml_text(text, diag::Lines::kKeep) + "</failure>\n";
  } else {
    body = "      <system-out>" + xml_text(text, diag::Lines::kKeep) + "</system-out>\n";
  }
  return head + body + "    </testcase>\n";
}

// A case that passes, since a suite without one would look as if nothing had been done.
std::string clean_case(const FindingsReport& report, const std::string& path, SuiteCounts& counts) {
  ++counts.tests;
  return "    <testcase" + xml_attribute("name", "no findings") +
         xml_attribute("classname", "rulec." + std::string(report.command)) +
         xml_attribute("file", path) + xml_attribute("time", seconds(0)) + "/>\n";
}

std::string step_case(std::string_view suite, const ReportedStep& step, SuiteCounts& counts) {
  std::string head = "    <testcase" + xml_attribute("name", step.name) +
                     xml_attribute("classname", suite) + xml_attribute("time", seconds(0));
  ++counts.tests;
  switch (step.verdict) {
    case StepVerdict::kOk:
      return head + "/>\n";
    case StepVerdict::kFailed:
      ++counts.failed;
      return head + ">\n      <failure" + xml_attribute("type", "step-failed") +
             xml_attribute("message", step.detail) + "/>\n    </testcase>\n";
    case StepVerdict::kNotRun:
      ++counts.skipped;
      return head + ">\n      <skipped" + xml_attribute("message", "not run: " + step.detail) +
             "/>\n    </testcase>\n";
  }
  return head + "/>\n";
}

void add_suite(JunitSuites& to, const SuiteText& suite) {
  to.tests += suite.counts.tests;
  to.failed += suite.counts.failed;
  to.skipped += suite.counts.skipped;
  to.elapsed_ns += suite.counts.elapsed_ns;
  to.text += "  <testsuite" + xml_attribute("name", suite.name) + counts_text(suite.counts) +
             ">\n" + suite.cases + "  </testsuite>\n";
}

}  // namespace

void JunitSuites::add(const FindingsReport& report) {
  std::map<std::string, std::map<diag::Code, CodeFindings>> by_path;
  for (const std::string& file : report.files) {
    by_path[path_of(report, file)];
  }
  for (const ReportedFinding& finding : report.findings) {
    const diag::Diagnostic& diagnostic = *finding.diagnostic;
    by_path[path_of(report, diagnostic)][diagnostic.code].push_back(&finding);
  }
  for (const auto& [path, codes] : by_path) {
    SuiteText suite{.name = path, .counts = {}, .cases = {}};
    for (const auto& [code, findings] : codes) {
      suite.cases += code_case(report, path, findings, suite.counts);
    }
    if (codes.empty()) {
      suite.cases = clean_case(report, path, suite.counts);
    }
    add_suite(*this, suite);
  }
}

void JunitSuites::add(const Run& run, const SourceMap& sources, std::string_view prefix) {
  std::vector<SuiteText> suites;               // in the order of their first case
  std::map<std::string, std::size_t> numbers;  // by file
  for (const CaseResult& result : run.results) {
    std::string file = std::string(prefix) + result.test->file;
    auto [number, is_new] = numbers.try_emplace(file, suites.size());
    if (is_new) {
      suites.push_back({.name = file, .counts = {}, .cases = {}});
    }
    SuiteText& suite = suites[number->second];
    suite.counts.add(result);
    suite.cases += case_text(result, sources, file);
  }
  for (const SuiteText& suite : suites) {
    add_suite(*this, suite);
  }
}

void JunitSuites::add(std::string_view suite, std::span<const ReportedStep> steps) {
  SuiteText made{.name = std::string(suite), .counts = {}, .cases = {}};
  for (const ReportedStep& step : steps) {
    made.cases += step_case(suite, step, made.counts);
  }
  add_suite(*this, made);
}

std::string junit_document(const JunitSuites& suites, std::string_view project) {
  SuiteCounts all{.tests = suites.tests,
                  .failed = suites.failed,
                  .skipped = suites.skipped,
                  .elapsed_ns = suites.elapsed_ns};
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         xml_attribute("name", project) + counts_text(all) + ">\n" + suites.text +
         "</testsuites>\n";
}

std::string junit_report(const Run& run, const SourceMap& sources, std::string_view project) {
  JunitSuites suites;
  suites.add(run, sources, "");
  return junit_document(suites, project);
}

}  // namespace rulec::tooling
