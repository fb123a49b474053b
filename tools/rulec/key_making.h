// Making a pair of key files: `rulec key new`, and `rulec package --new-key`.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"
#include "signer.h"
#include "trust/key.h"

namespace rulec::app {

struct NewKey {
  std::string private_path;  // NAME.key
  std::string public_path;   // NAME.pub
  trust::PrivateKey key;
};

// Both files in `folder` ("" is the working folder); one that is there is never overwritten
// (RC0017, exit 1). The private one is encrypted with a passphrase of `source`, unless it is
// `is_open`.
[[nodiscard]] Outcome<NewKey> make_key_files(const std::string& name, const std::string& folder,
                                             const KeySource& source, bool is_open, Env& env);

}  // namespace rulec::app
