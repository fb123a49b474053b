// Checks of calls: is there such an operator, does it take so many operands, are those that must be
// literal literal. Internal to the checker.
#pragma once

#include "compiler/check/report.h"

namespace rulec::compiler {

void check_call(const parser::Expr& call, RuleReport& report);
// An object with several members where an expression stands.
void report_no_call(const parser::Expr& expr, RuleReport& report);

}  // namespace rulec::compiler
