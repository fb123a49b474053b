// Whoever signs for a command: a private key in a file, opened with its passphrase, or a helper
// program that keeps the key to itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "env.h"
#include "failure.h"
#include "trust/key.h"

namespace rulec::app {

struct KeySource {
  std::string key;  // path of a private key, or "exec:/path/of/helper"
  std::optional<std::string> passphrase_file;
  std::optional<std::string> public_key;  // path; of a helper's key
  bool may_ask = true;                    // a person at the terminal
};

// A private key must be a regular file of the caller that nobody else may read (RC5210); one that
// is encrypted is opened with read_passphrase. A helper gets the bytes to sign on its standard
// input and answers with 64 bytes, which the public key must accept (RC5213).
[[nodiscard]] Outcome<std::unique_ptr<trust::Signer>> open_signer(const KeySource& source,
                                                                  Env& env);
[[nodiscard]] Outcome<std::unique_ptr<trust::Signer>> open_signer(
    const std::string& key, const std::optional<std::string>& passphrase_file, Env& env);

enum class Asking : std::uint8_t { kOnce, kTwice };
// From `passphrase_file`, else the systemd credential `rulec-passphrase`, else a person at the
// terminal; never from an argument or a variable. Nothing when there is no way to get one.
[[nodiscard]] Outcome<std::optional<std::string>> read_passphrase(const KeySource& source,
                                                                  Asking asking, Env& env);

// The public key in a file (RC5211, RC5212).
[[nodiscard]] Outcome<trust::PublicKey> read_public_key_file(const std::string& path, Env& env);

// A failure about a key, with the file that it is in.
[[nodiscard]] Failure key_failure(const Error& error, const std::string& path);

}  // namespace rulec::app
