#include "tooling/lint/effects/effects.h"

namespace rulec::tooling {

void lint_effects(const LintInput& input, diag::Emitter& emitter) {
  struct Part {
    diag::Code code;
    void (*run)(const LintInput& input, diag::Emitter& emitter);
  };
  static constexpr Part kParts[] = {
      {diag::Code::kReadsLaterWrite, lint_later_writes},
      {diag::Code::kUpdateNeverRead, lint_unread_updates},
      {diag::Code::kWideUpdate, lint_wide_updates},
      {diag::Code::kConflictingUpdates, lint_conflicting_updates},
  };
  for (const Part& part : kParts) {
    if (input.is_wanted(part.code)) {
      part.run(input, emitter);
    }
  }
}

}  // namespace rulec::tooling
