// One look at a project: parsed once, checked, its tests collected, its lints run. What `lint`,
// `check`, `dev` and `package` share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

struct AnalysisOptions {
  BuildOptions build;
  Phase last = Phase::kCheck;
  std::int64_t now_ms = 0;  // for lints that speak of time
  // Asked once the settings are known, which lints are wanted: others are not looked for. None:
  // those that are on by default.
  std::function<std::function<bool(diag::Code)>(const Build&)> selection;
};

struct Analysis {
  std::unique_ptr<Build> build;
  std::unique_ptr<Suite> suite;
  // Sources by who read them first: those of the build, behind them those of its tests, then any
  // that a lint added.
  std::size_t build_sources = 0;
  std::size_t tested_sources = 0;  // of build and tests together
  std::size_t test_errors = 0;     // found while the tests were collected
};

// Findings of all of it go to `emitter`. Lints run where the check has a model.
[[nodiscard]] Analysis analyse(FileSystem& files, const AnalysisOptions& options,
                               diag::Emitter& emitter);

}  // namespace rulec::tooling
