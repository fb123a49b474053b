// `--watch` of commands that answer once: the command again after each save of a file that it read.
#pragma once

#include <functional>
#include <string>

#include "env.h"
#include "failure.h"
#include "settings.h"
#include "tooling/build.h"

namespace rulec::app {

struct WatchedCommand {
  std::string name;  // in failures
  const Common& common;
  tooling::BuildOptions sources;  // of which a new one counts, and one that is gone
};

// Calls `run` now and after each save, with the files kept in memory in between, until the first
// interrupt. What `run` refuses is printed, and the loop goes on: a broken rulec.yaml is one save
// away from being whole. The answer is that of the last run, so a script that stops the loop learns
// how things stood.
[[nodiscard]] Outcome<ExitCode> run_again_on_saves(
    const WatchedCommand& command, Env& env, const std::function<Outcome<ExitCode>(Env&)>& run);

}  // namespace rulec::app
