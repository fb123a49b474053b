// Reports that are lines: NDJSON of findings and cases, and TAP 14 (testanything.org).
#include "diag/render.h"
#include "tooling/report/finding_parts.h"

namespace rulec::tooling {
namespace {

// `\` and `#` have a meaning behind the number of a test point.
std::string tap_text(std::string_view text) {
  std::string out;
  for (char byte : diag::printable(text)) {
    out += byte == '\\' || byte == '#' ? std::string("\\") + byte : std::string(1, byte);
  }
  return out;
}

// A text as YAML, of which JSON is a part.
std::string yaml_text(std::string_view text) {
  std::string out;
  append_json_string(out, json_text(text));
  return out;
}

std::string yaml_block(const CaseResult& result, const SourceMap& sources,
                       const std::string& prefix) {
  const TestCase& test = *result.test;
  std::string out = "  ---\n";
  if (test.span.source.is_valid()) {
    LineColumn at = sources.at(test.span.source).line_column(test.span.begin);
    out += "  at:\n    file: " + yaml_text(prefix + sources.at(test.span.source).name()) +
           "\n    line: " + std::to_string(at.line) + "\n    column: " + std::to_string(at.column) +
           "\n";
  }
  if (result.engines_differ) {
    out += "  engines_differ: " + yaml_text(*result.engines_differ) + "\n";
  }
  if (!result.differences.empty()) {
    out += "  differences:\n";
  }
  for (const Difference& difference : result.differences) {
    out += "    - path: " + yaml_text(difference.path) +
           "\n      expected: " + yaml_text(difference.expected) +
           "\n      got: " + yaml_text(difference.got) + "\n";
  }
  return out + "  ...\n";
}

}  // namespace

std::vector<std::string> diagnostic_lines(const FindingsReport& report) {
  std::vector<std::string> lines;
  for (const ReportedFinding& finding : report.findings) {
    if (finding.is_suppressed()) {
      continue;
    }
    std::string& line = lines.emplace_back();
    JsonWriter json(line);
    json.begin_object();
    json.member("schema", "rulec.lint/1");
    json.member("kind", "diagnostic");
    json.key("diagnostic");
    diag::write_json(json, *finding.diagnostic, report.sources, finding.fingerprint);
    json.end_object();
  }
  return lines;
}

std::vector<std::string> case_lines(const Run& run, const SourceMap& sources) {
  std::vector<std::string> lines;
  for (const CaseResult& result : run.results) {
    std::string& line = lines.emplace_back();
    JsonWriter json(line);
    json.begin_object();
    json.member("schema", "rulec.test/1");
    json.member("kind", "case");
    json.key("case");
    write_case(json, result, sources);
    json.end_object();
  }
  return lines;
}

std::string tap_report(const Run& run, const SourceMap& sources, std::string_view prefix) {
  std::string folder(prefix);
  std::string out = "TAP version 14\n1.." + std::to_string(run.results.size());
  out += run.results.empty() ? " # SKIP no case\n" : "\n";
  std::size_t number = 0;
  for (const CaseResult& result : run.results) {
    const TestCase& test = *result.test;
    out += result.verdict == Verdict::kFailed ? "not ok " : "ok ";
    out += std::to_string(++number) + " - " + tap_text(folder + test.file) + " > " +
           tap_text(test.name);
    if (result.verdict == Verdict::kSkipped) {
      out += " # SKIP " + diag::printable(test.skip_reason.value_or(""));
    }
    out += "\n";
    out += result.verdict == Verdict::kFailed ? yaml_block(result, sources, folder) : "";
  }
  return out;
}

}  // namespace rulec::tooling
