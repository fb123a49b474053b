// `rulec eval`: decides once from files, as the server would answer; `--many` for a file of
// contexts,
// `--expr` and `--stream` for single expressions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::eval_command {

struct Options {
  Common common;
  std::optional<std::string> entry_point;
  std::optional<std::string> context_file;  // "-" is stdin
  std::vector<std::string> sets;            // PATH=JSON
  std::optional<std::string> bundle_file;
  std::optional<std::string> now;
  std::optional<std::string> acks_file;
  std::optional<std::string> many_file;
  std::optional<std::string> expect_file;
  std::optional<std::string> expression;
  std::optional<std::string> example;  // CODE:N
  std::string engine;
  bool explains = false;
  bool streams = false;
  bool allows_native = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::eval_command
