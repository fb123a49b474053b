// The parts of the group `effects`. Internal to the lints.
#pragma once

#include "diag/emitter.h"
#include "tooling/lint/lint.h"

namespace rulec::tooling {

// RC3011.
void lint_later_writes(const LintInput& input, diag::Emitter& emitter);
// RC3014.
void lint_unread_updates(const LintInput& input, diag::Emitter& emitter);
// RC3105.
void lint_wide_updates(const LintInput& input, diag::Emitter& emitter);
// RC3106.
void lint_conflicting_updates(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
