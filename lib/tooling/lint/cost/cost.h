// The parts of the group `cost`. Internal to the lints.
#pragma once

#include "diag/emitter.h"
#include "tooling/lint/lint.h"

namespace rulec::tooling {

// RC3201.
void lint_patterns(const LintInput& input, diag::Emitter& emitter);
// RC3202.
void lint_nested_iteration(const LintInput& input, diag::Emitter& emitter);
// RC3203.
void lint_indexable(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
