// `rulec verify`: who has signed an artifact, and whether the policy lets it be used.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::verify_command {

struct Options {
  Common common;
  std::string path;
  bool rebuilds = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::verify_command
