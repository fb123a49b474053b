// JUnit's XML in the form that CI systems read (testsuites, testsuite, testcase). Every count is
// that of the run or of the cases of the suite, so no header contradicts its parts.
#include <cstdio>
#include <map>

#include "tooling/report/report.h"
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

std::string case_text(const CaseResult& result, const SourceMap& sources) {
  const TestCase& test = *result.test;
  std::string head = "    <testcase" + xml_attribute("name", test.name) +
                     xml_attribute("classname", test.entry_point) +
                     xml_attribute("file", test.file);
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
  std::string file;
  SuiteCounts counts;
  std::string cases;
};

}  // namespace

std::string junit_report(const Run& run, const SourceMap& sources, std::string_view project) {
  SuiteCounts all;
  std::vector<SuiteText> suites;               // in the order of their first case
  std::map<std::string, std::size_t> numbers;  // by file
  for (const CaseResult& result : run.results) {
    const std::string& file = result.test->file;
    auto [number, is_new] = numbers.try_emplace(file, suites.size());
    if (is_new) {
      suites.push_back({.file = file, .counts = {}, .cases = {}});
    }
    SuiteText& suite = suites[number->second];
    suite.counts.add(result);
    suite.cases += case_text(result, sources);
    all.add(result);
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                    xml_attribute("name", project) + counts_text(all) + ">\n";
  for (const SuiteText& suite : suites) {
    out += "  <testsuite" + xml_attribute("name", suite.file) + counts_text(suite.counts) + ">\n" +
           suite.cases + "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace rulec::tooling
