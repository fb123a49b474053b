// The self test of a bundle: its probes are decided again, and the digests of the decisions
// compared with those of the build. An engine that decides otherwise never answers anybody.
#pragma once

#include <string>

#include "base/result.h"
#include "runtime/engine.h"

namespace rulec::runtime {

// SHA-256 in hex of what `ruleset` decides for a probe, as JSON. The ruleset has no digest: its own
// would hold that of the probe.
[[nodiscard]] std::string probe_digest(const LoadedRuleset& ruleset, const bytecode::Probe& probe,
                                       Workspace& workspace, EngineKind engine = EngineKind::kAuto);

// `load`, with the probes decided before the ruleset is given out (RC5017).
[[nodiscard]] Result<RulesetPtr> load_tested(bytecode::Program program, std::string digest,
                                             const LoadOptions& options = {});

}  // namespace rulec::runtime
