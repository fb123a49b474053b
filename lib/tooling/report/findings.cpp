// The model of findings and what its printers share.
#include "tooling/report/findings.h"

#include <algorithm>
#include <tuple>

#include "base/utf8.h"
#include "diag/render.h"
#include "tooling/report/finding_parts.h"

namespace rulec::tooling {

std::vector<ReportedFinding> reported(std::span<const diag::Diagnostic> shown,
                                      std::span<const diag::Diagnostic> suppressed,
                                      const SourceMap& sources) {
  std::vector<ReportedFinding> all;
  all.reserve(shown.size() + suppressed.size());
  for (std::span<const diag::Diagnostic> part : {shown, suppressed}) {
    for (const diag::Diagnostic& finding : part) {
      all.push_back({.diagnostic = &finding, .fingerprint = {}});
    }
  }
  std::vector<ReportedFinding*> by_place;
  by_place.reserve(all.size());
  for (ReportedFinding& finding : all) {
    by_place.push_back(&finding);
  }
  std::ranges::stable_sort(by_place, {}, [](const ReportedFinding* finding) {
    const diag::Diagnostic& diagnostic = *finding->diagnostic;
    const Span& span = diagnostic.primary.span;
    return diagnostic.has_primary ? std::tuple(true, span.source.index(), span.begin)
                                  : std::tuple(false, std::uint32_t{0}, std::uint32_t{0});
  });
  diag::FingerprintOrdinals ordinals;
  for (ReportedFinding* finding : by_place) {
    const diag::Diagnostic& diagnostic = *finding->diagnostic;
    finding->fingerprint =
        diag::fingerprint(diagnostic, sources, ordinals.next(diagnostic, sources));
  }
  return all;
}

std::string_view word_of(diag::Severity severity, std::string_view error, std::string_view warning,
                         std::string_view hint) {
  switch (severity) {
    case diag::Severity::Error:
      return error;
    case diag::Severity::Warning:
      return warning;
    case diag::Severity::Hint:
    case diag::Severity::Retired:
      return hint;
  }
  return hint;
}

std::string json_text(std::string_view text) {
  return utf8::find_invalid(text) == std::string_view::npos
             ? std::string(text)
             : diag::printable(text, diag::Lines::kKeep);
}

Span clamped(const Source& source, Span span) {
  auto size = static_cast<std::uint32_t>(source.bytes().size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  return span;
}

Range range_of(const Source& source, Span span) {
  span = clamped(source, span);
  return {.begin = source.line_column(span.begin), .end = source.line_column(span.end)};
}

std::string path_of(const FindingsReport& report, std::string_view file) {
  return report.prefix + std::string(file);
}

std::string path_of(const FindingsReport& report, const diag::Diagnostic& finding) {
  return path_of(report,
                 finding.has_primary
                     ? std::string_view(report.sources.at(finding.primary.span.source).name())
                     : std::string_view("rulec.yaml"));
}

std::string title_of(const diag::Diagnostic& finding) {
  return diag::code_text(finding.code) + " " + std::string(diag::row_of(finding.code).name);
}

std::string message_with_help(const diag::Diagnostic& finding) {
  std::string text = diag::message_of(finding);
  if (!finding.primary.text.empty()) {
    text += "\n" + finding.primary.text;
  }
  if (!finding.place.reads_as.empty()) {
    text += "\nreads as: " + finding.place.reads_as;
  }
  for (const std::string& note : finding.notes) {
    text += "\nnote: " + note;
  }
  if (finding.more_places > 0) {
    text += "\nand " + std::to_string(finding.more_places) + " more places";
  }
  for (const std::string& help : finding.helps) {
    text += "\nhelp: " + help;
  }
  for (const diag::Fix& fix : finding.fixes) {
    text += "\nhelp: " + fix.title;
  }
  return text;
}

std::string page_url(const FindingsReport& report, diag::Code code) {
  return report.pages_url.empty() ? std::string()
                                  : report.pages_url + diag::code_text(code) + ".md";
}

void write_totals(JsonWriter& json, const FindingTotals& totals, std::uint64_t safe_fixes,
                  std::uint64_t suggested_fixes) {
  json.key("summary");
  json.begin_object();
  json.member("files", totals.files);
  json.member("rules", totals.rules);
  json.member("scorecards", totals.scorecards);
  json.member("templates", totals.templates);
  json.member("errors", totals.errors);
  json.member("warnings", totals.warnings);
  json.member("hints", totals.hints);
  json.member("suppressed", totals.suppressed);
  json.member("omitted", totals.omitted);
  json.key("fixes");
  json.begin_object();
  json.member("safe", safe_fixes);
  json.member("suggested", suggested_fixes);
  json.end_object();
  json.member("ms", totals.elapsed_ms);
  json.end_object();
}

}  // namespace rulec::tooling
