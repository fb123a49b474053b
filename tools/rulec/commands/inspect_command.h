// `rulec inspect`: what a bundle or a package holds. Checks the file as the loader does; runs
// nothing in it.
#pragma once

#include <cstdint>
#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::inspect_command {

struct Options {
  Common common;
  std::string path;
  bool shows_manifest = false;
  bool shows_rules = false;
  bool shows_sections = false;
  bool shows_sizes = false;
  bool shows_sbom = false;
  bool shows_graph = false;
  bool shows_signatures = false;
  std::string disassembled_rule;  // "" for none
  std::string lowered_rule;       // the same for --ir

  // None of the above: name, digest, entry points.
  [[nodiscard]] bool shows_overview() const {
    return !shows_manifest && !shows_rules && !shows_sections && !shows_sizes && !shows_sbom &&
           !shows_graph && !shows_signatures && disassembled_rule.empty() && lowered_rule.empty();
  }
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::inspect_command
