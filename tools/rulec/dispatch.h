// From an invocation to the command behind it.
#pragma once

#include <string_view>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app {

// A failure is printed by the caller, in the form that was asked for.
[[nodiscard]] Outcome<ExitCode> dispatch(const Invocation& invocation, const Common& common,
                                         Env& env);

// Names of the commands that have a handler.
[[nodiscard]] std::vector<std::string_view> dispatched_commands();

}  // namespace rulec::app
