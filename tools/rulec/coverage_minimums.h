// The minimums of coverage that a project or a flag sets.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "project/project.h"
#include "tooling/coverage/coverage.h"
#include "tooling/report/report.h"

namespace rulec::app {

// `conditions` in percent, else test.coverage.conditions of rulec.yaml; rules, actions and
// templates of rulec.yaml. `run`: what was measured. Empty where nothing sets any.
[[nodiscard]] std::vector<tooling::Minimum> coverage_minimums(
    std::optional<std::uint64_t> conditions, const project::Config& config,
    const tooling::Coverage& coverage, const tooling::Run& run);

}  // namespace rulec::app
