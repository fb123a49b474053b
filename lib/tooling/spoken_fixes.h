// SpokenFixes: on the way to another emitter, fixes of checks become words where they would change
// a text file. The checks know the JSON twin, whose spelling is another one: a field is a quoted
// text there, an expression an object. Fixes of the reader itself (RC1xxx) know the text and stay.
#pragma once

#include "base/source.h"
#include "diag/emitter.h"

namespace rulec::tooling {

class SpokenFixes final : public diag::Emitter {
 public:
  // Both outlive this.
  SpokenFixes(const SourceMap& sources, diag::Emitter& next) : sources_(sources), next_(next) {}
  void emit(diag::Diagnostic finding) override;

 private:
  const SourceMap& sources_;
  diag::Emitter& next_;
};

}  // namespace rulec::tooling
