// `rulec package`: the bundle of the project with its bill of materials, its provenance and a
// signed release, as one file that container registries take. What is said about the build was
// found in the same run: the tests that passed are those of the bytes that are packed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"

namespace rulec::app::package_command {

struct Options {
  Common common;
  std::string output;  // "" for NAME-VERSION.rpack
  std::string from;    // a bundle that must be what the sources give; "" for none
  std::optional<std::string> key;
  bool makes_key = false;
  bool is_unsigned = false;
  bool allows_dirty = false;
  std::optional<std::string> passphrase_file;
  std::vector<std::string> environments = {"*"};
  std::optional<int> optimisation_level;
  bool strips = false;
  std::optional<std::string> bundle_version;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::package_command
