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
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

inline constexpr std::string_view kEverything = "*";

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

  [[nodiscard]] bool has_role(Role role) const;
  [[nodiscard]] bool covers_ruleset(std::string_view name) const;
  [[nodiscard]] bool covers_environment(std::string_view name) const;
  [[nodiscard]] bool is_valid_at(std::int64_t ms) const;  // both ends included
};

struct Revocation {
  std::string key_id;
  std::int64_t from_ms = 0;
  std::string reason;
};

// Who has to agree before something is activated.
struct ApprovalPolicy {
  struct Group {
    std::string name;
    std::uint64_t count = 1;
  };
  std::vector<Group> groups;
  bool forbids_own = false;
  std::optional<std::int64_t> max_age_ms;
};

enum class OnStale : std::uint8_t { kServe, kRefuse };

struct EnvironmentPolicy {
  std::string name;
  bool is_production = false;
  bool needs_signatures = true;
  bool needs_provenance = false;
  bool needs_clean_provenance = false;
  bool allows_native = false;
  std::optional<std::vector<std::string>> builders;  // that may have built it; none: any
  ApprovalPolicy approvals;
  std::optional<std::int64_t> activation_max_age_ms;
  OnStale on_stale = OnStale::kServe;
  std::optional<std::int64_t> max_stale_ms;
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

  // Null when the key is not revoked at `ms`.
  [[nodiscard]] const Revocation* revocation(std::string_view key_id, std::int64_t ms) const;
  // Whether there can be an environment of this name: any, while the file lists none.
  [[nodiscard]] bool knows_environment(std::string_view name) const;
  // A file that lists none: signatures are needed, machine code is not allowed. "" is no particular
  // one: what the verifier demands in any of those that are listed.
  [[nodiscard]] EnvironmentPolicy environment(std::string_view name) const;
};

// Text of a trust file: version 1 as it is, version 2 as an envelope that its own trust keys have
// signed (RC5202, RC5204). A threshold above the number of identities is refused, since nothing
// could ever reach it; so is one key under two identities, which could count twice.
[[nodiscard]] Result<TrustPolicy> read_trust(std::string_view text, std::string_view path);

// Document N+1, an envelope, as the successor of N in force: exactly one step further, signed by
// the threshold of trust keys of N and by that of N+1 (RC5202, RC5204). A key that either document
// lists as revoked does not count, whatever its date.
[[nodiscard]] Result<TrustPolicy> read_successor(const TrustPolicy& in_force, std::string_view text,
                                                 std::string_view path, std::int64_t now_ms);

// A document of version 2 that is not signed yet, for the one who signs it (RC5202).
[[nodiscard]] Result<TrustPolicy> read_trust_document(std::string_view document,
                                                      std::string_view path);

// Distinct identities of `policy` whose trust keys have signed the envelope's payload.
struct Envelope;
[[nodiscard]] std::vector<std::string> trust_signers(const TrustPolicy& policy,
                                                     const Envelope& envelope);

// The same of a step from one document to the next, as read_successor counts them.
struct SuccessorSigners {
  std::vector<std::string> by_old;
  std::vector<std::string> by_new;
};
[[nodiscard]] SuccessorSigners successor_signers(const TrustPolicy& in_force,
                                                 const TrustPolicy& next, const Envelope& envelope,
                                                 std::int64_t now_ms);

}  // namespace rulec::trust
