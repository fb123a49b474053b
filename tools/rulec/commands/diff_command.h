// `rulec diff`: two rulesets compared by meaning.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::diff_command {

struct Options {
  Common common;
  std::string a;
  std::string b;  // "" for the work tree
  bool shows_lines = false;
  bool shows_counts = false;
  bool answers_by_exit_code = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::diff_command
