// `rulec import`: rules of other systems as files of ours, with a report of what became of each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::import_command {

struct Options {
  Common common;
  std::vector<std::string> paths;  // `-` is standard input
  std::optional<std::string> from;
  std::string folder;  // where to write
  std::optional<std::string> entry_point;
  bool is_dry_run = false;
  bool overwrites = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::import_command
