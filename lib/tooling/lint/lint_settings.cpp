#include "tooling/lint/lint_settings.h"

#include "tooling/lint/lint.h"

namespace rulec::tooling {

using diag::Severity;

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Hint:
      return "hint";
    case Severity::Retired:
      break;
  }
  return "retired";
}

bool has_free_severity(diag::Code code) {
  Severity severity = diag::row_of(code).severity;
  return severity == Severity::Warning || severity == Severity::Hint ||
         (severity == Severity::Error && is_lint(code));
}

Severity severity_in(const std::map<diag::Code, Severity>& severities,
                     const diag::Diagnostic& finding) {
  bool is_settled =
      finding.severity == Severity::Error && diag::row_of(finding.code).severity != Severity::Error;
  auto own = severities.find(finding.code);
  return is_settled || own == severities.end() ? finding.severity : own->second;
}

std::map<diag::Code, Severity> severities_of(const project::Config& config) {
  std::map<diag::Code, Severity> severities;
  for (const project::Config::Setting& setting : config.settings) {
    if (!setting.key.starts_with(kSeverityPrefix)) {
      continue;
    }
    const diag::CatalogueRow* row =
        diag::find_row(std::string_view(setting.key).substr(kSeverityPrefix.size()));
    for (Severity severity : {Severity::Error, Severity::Warning, Severity::Hint}) {
      bool is_meant = setting.json == "\"" + std::string(severity_name(severity)) + "\"";
      if (is_meant && row != nullptr && has_free_severity(row->code)) {
        severities[row->code] = severity;
      }
    }
  }
  return severities;
}

}  // namespace rulec::tooling
