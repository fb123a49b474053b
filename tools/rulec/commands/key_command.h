// `rulec key new`, `key list`, `key export`: key files.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"
#include "signer.h"

namespace rulec::app::key_command {

enum class Verb : std::uint8_t { kNew, kList, kExport };

struct Options {
  Common common;
  Verb verb = Verb::kList;
  std::string name;      // of a key; the folder of `list`
  std::string folder;    // of `new`
  bool is_open = false;  // without a passphrase
  KeySource source;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::key_command
