// TrustPolicy: which keys may say what, from the trust file of the machine; never from an artifact
// and never from a rules repository.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "trust/key.h"

namespace rulec::trust {

enum class Role : std::uint8_t { kRelease, kApprover, kActivator, kAuditor, kTrust };
[[nodiscard]] std::string_view role_name(Role role);

struct TrustedKey {
  std::string identity;
  PublicKey key;
  std::string key_id;
  std::vector<Role> roles;
  std::vector<std::string> groups;
  std::vector<std::string> rulesets;      // "*": all; empty: all
  std::vector<std::string> environments;  // "*": all; empty: none
  std::optional<std::int64_t> not_before_ms;
  std::optional<std::int64_t> not_after_ms;
};

struct Revocation {
  std::string key_id;
  std::int64_t from_ms = 0;
  std::string reason;
};

struct EnvironmentPolicy {
  std::string name;
  bool is_production = false;
  bool needs_signatures = true;
  bool needs_clean_provenance = false;
  bool allows_native = false;
  std::vector<std::string> builders;  // empty: any
};

struct TrustPolicy {
  std::string path;  // for messages
  int version = 1;
  std::uint64_t serial = 0;
  std::vector<TrustedKey> keys;
  std::vector<Revocation> revoked;
  std::vector<EnvironmentPolicy> environments;
  std::uint32_t release_threshold = 1;  // version 2: distinct identities
  std::uint32_t trust_threshold = 1;

  // A name that the file does not list: signatures are needed, machine code is not allowed.
  [[nodiscard]] EnvironmentPolicy environment(std::string_view name) const;
};

// Text of a trust file, version 1 as it is, version 2 as an envelope (RC5202, RC5204).
[[nodiscard]] Result<TrustPolicy> read_trust(std::string_view text, std::string_view path);

}  // namespace rulec::trust
