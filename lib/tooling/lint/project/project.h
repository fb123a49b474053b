// The lints of a project as a whole, one function each. Internal to the group.
#pragma once

#include "tooling/lint/lint.h"

namespace rulec::tooling {

// RC3016: two versions of a rule, of which the later one begins before the earlier one ends.
void lint_overlapping_windows(const LintInput& input, diag::Emitter& emitter);
// RC3017: rules whose window has ended.
void lint_expired_rules(const LintInput& input, diag::Emitter& emitter);
// RC3305: templates that no rule and no fallback names.
void lint_unused_templates(const LintInput& input, diag::Emitter& emitter);
// RC3306: templates without a language that most others have.
void lint_template_languages(const LintInput& input, diag::Emitter& emitter);
// RC3307: files in schemas/ that nothing names.
void lint_unused_schemas(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling
