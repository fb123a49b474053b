// Forms that services for code review read: GitLab's code quality, Checkstyle's XML, reviewdog.
#include <algorithm>
#include <map>
#include <optional>

#include "diag/render.h"
#include "tooling/report/finding_parts.h"
#include "tooling/report/xml.h"

namespace rulec::tooling {
namespace {

// --- GitLab

std::string_view gitlab_severity(diag::Severity severity) {
  return word_of(severity, "major", "minor", "info");
}

void write_gitlab(JsonWriter& json, const FindingsReport& report, const ReportedFinding& finding) {
  const diag::Diagnostic& diagnostic = *finding.diagnostic;
  json.begin_object();
  json.member("description", json_text(title_of(diagnostic) + ": " + diag::message_of(diagnostic)));
  json.member("check_name", diag::code_text(diagnostic.code));
  json.member("fingerprint", finding.fingerprint);
  json.member("severity", gitlab_severity(diagnostic.severity));
  json.key("location");
  json.begin_object();
  json.member("path", json_text(path_of(report, diagnostic)));
  json.key("lines");
  json.begin_object();
  std::optional<Range> range;
  if (diagnostic.has_primary) {
    const Span& span = diagnostic.primary.span;
    range = range_of(report.sources.at(span.source), span);
  }
  json.member("begin", range ? range->begin.line : 1);
  json.member("end", range ? range->end.line : 1);
  json.end_object();
  json.end_object();
  json.end_object();
}

// --- Checkstyle

std::string_view checkstyle_severity(diag::Severity severity) {
  return word_of(severity, "error", "warning", "info");
}

std::string checkstyle_error(const FindingsReport& report, const diag::Diagnostic& finding) {
  std::string line = "    <error";
  std::uint64_t number = 1;
  std::uint64_t column = 0;
  if (finding.has_primary) {
    const Source& source = report.sources.at(finding.primary.span.source);
    LineColumn at = range_of(source, finding.primary.span).begin;
    number = at.line;
    column = finding.hides_source ? 0 : at.column;
  }
  line += xml_attribute("line", number);
  line += column > 0 ? xml_attribute("column", column) : "";
  line += xml_attribute("severity", checkstyle_severity(finding.severity));
  line += xml_attribute("message", diag::message_of(finding));
  line += xml_attribute("source", "rulec." + diag::code_text(finding.code) + "." +
                                      std::string(diag::row_of(finding.code).name));
  return line + "/>\n";
}

// --- reviewdog (proto/rdf/reviewdog.proto of its repository): a column is the number of the byte
// in its line, from 1, and an end is exclusive.

std::string_view rdf_severity(diag::Severity severity) {
  return word_of(severity, "ERROR", "WARNING", "INFO");
}

void write_rdf_position(JsonWriter& json, std::string_view name, const Source& source,
                        std::uint32_t offset) {
  std::uint32_t line = source.line_column(offset).line;
  json.key(name);
  json.begin_object();
  json.member("line", line);
  json.member("column", offset - source.line_begin(line) + 1);
  json.end_object();
}

void write_rdf_range(JsonWriter& json, const Source& source, Span span, bool is_hidden) {
  span = clamped(source, span);
  json.key("range");
  json.begin_object();
  if (is_hidden) {
    json.key("start");
    json.begin_object();
    json.member("line", source.line_column(span.begin).line);
    json.end_object();
  } else {
    write_rdf_position(json, "start", source, span.begin);
    write_rdf_position(json, "end", source, span.end);
  }
  json.end_object();
}

void write_rdf_location(JsonWriter& json, const FindingsReport& report, const Span& span,
                        bool is_hidden) {
  const Source& source = report.sources.at(span.source);
  json.key("location");
  json.begin_object();
  json.member("path", json_text(path_of(report, source.name())));
  write_rdf_range(json, source, span, is_hidden);
  json.end_object();
}

// A suggestion stands for itself and in the file of the finding, so fixes of several edits or of
// other files are told in words alone.
bool is_suggestion(const diag::Diagnostic& finding, const diag::Fix& fix) {
  return finding.has_primary && !finding.hides_source && fix.edits.size() == 1 &&
         fix.edits[0].span.source == finding.primary.span.source;
}

void write_rdf_suggestions(JsonWriter& json, const FindingsReport& report,
                           const diag::Diagnostic& finding) {
  if (std::ranges::none_of(finding.fixes,
                           [&](const diag::Fix& fix) { return is_suggestion(finding, fix); })) {
    return;
  }
  json.key("suggestions");
  json.begin_array();
  for (const diag::Fix& fix : finding.fixes) {
    if (is_suggestion(finding, fix)) {
      const diag::Edit& edit = fix.edits[0];
      json.begin_object();
      write_rdf_range(json, report.sources.at(edit.span.source), edit.span, false);
      json.member("text", json_text(edit.new_text));
      json.end_object();
    }
  }
  json.end_array();
}

void write_rdf_related(JsonWriter& json, const FindingsReport& report,
                       const diag::Diagnostic& finding) {
  if (finding.labels.empty() || finding.hides_source) {
    return;
  }
  json.key("related_locations");
  json.begin_array();
  for (const diag::Label& label : finding.labels) {
    json.begin_object();
    if (!label.text.empty()) {
      json.member("message", json_text(label.text));
    }
    write_rdf_location(json, report, label.span, false);
    json.end_object();
  }
  json.end_array();
}

void write_rdf_source(JsonWriter& json) {
  json.key("source");
  json.begin_object();
  json.member("name", "rulec");
  json.end_object();
}

void write_rdf(JsonWriter& json, const FindingsReport& report, const diag::Diagnostic& finding,
               bool stands_alone) {
  json.begin_object();
  json.member("message", json_text(message_with_help(finding)));
  if (finding.has_primary) {
    write_rdf_location(json, report, finding.primary.span, finding.hides_source);
  } else {
    json.key("location");
    json.begin_object();
    json.member("path", json_text(path_of(report, finding)));
    json.end_object();
  }
  json.member("severity", rdf_severity(finding.severity));
  if (stands_alone) {
    write_rdf_source(json);
  }
  json.key("code");
  json.begin_object();
  json.member("value", diag::code_text(finding.code));
  if (std::string url = page_url(report, finding.code); !url.empty()) {
    json.member("url", url);
  }
  json.end_object();
  write_rdf_suggestions(json, report, finding);
  write_rdf_related(json, report, finding);
  json.end_object();
}

}  // namespace

std::string gitlab_report(const FindingsReport& report) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const ReportedFinding& finding : report.findings) {
    if (!finding.is_suppressed()) {
      write_gitlab(json, report, finding);
    }
  }
  json.end_array();
  return out + "\n";
}

std::string checkstyle_report(const FindingsReport& report) {
  std::map<std::string, std::string> by_path;
  for (const ReportedFinding& finding : report.findings) {
    if (!finding.is_suppressed()) {
      const diag::Diagnostic& diagnostic = *finding.diagnostic;
      by_path[path_of(report, diagnostic)] += checkstyle_error(report, diagnostic);
    }
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">\n";
  for (const auto& [path, errors] : by_path) {
    out += "  <file" + xml_attribute("name", path) + ">\n" + errors + "  </file>\n";
  }
  return out + "</checkstyle>\n";
}

std::string rdjson_report(const FindingsReport& report) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_rdf_source(json);
  json.key("diagnostics");
  json.begin_array();
  for (const ReportedFinding& finding : report.findings) {
    if (!finding.is_suppressed()) {
      write_rdf(json, report, *finding.diagnostic, false);
    }
  }
  json.end_array();
  json.end_object();
  return out + "\n";
}

std::string rdjsonl_report(const FindingsReport& report) {
  std::string out;
  for (const ReportedFinding& finding : report.findings) {
    if (!finding.is_suppressed()) {
      JsonWriter json(out);
      write_rdf(json, report, *finding.diagnostic, true);
      out += '\n';
    }
  }
  return out;
}

}  // namespace rulec::tooling
