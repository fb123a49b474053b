// `rulec config show` and `rulec config path`: which settings are in force and where they come
// from.
#pragma once

#include <cstdint>
#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::config_command {

struct Options {
  Common common;
  bool shows_paths = false;  // `config path`
  bool shows_origins = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

// `json` with what may be a secret replaced by ***: values of keys that speak of one, and passwords
// inside addresses.
[[nodiscard]] std::string without_secrets(std::string_view key, std::string_view json);

}  // namespace rulec::app::config_command
