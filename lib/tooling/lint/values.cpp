#include "tooling/lint/lint.h"

namespace rulec::tooling {

void lint_values(const LintInput& input, diag::Emitter& emitter) {
  static_cast<void>(input);
  static_cast<void>(emitter);
}

}  // namespace rulec::tooling
