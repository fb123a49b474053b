// `rulec completion SHELL`: prints a completion script, or writes it where the shell looks.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::completion_command {

struct Options {
  Common common;
  std::string shell;
  bool installs = false;
  bool is_dry_run = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::completion_command
