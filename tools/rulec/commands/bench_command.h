// `rulec bench`: how long decisions take, and whether that changed. What the figures mean stands in
// docs/bench.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::bench_command {

struct Options {
  Common common;
  std::string entry_point;  // "" all
  std::optional<std::string> contexts;
  std::string time;
  std::vector<std::string> engines;
  std::optional<std::string> save;
  std::optional<std::string> baseline;
  std::string max_regress;
  std::optional<std::string> budget;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::bench_command
