// Workflow commands of GitHub Actions ("::error file=…::message"), escaped as its toolkit does:
// `%`, CR and LF everywhere, `:` and `,` in properties too. GitHub shows 10 errors and 10 warnings
// a step, so the most severe come first. A column behind the last one is where an annotation ends.
#include <utility>
#include <vector>

#include "diag/render.h"
#include "tooling/report/finding_parts.h"

namespace rulec::tooling {
namespace {

std::string escaped_text(std::string_view text) {
  std::string out;
  for (char byte : text) {
    switch (byte) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      default:
        out += byte;
    }
  }
  return out;
}

std::string escaped_property(std::string_view text) {
  std::string out;
  for (char byte : escaped_text(text)) {
    switch (byte) {
      case ':':
        out += "%3A";
        break;
      case ',':
        out += "%2C";
        break;
      default:
        out += byte;
    }
  }
  return out;
}

using Properties = std::vector<std::pair<std::string_view, std::string>>;

std::string command(std::string_view name, const Properties& properties, std::string_view message) {
  std::string line = "::" + std::string(name);
  char separator = ' ';
  for (const auto& [key, value] : properties) {
    line.append(1, separator).append(key).append("=").append(escaped_property(value));
    separator = ',';
  }
  return line.append("::")
      .append(escaped_text(diag::printable(message, diag::Lines::kKeep)))
      .append("\n");
}

std::string_view command_of(diag::Severity severity) {
  return word_of(severity, "error", "warning", "notice");
}

void add_place(Properties& to, std::string path, const Range& range, bool is_hidden) {
  to.emplace_back("file", std::move(path));
  to.emplace_back("line", std::to_string(range.begin.line));
  if (is_hidden) {
    return;
  }
  to.emplace_back("col", std::to_string(range.begin.column));
  to.emplace_back("endLine", std::to_string(range.end.line));
  // Columns of an annotation over several lines are refused.
  if (range.end.line == range.begin.line) {
    to.emplace_back("endColumn", std::to_string(range.end.column));
  }
}

std::string what_differs(const CaseResult& result) {
  std::string text;
  for (const Difference& difference : result.differences) {
    text += (text.empty() ? "" : "\n") + difference.path + ": expected " + difference.expected +
            ", got " + difference.got;
  }
  if (result.engines_differ) {
    text += (text.empty() ? "" : "\n") + std::string("engines differ: ") + *result.engines_differ;
  }
  return text;
}

}  // namespace

std::string github_report(const FindingsReport& report) {
  std::string out;
  for (const ReportedFinding& finding : report.findings) {
    const diag::Diagnostic& diagnostic = *finding.diagnostic;
    if (finding.is_suppressed()) {
      continue;
    }
    Properties properties;
    if (diagnostic.has_primary) {
      const Span& span = diagnostic.primary.span;
      add_place(properties, path_of(report, diagnostic),
                range_of(report.sources.at(span.source), span), diagnostic.hides_source);
    }
    properties.emplace_back("title", title_of(diagnostic));
    out += command(command_of(diagnostic.severity), properties, message_with_help(diagnostic));
  }
  return out;
}

std::string github_report(const Run& run, const SourceMap& sources, std::string_view prefix) {
  std::string out;
  for (const CaseResult& result : run.results) {
    if (result.verdict != Verdict::kFailed) {
      continue;
    }
    const TestCase& test = *result.test;
    Properties properties;
    if (test.span.source.is_valid()) {
      const Source& source = sources.at(test.span.source);
      add_place(properties, std::string(prefix) + source.name(), range_of(source, test.span),
                false);
    }
    properties.emplace_back("title", "test failed: " + test.name);
    out += command("error", properties, what_differs(result));
  }
  return out;
}

}  // namespace rulec::tooling
