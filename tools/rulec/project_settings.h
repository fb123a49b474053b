// Settings of rulec.yaml that commands obey beside those of the compiler, and findings about the
// project as a whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "failure.h"
#include "project/project.h"
#include "report.h"
#include "tooling/build.h"

namespace rulec::app {

// A setting by its dotted key; nothing when the file does not name it.
[[nodiscard]] std::optional<std::size_t> configured_number(const project::Config& config,
                                                           std::string_view key);
// The same for one that may have a fraction.
[[nodiscard]] std::optional<double> configured_percent(const project::Config& config,
                                                       std::string_view key);
[[nodiscard]] std::vector<std::string> configured_list(const project::Config& config,
                                                       std::string_view key);

// Entries of lint.severity that mean no lint, or an error of a phase, which stays one.
[[nodiscard]] Outcome<void> check_severities(const project::Config& config);

// The flags if they were given, else lint.select and lint.ignore. Refuses a bad lint.severity too.
[[nodiscard]] Outcome<LintSelection> effective_selection(const project::Config& config,
                                                         const std::vector<std::string>& selected,
                                                         const std::vector<std::string>& ignored);

// RC0015 when there was nothing to look at and nothing has been said about it yet.
void require_files(const tooling::Build& build, const std::vector<std::string>& paths,
                   diag::Collector& collector);

}  // namespace rulec::app
