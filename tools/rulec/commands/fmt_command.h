// `rulec fmt`: rule files in their canonical form and layout. Everything is read, formatted and
// proven before the first file is written; a file with mistakes stays as it is and the others go
// on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::fmt_command {

struct Options {
  Common common;
  std::vector<std::string> paths;         // "-" is standard input
  std::optional<std::string> stdin_name;  // whose ending says what standard input is
  bool is_check = false;
  bool is_diff = false;
  bool reads_index = false;
  std::optional<std::string> since;  // a git revision
  std::optional<std::string> to;     // "json" | "eff"

  [[nodiscard]] bool is_stdin() const { return !paths.empty() && paths.front() == "-"; }
  [[nodiscard]] bool writes() const { return !is_check && !is_diff; }
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::fmt_command
