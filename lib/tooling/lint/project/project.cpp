#include "tooling/lint/project/project.h"

namespace rulec::tooling {

void lint_project(const LintInput& input, diag::Emitter& emitter) {
  lint_overlapping_windows(input, emitter);
  lint_expired_rules(input, emitter);
  lint_unused_templates(input, emitter);
  lint_template_languages(input, emitter);
  lint_unused_schemas(input, emitter);
}

}  // namespace rulec::tooling
