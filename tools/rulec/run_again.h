// `--watch` of commands that answer once: the command again after each save of a file that it read.
#pragma once

#include <functional>

#include "env.h"
#include "failure.h"
#include "settings.h"

namespace rulec::app {

// Calls `run` now and after each save, with the files kept in memory in between, until the first
// interrupt. What `run` refuses is printed, and the loop goes on: a broken rulec.yaml is one save
// away from being whole. The answer is that of the last run, so a script that stops the loop learns
// how things stood. `command` names it in failures.
[[nodiscard]] Outcome<ExitCode> run_again_on_saves(
    std::string_view command, const Common& common, Env& env,
    const std::function<Outcome<ExitCode>(Env&)>& run);

}  // namespace rulec::app
