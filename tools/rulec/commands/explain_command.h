// `rulec explain`: the page of a finding, an operator, or a rule and what a context makes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::explain_command {

struct Options {
  Common common;
  std::string topic;
  std::optional<std::string> context_file;  // "-" is stdin
  std::vector<std::string> sets;            // PATH=JSON
  std::optional<std::string> now;
  std::optional<std::string> acks_file;
  std::size_t flips = 0;  // wanted
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::explain_command
