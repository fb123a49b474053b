#include "tooling/lint/security/security.h"

namespace rulec::tooling {

void lint_security(const LintInput& input, diag::Emitter& emitter) {
  struct Part {
    diag::Code code;
    void (*run)(const LintInput& input, diag::Emitter& emitter);
  };
  static constexpr Part kParts[] = {
      {diag::Code::kForgeableAcknowledgement, lint_acknowledgements},
      {diag::Code::kHiddenCharacters, lint_hidden_characters},
      {diag::Code::kPersonalDataInMessage, lint_personal_data},
      {diag::Code::kContextUrl, lint_context_urls},
      {diag::Code::kSecretInSource, lint_secrets},
  };
  for (const Part& part : kParts) {
    if (input.is_wanted(part.code)) {
      part.run(input, emitter);
    }
  }
}

}  // namespace rulec::tooling
