// Sizes of one rule: nodes, texts, names. What passes here fits into frames, strings and constants
// of a Program. Internal to the checker.
#pragma once

#include "compiler/check/report.h"

namespace rulec::compiler {

void check_limits(const parser::RuleNode& rule, RuleReport& report);
// Of one item of a scorecard.
void check_limits(const parser::ScorecardItemNode& item, RuleReport& report);

}  // namespace rulec::compiler
