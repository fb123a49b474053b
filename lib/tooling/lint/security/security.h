// The parts of the group `security`. Internal to the lints.
#pragma once

#include "diag/emitter.h"
#include "tooling/lint/lint.h"

namespace rulec::tooling {

// RC3101.
void lint_acknowledgements(const LintInput& input, diag::Emitter& emitter);
// RC3102.
void lint_hidden_characters(const LintInput& input, diag::Emitter& emitter);
// RC3103.
void lint_personal_data(const LintInput& input, diag::Emitter& emitter);
// RC3104.
void lint_context_urls(const LintInput& input, diag::Emitter& emitter);
// RC3107.
void lint_secrets(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
