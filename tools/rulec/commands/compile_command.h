// `rulec compile`: rules to one bundle, or one phase's product as text. Writes the bundle and the
// facts about its build beside it; reads its own result back before it reports success.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::compile_command {

// lower stands before the optimiser and optimise behind it; between them lie its passes, named in
// Options::last_pass.
enum class Stop : std::uint8_t { kParse, kCheck, kLower, kOptimise, kEmit, kNowhere };

struct Options {
  Common common;
  std::vector<std::string> paths;
  std::string output;  // "" for NAME-VERSION.rbx; "-" is standard output
  std::optional<int> optimisation_level;
  std::vector<std::string> forms;  // as written
  Stop stop_after = Stop::kNowhere;
  std::string last_pass;  // with kOptimise; "" for all of the level
  bool strips = false;
  bool is_strict = false;
  bool verifies = false;
  bool adds_native = false;
  std::optional<std::string> bundle_version;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::compile_command
