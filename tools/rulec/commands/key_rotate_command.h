// `rulec key rotate`: the successor of the trust file: made, signed by one key after the other, and
// taken into force when the chain holds.
#pragma once

#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "settings.h"
#include "signer.h"

namespace rulec::app::key_rotate_command {

struct Options {
  Common common;
  std::string path;      // of a document or its envelope; "" with `replaced`
  std::string replaced;  // public key that goes, "" for none
  std::string by;        // public key that comes
  std::string reason;    // of the revocation of `replaced`; "" for none
  std::vector<std::string> keys;
  KeySource source;  // what all keys share
  std::string output;
  bool accepts = false;
  bool is_dry = false;
};

[[nodiscard]] Options options_of(const Invocation& invocation, const Common& common);
[[nodiscard]] Outcome<ExitCode> run(const Options& options, Env& env);

}  // namespace rulec::app::key_rotate_command
