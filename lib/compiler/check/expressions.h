// Walks an expression and checks every call in it. Internal to the checker.
#pragma once

#include "compiler/check/report.h"

namespace rulec::compiler {

void check_expression(const parser::Expr& expr, RuleReport& report);

}  // namespace rulec::compiler
