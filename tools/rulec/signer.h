// Whoever signs for a command: a private key in a file, opened with its passphrase.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "env.h"
#include "failure.h"
#include "trust/key.h"

namespace rulec::app {

// `key` is the path of a private key. It must be a regular file of the caller that nobody else may
// read (RC5210). An encrypted one needs `passphrase_file`.
[[nodiscard]] Outcome<std::unique_ptr<trust::Signer>> open_signer(
    const std::string& key, const std::optional<std::string>& passphrase_file, Env& env);

}  // namespace rulec::app
