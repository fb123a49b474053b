// A bundle that may be run: read, hashed, admitted by the trust file of this machine, and only then
// opened. The one road by which a command runs a bundle of the disk.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "settings.h"
#include "tooling/decide/ruleset.h"

namespace rulec::app {

struct BundleRequest {
  std::string path;
  bool allows_native = false;  // `--allow-native`
  runtime::LoadOptions load = tooling::kForFewDecisions;
};

// Without a trust file everything is admitted that the loader takes: development. With one, what
// its environment (`--env`) asks for. Machine code that is left aside is a hint on stderr (RC5016).
[[nodiscard]] Outcome<tooling::OpenedRuleset> open_admitted(const BundleRequest& request,
                                                            const Common& common, Env& env);

}  // namespace rulec::app
