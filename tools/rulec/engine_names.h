// Names of `--engine`.
#pragma once

#include <string_view>

#include "runtime/engine.h"

namespace rulec::app {

// kAuto for "auto", and for a name that is none of an engine.
[[nodiscard]] runtime::EngineKind engine_named(std::string_view name);

}  // namespace rulec::app
