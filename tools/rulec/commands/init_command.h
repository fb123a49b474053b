// `rulec init`: a new project from a template.
#pragma once

#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::init_command {

struct Options {
  Common common;
  std::string folder;  // "" for the working folder
  std::string template_name;
  bool overwrites = false;
  std::string pipeline;         // github, gitlab or ""
  bool writes_hook = false;     // of git
  bool names_template = false;  // --template was given
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::init_command
