// `rulec lint`: findings about rules, schemas, tests and rulec.yaml. Runs nothing; writes what
// fixes change, and a baseline, when they are asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/lint_fix.h"
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
  bool has_fail_level = false;  // somebody chose it
  std::optional<std::size_t> max_warnings;
  bool exits_zero = false;
  bool prints_statistics = false;
  bool lists_files = false;
  bool lists_settings = false;
  std::string baseline;  // a file as typed, "" for that of the project
  bool writes_baseline = false;
  FixMode fixes;
  std::vector<std::string> reports;  // "FORMAT=FILE"
  bool watches = false;              // again after each save
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::lint_command
