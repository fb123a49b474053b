// Trust documents as text, changed by commands: what is not changed stays as it was written, in the
// order it had. Every text that is made here is read by lib/trust before anybody uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "trust/key.h"

namespace rulec::app {

struct KeyRow {
  std::string identity;
  trust::PublicKey key;
  std::vector<std::string> roles;
  std::vector<std::string> groups;
  std::vector<std::string> rulesets;
  std::vector<std::string> environments;
  std::optional<std::int64_t> not_after_ms;
};

// A file of version 1 with one key.
[[nodiscard]] std::string new_trust_document(const KeyRow& row, std::uint64_t serial);
// `document` with one more key and a higher serial; `document` itself when it has just that row.
[[nodiscard]] Result<std::string> with_key(std::string_view document, const KeyRow& row);

struct Replacement {
  trust::PublicKey old_key;
  trust::PublicKey new_key;
  std::string reason;  // of the revocation; "" for none
  std::int64_t from_ms = 0;
};
// The next document of version 2: `next` instead of `old`, which is revoked when there is a reason.
// An error when no row has the old key.
[[nodiscard]] Result<std::string> with_replacement(std::string_view document,
                                                   const Replacement& replacement);

}  // namespace rulec::app
