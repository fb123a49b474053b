// The surroundings of a command with other files.
#pragma once

#include "env.h"

namespace rulec::app {

// `files` outlives what comes back, and so does all that `env` refers to.
[[nodiscard]] inline Env with_files(const Env& env, FileSystem& files) {
  return {.files = files,
          .clock = env.clock,
          .out = env.out,
          .err = env.err,
          .in = env.in,
          .variables = env.variables,
          .terminal = env.terminal,
          .programs = env.programs,
          .forbid_core_dumps = env.forbid_core_dumps,
          .live = env.live,
          .pager = env.pager,
          .make_executable = env.make_executable};
}

}  // namespace rulec::app
