// A project in memory, analysed: its findings, and itself after a fix.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "diag/emitter.h"
#include "memory_file_system.h"
#include "tooling/analysis.h"

namespace rulec::tooling::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // path and bytes

struct Analysed {
  rulec::testing::MemoryFileSystem files;
  diag::Collector collector;
  Analysis analysis;
  std::vector<diag::Diagnostic> findings;  // in the order to show

  // "RC3017 rules/a.rule.json:2" for each finding.
  [[nodiscard]] std::vector<std::string> lines() const;
};

// At 2026-03-01T09:00:00Z. All lints are wanted.
void analyse_in_memory(Analysed& made, const Files& files, const AnalysisOptions& options = {});

// The files after the first fix of every finding of this code.
[[nodiscard]] Files fixed(const Analysed& made, const Files& files, diag::Code code);

}  // namespace rulec::tooling::testing
