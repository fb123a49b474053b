// verify_artifact: the one place that says whether an artifact may be used, in one fixed order
// (bundles-and-trust, section 9); the first failure decides, any error is a refusal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "trust/policy.h"
#include "trust/statement.h"

namespace rulec::trust {

struct Quarantined {
  std::string digest;  // "sha256:…"
  std::string reason;
};

// What is asked: for which statement, by whom, for where. kReleasePredicate and kApprovalPredicate
// are judged so far.
struct Purpose {
  std::string_view payload_type;    // kInTotoPayload
  std::string_view predicate_type;  // kReleasePredicate
  Role role = Role::kRelease;
  std::string environment;  // "" for no particular one: the demands of all that the policy lists
  std::string ruleset;      // "" when any will do
  std::string version;      // "" when any will do
};

struct VerifyInput {
  std::string digest;                       // "sha256:…", computed by the caller from all bytes
  std::vector<std::string_view> envelopes;  // as received
  std::vector<Quarantined> quarantined;
  std::string path;  // for messages
  // When the activation that carries the artifact was issued; keys are judged at that time, else at
  // the present one.
  std::optional<std::int64_t> activated_ms;
};

// Who vouched. Nothing else leaves the verifier.
struct Signed {
  std::string identity;
  std::string key_id;
  std::string predicate_type;
  std::string statement;        // the payload
  std::string envelope_sha256;  // hex
  std::int64_t issued_ms = 0;
};

struct Admission {
  std::string digest;
  bool is_unsigned = false;  // signatures are optional here and none was found, or no policy exists
  bool allows_native = false;
  std::vector<Signed> signatures;  // the release, by each identity that counted; its provenance
};

// Each step is taken for all envelopes before the next one begins, and needs one envelope (of as
// many identities as the threshold says) that passes it; when too few are left, the first envelope
// that the step turned away gives the refusal. An envelope that cannot be read, or holds another
// kind of payload, is refused at once: nobody writes such a thing by accident. So is an exception
// (RC5199).
[[nodiscard]] Result<Admission> verify_artifact(const VerifyInput& input, const TrustPolicy& policy,
                                                const Purpose& purpose, std::int64_t now_ms);

// Whether what the bundle's manifest says is what its release was signed for (RC5116). The verifier
// never reads the bundle, so whoever opens it asks this afterwards.
[[nodiscard]] Status check_label(const Admission& admission, std::string_view name,
                                 std::string_view version);

}  // namespace rulec::trust
