// `rulec lint`: findings about rules, schemas, tests and rulec.yaml. Runs nothing, writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::lint_command {

struct Options {
  Common common;
  std::vector<std::string> paths;  // "-" is standard input
  std::string stdin_name;
  std::optional<std::string> since;  // a git revision
  bool reads_index = false;
  std::vector<std::string> selected;
  std::vector<std::string> ignored;
  std::size_t max_shown = 50;
  diag::Severity fail_level = diag::Severity::Error;
  std::optional<std::size_t> max_warnings;
  bool exits_zero = false;
  bool prints_statistics = false;
  bool lists_files = false;
  std::vector<std::string> reports;  // "FORMAT=FILE"
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::lint_command
