// active_from and active_until as a half-open window in milliseconds (language.md section 5).
// Internal to the checker.
#pragma once

#include "compiler/check/report.h"
#include "compiler/model.h"

namespace rulec::compiler {

void check_window(CheckedRule& rule, RuleReport& report);

}  // namespace rulec::compiler
