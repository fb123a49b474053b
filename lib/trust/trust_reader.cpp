// Trust files: the document's form, and who signed it when it travels as an envelope.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/limits.h"
#include "trust/base64.h"
#include "trust/envelope.h"
#include "trust/internal/members.h"
#include "trust/internal/refusal.h"
#include "trust/policy.h"

namespace rulec::trust {
namespace {

using diag::Code;

constexpr int kSignedVersion = 2;
constexpr std::size_t kMaxGroups = 256;

// "72h", "30d", "90m", "15s".
std::optional<std::int64_t> parse_age(std::string_view text) {
  struct Unit {
    char letter;
    std::int64_t ms;
  };
  constexpr std::array<Unit, 4> kUnits = {
      {{'s', 1000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}}};
  constexpr std::int64_t kMaxAge = 100'000;
  std::int64_t number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  auto [at, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || at + 1 != end || number <= 0 || number > kMaxAge) {
    return std::nullopt;
  }
  const auto* unit = std::ranges::find(kUnits, *at, &Unit::letter);
  return unit == kUnits.end() ? std::nullopt : std::optional(number * unit->ms);
}

std::optional<std::int64_t> age(Members& members, std::string_view name) {
  std::string text = members.optional_text(name);
  if (text.empty()) {
    return std::nullopt;
  }
  std::optional<std::int64_t> ms = parse_age(text);
  if (!ms) {
    members.fault("has a `" + std::string(name) + "` that is no duration such as 72h");
  }
  return ms;
}

// Index of an optional choice; `otherwise` when it is absent.
std::size_t choice(Members& members, std::string_view name,
                   std::span<const std::string_view> allowed, std::size_t otherwise) {
  if (!members.has(name)) {
    static_cast<void>(members.optional_text(name));
    return otherwise;
  }
  return members.choice(name, allowed);
}

std::string where_of(std::string_view what, std::size_t index) {
  return std::string(what) + " " + std::to_string(index + 1);
}

// --- parts

TrustedKey read_key(Members& members) {
  TrustedKey key;
  key.identity = members.text("identity");
  if (std::ranges::any_of(key.identity, [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    members.fault("has white space in its `identity`");
  }
  std::optional<std::string> raw = decode_base64(members.text("public_key"));
  Result<PublicKey> read = public_key_of(raw.value_or(std::string()));
  if (raw && read) {
    key.key = *read;
    key.key_id = key_id(key.key);
  } else {
    members.fault(raw ? "has a `public_key` that is refused: " + read.error().message
                      : "has a `public_key` that is no exact base64");
  }
  for (const std::string& name : members.texts("roles")) {
    std::optional<Role> role = role_named(name);
    if (!role) {
      members.fault("has the unknown role `" + name + "`");
      break;
    }
    key.roles.push_back(*role);
  }
  if (key.roles.empty()) {
    members.fault("has no role");
  }
  key.groups = members.optional_texts("groups");
  key.rulesets = members.optional_texts("rulesets");
  key.environments = members.optional_texts("environments");
  key.not_before_ms = members.optional_time("not_before");
  key.not_after_ms = members.optional_time("not_after");
  if (key.not_before_ms && key.not_after_ms && *key.not_before_ms > *key.not_after_ms) {
    members.fault("ends before it begins");
  }
  members.finish();
  return key;
}

Revocation read_revocation(Members& members) {
  Revocation revocation{.key_id = members.sha256("key_id"),
                        .from_ms = members.time("from"),
                        .reason = members.text("reason")};
  members.finish();
  return revocation;
}

ApprovalPolicy read_approvals(const Value& object, Members& environment) {
  ApprovalPolicy approvals;
  Members members(object, "`approvals`");
  Value groups = members.object("groups");
  if (members.is_good() && groups.members().size() > kMaxGroups) {
    members.fault("has more than " + std::to_string(kMaxGroups) + " groups");
  }
  if (members.is_good()) {
    Members counts(groups, "`groups`");
    for (const Member& group : groups.members()) {
      approvals.groups.push_back(
          {.name = std::string(group.key), .count = counts.count(group.key)});
    }
    members.adopt(counts);
  }
  approvals.forbids_own = members.optional_flag("no_self", false);
  approvals.max_age_ms = age(members, "max_age");
  members.finish();
  environment.adopt(members);
  return approvals;
}

EnvironmentPolicy read_environment(std::string_view name, Members& members) {
  static constexpr std::array<std::string_view, 3> kTypes = {"development", "staging",
                                                             "production"};
  static constexpr std::array<std::string_view, 2> kSignatures = {"required", "optional"};
  static constexpr std::array<std::string_view, 3> kProvenance = {"optional", "required", "clean"};
  static constexpr std::array<std::string_view, 2> kStale = {"serve", "refuse"};
  EnvironmentPolicy environment{.name = std::string(name)};
  environment.is_production = kTypes[members.choice("type", kTypes)] == "production";
  environment.needs_signatures = choice(members, "signatures", kSignatures, 0) == 0;
  std::size_t provenance = choice(members, "provenance", kProvenance, 0);
  environment.needs_provenance = provenance > 0;
  environment.needs_clean_provenance = provenance == 2;
  environment.allows_native = members.optional_flag("allow_native", false);
  if (std::vector<std::string> builders = members.optional_texts("builders"); !builders.empty()) {
    environment.builders = std::move(builders);
    environment.needs_provenance = true;  // only that names a builder
  }
  if (members.has("approvals")) {
    environment.approvals = read_approvals(members.object("approvals"), members);
  }
  environment.activation_max_age_ms = age(members, "activation_max_age");
  environment.on_stale = static_cast<OnStale>(choice(members, "on_stale", kStale, 0));
  environment.max_stale_ms = age(members, "max_stale");
  members.finish();
  if (name.empty() || name == kEverything) {
    members.fault("has a name that stands for any environment");
  }
  if (environment.is_production && !environment.needs_signatures) {
    members.fault("is of the type production, where signatures cannot be optional");
  }
  return environment;
}

void read_thresholds(Members& document, TrustPolicy& policy) {
  Members thresholds(document.object("threshold"), "`threshold`");
  if (!document.is_good()) {
    return;
  }
  auto read = [&thresholds](std::string_view name) {
    std::uint64_t count = thresholds.optional_count(name, 1);
    if (count == 0 || count > kMaxTrustedKeys) {
      thresholds.fault("has a `" + std::string(name) + "` that is not from 1 to " +
                       std::to_string(kMaxTrustedKeys));
    }
    return static_cast<std::uint32_t>(count);
  };
  policy.release_threshold = read("release");
  policy.trust_threshold = read("trust");
  thresholds.finish();
  document.adopt(thresholds);
}

// --- the whole

std::size_t identities_with(const TrustPolicy& policy, Role role) {
  std::set<std::string_view> identities;
  for (const TrustedKey& key : policy.keys) {
    if (key.has_role(role)) {
      identities.insert(key.identity);
    }
  }
  return identities.size();
}

// What no part can say alone.
void check_whole(const TrustPolicy& policy, Members& document) {
  for (const TrustedKey& key : policy.keys) {
    for (const TrustedKey& other : policy.keys) {
      if (key.key == other.key && key.identity != other.identity) {
        document.fault("gives one key two identities: `" + key.identity + "` and `" +
                       other.identity + "`");
      }
    }
  }
  if (policy.version == kSignedVersion &&
      policy.trust_threshold > identities_with(policy, Role::kTrust)) {
    document.fault("has fewer identities with the role `trust` than its threshold");
  }
  if (policy.release_threshold > 1 &&
      policy.release_threshold > identities_with(policy, Role::kRelease)) {
    document.fault("has fewer identities with the role `release` than its threshold");
  }
}

void read_keys(Members& document, TrustPolicy& policy) {
  std::span<const Value> keys = document.list("keys");
  if (document.is_good() && keys.empty()) {
    document.fault("names no key");
  }
  if (keys.size() > kMaxTrustedKeys) {
    document.fault("has more than " + std::to_string(kMaxTrustedKeys) + " keys");
    return;
  }
  for (std::size_t i = 0; i < keys.size() && document.is_good(); ++i) {
    Members members(keys[i], where_of("key", i));
    policy.keys.push_back(read_key(members));
    document.adopt(members);
  }
}

std::string read_document(const Value& value, TrustPolicy& policy) {
  Members document(value, "it");
  std::uint64_t version = document.count("trust_version");
  if (document.is_good() && version != 1 && version != kSignedVersion) {
    document.fault("has a `trust_version` that this rulec does not know");
  }
  policy.version = static_cast<int>(version);
  policy.serial = document.count("serial");
  read_keys(document, policy);
  if (document.has("revoked")) {
    std::span<const Value> rows = document.list("revoked");
    for (std::size_t i = 0; i < rows.size() && document.is_good(); ++i) {
      Members members(rows[i], where_of("revocation", i));
      policy.revoked.push_back(read_revocation(members));
      document.adopt(members);
    }
  }
  if (document.has("environments")) {
    Value environments = document.object("environments");
    for (const Member& row :
         document.is_good() ? environments.members() : std::span<const Member>()) {
      Members members(row.value, "environment `" + std::string(row.key) + "`");
      policy.environments.push_back(read_environment(row.key, members));
      document.adopt(members);
    }
  }
  if (policy.version == kSignedVersion) {
    read_thresholds(document, policy);
  }
  document.finish();
  if (document.is_good()) {
    check_whole(policy, document);
  }
  return document.problem();
}

std::unexpected<Error> invalid(std::string_view path, std::string problem) {
  return refuse(Code::kTrustInvalid,
                {{"path", std::string(path)}, {"problem", std::move(problem)}});
}

std::unexpected<Error> broken_chain(std::string_view path, std::string problem) {
  return refuse(Code::kTrustChainBroken,
                {{"path", std::string(path)}, {"problem", std::move(problem)}});
}

Result<TrustPolicy> parse(std::string_view text, std::string_view path) {
  JsonText json;
  if (!json.read(text, kMaxTrustBytes)) {
    return invalid(path, json.problem());
  }
  TrustPolicy policy{.path = std::string(path)};
  std::string problem = read_document(json.value(), policy);
  return problem.empty() ? Result<TrustPolicy>(std::move(policy)) : invalid(path, problem);
}

struct SignedDocument {
  Envelope envelope;
  TrustPolicy policy;
};

Result<SignedDocument> parse_signed(std::string_view text, std::string_view path) {
  Result<Envelope> envelope = read_envelope(text);
  if (!envelope) {
    return invalid(path, envelope.error().message);
  }
  if (envelope->payload_type != kTrustPayload) {
    return invalid(path, "its envelope holds `" + envelope->payload_type + "`");
  }
  if (envelope->signatures.size() > kMaxSignatures) {
    return invalid(path, "it has more than " + std::to_string(kMaxSignatures) + " signatures");
  }
  RULEC_TRY(policy, parse(envelope->payload, path));
  if (policy.version != kSignedVersion) {
    return invalid(path, "a document in an envelope has the `trust_version` 2");
  }
  return SignedDocument{.envelope = std::move(*envelope), .policy = std::move(policy)};
}

bool is_ever_revoked(const TrustPolicy& policy, std::string_view key_id) {
  return std::ranges::find(policy.revoked, key_id, &Revocation::key_id) != policy.revoked.end();
}

// Identities of `judge` that have signed, less the keys of those who are not to count.
template <class Counts>
std::vector<std::string> signers(const TrustPolicy& judge, const Envelope& envelope,
                                 const Counts& counts) {
  std::string message = pre_authentication_encoding(envelope.payload_type, envelope.payload);
  std::set<std::string> identities;
  for (const TrustedKey& key : judge.keys) {
    if (!key.has_role(Role::kTrust) || identities.contains(key.identity) || !counts(key)) {
      continue;
    }
    if (std::ranges::any_of(envelope.signatures, [&](const Signature& signature) {
          return is_signature_good(key.key, message, signature.bytes);
        })) {
      identities.insert(key.identity);
    }
  }
  return {identities.begin(), identities.end()};
}

std::string too_few(std::size_t found, std::uint32_t needed, std::string_view whose) {
  return std::to_string(found) + " of " + std::to_string(needed) +
         " identities with the role `trust` in " + std::string(whose) + " have signed it";
}

bool is_json_envelope(std::string_view text) {
  JsonText json;
  return json.read(text, kMaxTrustBytes) && json.value().is_object() &&
         !json.value().member("payload").is_absent();
}

}  // namespace

std::vector<std::string> trust_signers(const TrustPolicy& policy, const Envelope& envelope) {
  return signers(policy, envelope,
                 [&](const TrustedKey& key) { return !is_ever_revoked(policy, key.key_id); });
}

SuccessorSigners successor_signers(const TrustPolicy& in_force, const TrustPolicy& next,
                                   const Envelope& envelope, std::int64_t now_ms) {
  auto counts = [&](const TrustedKey& key) {
    return key.is_valid_at(now_ms) && !is_ever_revoked(in_force, key.key_id) &&
           !is_ever_revoked(next, key.key_id);
  };
  return {.by_old = signers(in_force, envelope, counts), .by_new = signers(next, envelope, counts)};
}

Result<TrustPolicy> read_trust(std::string_view text, std::string_view path) {
  if (!is_json_envelope(text)) {
    RULEC_TRY(policy, parse(text, path));
    if (policy.version == kSignedVersion) {
      return invalid(path, "a document with the `trust_version` 2 travels as a signed envelope");
    }
    return std::move(policy);
  }
  RULEC_TRY(document, parse_signed(text, path));
  std::size_t found = trust_signers(document.policy, document.envelope).size();
  if (found < document.policy.trust_threshold) {
    return broken_chain(path, too_few(found, document.policy.trust_threshold, "itself"));
  }
  return std::move(document.policy);
}

Result<TrustPolicy> read_trust_document(std::string_view document, std::string_view path) {
  RULEC_TRY(policy, parse(document, path));
  if (policy.version != kSignedVersion) {
    return invalid(path, "a document that is signed has the `trust_version` 2");
  }
  return std::move(policy);
}

Result<TrustPolicy> read_successor(const TrustPolicy& in_force, std::string_view text,
                                   std::string_view path, std::int64_t now_ms) {
  RULEC_TRY(next, parse_signed(text, path));
  if (next.policy.serial != in_force.serial + 1) {
    return broken_chain(path, "its serial is " + std::to_string(next.policy.serial) +
                                  ", expected " + std::to_string(in_force.serial + 1));
  }
  SuccessorSigners found = successor_signers(in_force, next.policy, next.envelope, now_ms);
  if (found.by_old.size() < in_force.trust_threshold) {
    return broken_chain(
        path, too_few(found.by_old.size(), in_force.trust_threshold, "the file in force"));
  }
  if (found.by_new.size() < next.policy.trust_threshold) {
    return broken_chain(path, too_few(found.by_new.size(), next.policy.trust_threshold, "itself"));
  }
  return std::move(next.policy);
}

}  // namespace rulec::trust
