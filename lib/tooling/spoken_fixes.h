// SpokenFixes: on the way to another emitter, fixes of checks and lints that would change a text
// file are spelled for it (source_spelling.h); those without a spelling become words. The checks
// know the JSON twin, where a field is a quoted text and an expression an object. Fixes of the
// reader itself (RC1xxx) know the text and stay.
#pragma once

#include "base/source.h"
#include "diag/emitter.h"
#include "tooling/source_spelling.h"

namespace rulec::tooling {

class SpokenFixes final : public diag::Emitter {
 public:
  // All outlive this.
  SpokenFixes(FileSystem& files, const Build& build, std::size_t max_source_bytes,
              diag::Emitter& next)
      : spelling_(files, build, max_source_bytes), next_(next) {}
  void emit(diag::Diagnostic finding) override;

 private:
  SourceSpelling spelling_;
  diag::Emitter& next_;
};

}  // namespace rulec::tooling
