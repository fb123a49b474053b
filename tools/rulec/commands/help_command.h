// `rulec help`: help of a command or topic, and what is generated from the command table.
#pragma once

#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::help_command {

struct Options {
  Common common;
  std::string topic;             // "" for the main screen; "config show" is one topic
  bool prints_man = false;       // roff, for man/
  bool prints_markdown = false;  // for docs/commands.md
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::help_command
