// One look at a project: parsed once, checked, its tests collected, its lints run. What `lint`,
// `check`, `dev` and `package` share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/lint/lint.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

struct AnalysisOptions {
  BuildOptions build;
  Phase last = Phase::kCheck;
  std::int64_t now_ms = 0;  // for lints that speak of time
  // Asked once the settings are known, which lints are wanted: others are not looked for. None:
  // those that are on by default.
  std::function<std::function<bool(diag::Code)>(const Build&)> selection;
  // What looks for lints; none: all groups of them (lint/lint.h).
  std::function<void(const LintInput&, diag::Emitter&)> lints;
};

struct Analysis {
  std::unique_ptr<Build> build;
  std::unique_ptr<Suite> suite;
};

// Findings of all of it go to `emitter`. Lints run where the check has a model.
[[nodiscard]] Analysis analyse(FileSystem& files, const AnalysisOptions& options,
                               diag::Emitter& emitter);

}  // namespace rulec::tooling
