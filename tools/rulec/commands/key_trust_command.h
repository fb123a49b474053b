// `rulec key trust`: a key's row in the trust file, which is made when there is none.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::key_trust_command {

struct Options {
  Common common;
  std::string path;  // of the public key
  std::string identity;
  std::string roles;  // comma-separated, like the next ones; "" for none
  std::string groups;
  std::string rulesets;
  std::string environments;
  std::string not_after;
  bool is_dry = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::key_trust_command
