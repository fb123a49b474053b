// The lints of style, one function each. Internal to the group.
#pragma once

#include "tooling/lint/lint.h"

namespace rulec::tooling {

// RC3301: rules, flows and scorecards that say nowhere what they are for.
void lint_descriptions(const LintInput& input, diag::Emitter& emitter);
// RC3304: the same without an owner, where rulec.yaml names none either.
void lint_owners(const LintInput& input, diag::Emitter& emitter);
// RC3302: negations of negations, and of comparisons that have an opposite.
void lint_double_negations(const LintInput& input, diag::Emitter& emitter);
// RC3303: ids and entry points that are spelt another way than most.
void lint_names(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
