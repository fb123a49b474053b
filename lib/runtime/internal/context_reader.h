// Reads and checks what comes with a request: context, acknowledgements.
#pragma once

#include <string_view>

#include "runtime/engine.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

// `text` into state.arena. False: state.problem is the 6101.
[[nodiscard]] bool read_context(std::string_view text, Workspace::State& state, Value& context);
// An object, or null for "".
[[nodiscard]] bool read_acknowledgements(std::string_view text, Workspace::State& state,
                                         Value& acknowledgements);
// False: state.problem is the 6110.
[[nodiscard]] bool check_context(const LoadedEntryPoint& entry_point, const Value& context,
                                 Workspace::State& state);

}  // namespace rulec::runtime
