// Ids without the rest of a decision: for those who only ask which rules hold.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/engine.h"

namespace rulec::runtime {

// The rules that a decision would list as executed, in that order, as indexes into Program::rules;
// or the problem that it would give. Actions are run only where they can make a difference: an
// update that later conditions may read, an action that may end the decision. Both live until the
// next call with the same workspace.
[[nodiscard]] const Problem* fired(const LoadedRuleset& ruleset, const Request& request,
                                   Workspace& workspace, std::span<const std::uint32_t>& rules);

}  // namespace rulec::runtime
