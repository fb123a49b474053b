// One look at a project: parsed once, checked, its tests collected, its lints run. What `lint`,
// `check`, `dev` and `package` share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/lint/baseline.h"
#include "tooling/lint/lint.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

struct AnalysisOptions {
  BuildOptions build;  // `now_ms` is that of the analysis
  Phase last = Phase::kCheck;
  std::int64_t now_ms = 0;  // for lints that speak of time, and suppressions that end
  // Asked once the settings are known, which lints are wanted: others are not looked for. None:
  // those that are on by default.
  std::function<std::function<bool(diag::Code)>(const Build&)> selection;
  // A file, as typed, instead of `lint.baseline` of rulec.yaml and of `.rulec/lint-baseline.json`.
  std::string baseline;
  // Gathers a new baseline in place of the one that is there, which is not read.
  bool makes_baseline = false;
  // What looks for lints; none: all groups of them (lint/lint.h).
  std::function<void(const LintInput&, diag::Emitter&)> lints;
};

// What the settings and the authors make of findings.
struct Conclusion {
  std::vector<diag::Diagnostic> suppressed;  // those in the source, then those of the baseline
  // The file of the baseline, as the file system knows it, and whether it was read or, made anew,
  // is to be written.
  std::string baseline_path;
  bool has_baseline = false;
  Baseline baseline;
  std::size_t gone = 0;  // findings of the baseline that occur no longer
};

struct Analysis : Conclusion {
  std::unique_ptr<Build> build;
  std::unique_ptr<Suite> suite;
  // Sources by who read them first: those of the build, behind them those of its tests, then any
  // that a lint added.
  std::size_t build_sources = 0;
  std::size_t tested_sources = 0;  // of build and tests together
  std::size_t test_errors = 0;     // found while the tests were collected
};

// Findings of all of it go to `emitter`, but for those that a suppression or the baseline silences,
// which are kept apart. Severities are those of `lint.severity`. Warnings and hints that are not
// wanted are left out. Lints run where the check has a model.
[[nodiscard]] Analysis analyse(FileSystem& files, const AnalysisOptions& options,
                               diag::Emitter& emitter);

// The last part of it, for one who has built the project and collected its tests: `made` are the
// findings of both. What is left of them goes to `emitter`, and what lints say.
Conclusion conclude(FileSystem& files, const AnalysisOptions& options, Build& build,
                    const Suite& suite, std::vector<diag::Diagnostic> made, diag::Emitter& emitter);

// Where the baseline of this project lies: the file named on the command line, as typed, or else
// that of its settings, as a path for the file system.
[[nodiscard]] std::string baseline_path_of(const Build& build, const std::string& named);

}  // namespace rulec::tooling
