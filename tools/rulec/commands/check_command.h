// `rulec check`: the whole gate of a project in one run. Files are read and parsed once; every step
// that still can run runs, whatever another one found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/check_steps.h"
#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::check_command {

struct Options {
  Common common;
  std::vector<std::string> only;                  // names of steps; empty: all
  std::vector<std::string> skipped;               // names of steps
  std::optional<std::uint64_t> coverage_minimum;  // of conditions, in percent
  std::optional<std::string> since;               // a git revision
  std::vector<std::string> reports;               // FORMAT=FILE
  std::size_t max_shown = 0;                      // findings
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::check_command
