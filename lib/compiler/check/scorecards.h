// What a scorecard has beyond its conditions: ids of items, patterns, bands, points. Internal to
// the checker.
#pragma once

#include "compiler/check/report.h"
#include "compiler/model.h"

namespace rulec::compiler {

// Items in the order of their turns with their points, bands ascending; its entry point is not
// filled in.
[[nodiscard]] CheckedScorecard check_scorecard_parts(const parser::ScorecardNode& scorecard,
                                                     RuleReport& report);

}  // namespace rulec::compiler
