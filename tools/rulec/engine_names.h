// Names of `--engine`.
#pragma once

#include <string_view>

#include "failure.h"
#include "runtime/engine.h"

namespace rulec::app {

// kAuto for "auto", and for a name that is none of an engine.
[[nodiscard]] runtime::EngineKind engine_named(std::string_view name);
// What is said about the one that is not there yet.
[[nodiscard]] Failure native_not_built();

}  // namespace rulec::app
