// `rulec sign`: a release statement about a bundle, signed, added to what travels with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"
#include "signer.h"

namespace rulec::app::sign_command {

struct Options {
  Common common;
  std::string path;
  KeySource source;  // key "" when none was given
  std::vector<std::string> environments;
  std::string expires;  // "" for never
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::sign_command
