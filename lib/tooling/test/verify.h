// `rulec compile --verify`: the test cases of a project, decided by every engine there is, must
// give the same bytes. An engine is the program of one optimisation level, as it was compiled or as
// it came back from its bundle, or its index over rules. What a case expects is no matter here;
// `rulec test` looks at that.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diag/emitter.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

struct Engine {
  std::string name;  // "-O2", "the bundle of -O2"
  runtime::RulesetPtr ruleset;
  runtime::EngineKind kind = runtime::EngineKind::kAuto;
};

struct Verification {
  std::size_t cases = 0;    // decided by every engine
  std::size_t skipped = 0;  // by their own word
  std::size_t engines = 0;
  std::size_t differences = 0;  // cases that engines decide differently
};

// Every level, each as compiled, by its index, and read back. `build` has a model without errors
// and a program.
[[nodiscard]] Result<std::vector<Engine>> all_engines(const Build& build);
// The first engine is the one that the others are held against; each case that is decided otherwise
// is one RC6001 at its place.
[[nodiscard]] Verification compare_engines(const Suite& suite, const std::vector<Engine>& engines,
                                           diag::Emitter& emitter);

}  // namespace rulec::tooling
