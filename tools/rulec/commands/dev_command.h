// `rulec dev`: builds, tests and serves a project, and again after every save.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::dev_command {

struct Options {
  Common common;
  std::vector<std::string> paths;
  std::optional<std::string> listen;  // else dev.listen of rulec.yaml, else 127.0.0.1:8787
  bool serves = true;
  std::vector<std::string> contexts;
  bool runs_tests = true;
  std::optional<std::string> debounce;  // else dev.debounce, else 15ms
  std::string backend;
  bool is_once = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::dev_command
