// `rulec test`: runs the cases of rules and *.test.json files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"
#include "tooling/test/test.h"

namespace rulec::app::test_command {

struct Options {
  Common common;
  std::vector<std::string> paths;
  tooling::RunOptions run;
  bool lists = false;
  std::string engine;
  std::optional<std::string> shuffle;    // N, or "" for one that is made up
  std::optional<std::uint64_t> workers;  // of -j
  bool shows_coverage = false;
  std::string coverage_form;             // "", html, lcov, cobertura, json
  std::optional<std::uint64_t> minimum;  // of conditions, in percent
  bool shows_all_gaps = false;
  std::vector<std::string> reports;      // FORMAT=FILE
  std::optional<std::string> synthetic;  // N, or "" for the default
  bool writes_synthetic = false;
  bool watches = false;                      // again after each save
  std::optional<std::string> synthetic_for;  // ID or ENTRY/ID of a rule

  // The cases themselves are the answer.
  [[nodiscard]] bool prints_synthetic() const { return synthetic_for && !writes_synthetic; }
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::test_command
