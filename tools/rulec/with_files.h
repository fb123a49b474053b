// The surroundings of a command with other files, or with other outputs.
#pragma once

#include "env.h"

namespace rulec::app {

// All that an Env has, but for the files and outputs. What is given outlives what comes back, and
// so does all that `env` refers to.
[[nodiscard]] inline Env with(const Env& env, FileSystem& files, Output& out, Output& err) {
  return {.files = files,
          .clock = env.clock,
          .out = out,
          .err = err,
          .in = env.in,
          .variables = env.variables,
          .terminal = env.terminal,
          .programs = env.programs,
          .forbid_core_dumps = env.forbid_core_dumps,
          .live = env.live,
          .pager = env.pager,
          .make_executable = env.make_executable};
}

[[nodiscard]] inline Env with_files(const Env& env, FileSystem& files) {
  return with(env, files, env.out, env.err);
}

[[nodiscard]] inline Env with_outputs(const Env& env, Output& out, Output& err) {
  return with(env, env.files, out, err);
}

}  // namespace rulec::app
