// `lint.severity` of rulec.yaml: how much a project makes of single lints.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "project/project.h"

namespace rulec::tooling {

inline constexpr std::string_view kSeverityPrefix = "lint.severity.";

// "error", "warning", "hint".
[[nodiscard]] std::string_view severity_name(diag::Severity severity);

// Whether another severity can be given: not to errors, but for lints that are errors unless the
// project says otherwise (lints.def).
[[nodiscard]] bool has_free_severity(diag::Code code);

// The severity of a finding in a project with these settings: what a phase made an error stays one.
[[nodiscard]] diag::Severity severity_in(const std::map<diag::Code, diag::Severity>& severities,
                                         const diag::Diagnostic& finding);

// As the project sets them. Entries that mean no lint are passed over (`rulec lint` refuses them).
[[nodiscard]] std::map<diag::Code, diag::Severity> severities_of(const project::Config& config);

}  // namespace rulec::tooling
