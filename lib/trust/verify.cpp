#include "trust/verify.h"

#include <algorithm>
#include <exception>
#include <set>

#include "base/hash.h"
#include "base/limits.h"
#include "trust/envelope.h"
#include "trust/internal/judgements.h"
#include "trust/internal/refusal.h"
#include "trust/internal/statement_reader.h"
#include "trust/internal/verify_steps.h"

namespace rulec::trust {

#ifdef RULEC_VERIFY_FAULTS
Status (*verify_fault)(int step) = nullptr;
#endif

namespace {

using diag::Argument;
using diag::Code;
using Refused = std::unexpected<Error>;

constexpr std::string_view kDigestHead = "sha256:";
// Of all envelopes together: each payload is hashed once for each key that might have signed it.
constexpr std::size_t kMaxPayloadBytes = 4 * kMaxEnvelopeBytes;

// One envelope on its way through the steps.
struct Candidate : Claims {
  std::size_t number = 0;  // from 1, for people
  std::string_view text;
  Envelope envelope;
  std::vector<const TrustedKey*> rows;     // of the keys whose signatures are good
  std::vector<const TrustedKey*> signers;  // those rows that may sign this, one an identity
  OpenStatement statement;
  Subject subject;
};

class Verifier {
 public:
  Verifier(const VerifyInput& input, const TrustPolicy& policy, const Purpose& purpose,
           std::int64_t now_ms)
      : input_(input),
        policy_(policy),
        purpose_(purpose),
        now_ms_(now_ms),
        keys_at_ms_(input.activated_ms.value_or(now_ms)),
        environment_(policy.environment(purpose.environment)) {}

  Result<Admission> run() {
    RULEC_TRY_STATUS(check_question());
    RULEC_TRY_STATUS(check_quarantine());
    RULEC_TRY_STATUS(count_envelopes());
    if (input_.envelopes.empty()) {
      return Admission{.digest = input_.digest, .is_unsigned = true};
    }
    RULEC_TRY_STATUS(read_envelopes());
    RULEC_TRY_STATUS(check_payload_types());
    RULEC_TRY_STATUS(each(kKeys, &Verifier::find_keys));
    RULEC_TRY_STATUS(each(kPurpose, &Verifier::find_signers));
    RULEC_TRY_STATUS(begin_step(kThreshold));
    RULEC_TRY_STATUS(count_signers());
    RULEC_TRY_STATUS(each(kStatement, &Verifier::open_statement));
    RULEC_TRY_STATUS(set_provenance_aside());
    RULEC_TRY_STATUS(each(kSubject, &Verifier::check_subject));
    RULEC_TRY_STATUS(each(kPredicate, &Verifier::check_predicate));
    RULEC_TRY_STATUS(count_signers());
    RULEC_TRY_STATUS(each(kProvenance, &Verifier::check_provenance));
    RULEC_TRY_STATUS(count_signers());
    return admission();
  }

 private:
  // Numbers of section 9.
  enum StepNumber : std::uint8_t {
    kQuestion = 1,
    kQuarantine,
    kCount,
    kEnvelopes,
    kPayloadTypes,
    kKeys,
    kPurpose,
    kThreshold,
    kStatement,
    kSubject,
    kPredicate,
    kProvenance
  };
  static_assert(kProvenance == kVerifySteps);
  using Step = Status (Verifier::*)(Candidate&);
  using Candidates = std::vector<std::unique_ptr<Candidate>>;

  // Takes the candidates that are left through one step.
  Status each(StepNumber number, Step step) {
    RULEC_TRY_STATUS(begin_step(number));
    std::optional<Error> first;
    Candidates left;
    for (std::unique_ptr<Candidate>& candidate : candidates_) {
      Status passed = (this->*step)(*candidate);
      if (passed) {
        left.push_back(std::move(candidate));
      } else if (!first) {
        first = std::move(passed).error();
      }
    }
    candidates_ = std::move(left);
    return candidates_.empty() && first ? Status(std::unexpected(std::move(*first))) : Status();
  }

  // Arguments that every sentence about an envelope has.
  [[nodiscard]] std::vector<Argument> about(const Candidate& candidate,
                                            std::vector<Argument> more = {}) const {
    std::vector<Argument> all = {{"number", static_cast<std::int64_t>(candidate.number)},
                                 {"path", input_.path}};
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
    return all;
  }

  [[nodiscard]] bool asks_for_any_environment() const { return purpose_.environment.empty(); }

  // --- 1, 2, 3

  Status check_question() {
    RULEC_TRY_STATUS(begin_step(kQuestion));
    if (policy_.keys.empty()) {
      return refuse(Code::kTrustInvalid, {{"path", policy_.path}, {"problem", "it names no key"}});
    }
    if (!input_.digest.starts_with(kDigestHead) ||
        !is_sha256(std::string_view(input_.digest).substr(kDigestHead.size()))) {
      return refuse(Code::kVerifyInternal, {{"problem", "the digest has another form"}});
    }
    if (purpose_.role != role_for(purpose_.predicate_type)) {
      return refuse(Code::kVerifyInternal,
                    {{"problem", "the role `" + std::string(role_name(purpose_.role)) +
                                     "` does not sign what was asked for"}});
    }
    return asks_for_any_environment() || policy_.knows_environment(purpose_.environment)
               ? Status()
               : unknown_environment();
  }

  // A name that is misspelt must not be judged by the demands of none.
  [[nodiscard]] Refused unknown_environment() const {
    std::string known;
    for (const EnvironmentPolicy& environment : policy_.environments) {
      known += (known.empty() ? "`" : ", `") + environment.name + "`";
    }
    return refuse(Code::kWrongEnvironment, "the policy " + policy_.path +
                                               " lists no environment `" + purpose_.environment +
                                               "`, only " + known);
  }

  Status check_quarantine() {
    RULEC_TRY_STATUS(begin_step(kQuarantine));
    auto found = std::ranges::find(input_.quarantined, input_.digest, &Quarantined::digest);
    return found == input_.quarantined.end()
               ? Status()
               : refuse(Code::kDigestQuarantined,
                        {{"digest", input_.digest}, {"reason", found->reason}});
  }

  Status count_envelopes() {
    RULEC_TRY_STATUS(begin_step(kCount));
    // A policy can do without a signed release; nothing stands for an approval that is not there.
    bool may_be_unsigned =
        !environment_.needs_signatures && purpose_.predicate_type == kReleasePredicate;
    if (input_.envelopes.empty() && !may_be_unsigned) {
      return lacks_statement();
    }
    bool is_too_large = input_.envelopes.size() > kMaxEnvelopes ||
                        std::ranges::any_of(input_.envelopes, [](std::string_view envelope) {
                          return envelope.size() > kMaxEnvelopeBytes;
                        });
    return is_too_large ? refuse(Code::kEnvelopeTooLarge,
                                 {{"path", input_.path},
                                  {"limit", static_cast<std::int64_t>(kMaxEnvelopeBytes)},
                                  {"count", static_cast<std::int64_t>(kMaxEnvelopes)}})
                        : Status();
  }

  [[nodiscard]] Refused lacks_statement() const {
    return refuse(
        Code::kSignatureRequired,
        {{"path", input_.path}, {"statement", std::string(short_name(purpose_.predicate_type))}});
  }

  // --- 4, 5: of every envelope

  Status read_envelopes() {
    RULEC_TRY_STATUS(begin_step(kEnvelopes));
    std::set<std::string_view> seen;
    std::size_t payload_bytes = 0;
    for (std::size_t i = 0; i < input_.envelopes.size(); ++i) {
      auto candidate = std::make_unique<Candidate>();
      candidate->number = i + 1;
      candidate->text = input_.envelopes[i];
      Result<Envelope> envelope = read_envelope(candidate->text);
      if (!envelope) {
        return refuse(static_cast<Code>(envelope.error().rc),
                      about(*candidate, {{"problem", envelope.error().message}}));
      }
      candidate->envelope = std::move(*envelope);
      if (seen.insert(candidate->text).second) {  // the same one twice is one
        payload_bytes += candidate->envelope.payload.size();
        candidates_.push_back(std::move(candidate));
      }
    }
    return payload_bytes > kMaxPayloadBytes
               ? refuse(Code::kEnvelopeTooLarge, "the statements of " + input_.path +
                                                     " are together larger than " +
                                                     std::to_string(kMaxPayloadBytes) + " bytes")
               : Status();
  }

  Status check_payload_types() {
    RULEC_TRY_STATUS(begin_step(kPayloadTypes));
    std::size_t count = 0;
    for (const std::unique_ptr<Candidate>& candidate : candidates_) {
      const Envelope& envelope = candidate->envelope;
      if (envelope.payload_type != purpose_.payload_type) {
        return refuse(Code::kPayloadTypeUnexpected,
                      about(*candidate, {{"found", envelope.payload_type},
                                         {"expected", std::string(purpose_.payload_type)}}));
      }
      count += envelope.signatures.size();
      std::string problem = problem_of_signatures(envelope, count);
      if (!problem.empty()) {
        return refuse(Code::kSignatureCount, about(*candidate, {{"problem", problem}}));
      }
    }
    return {};
  }

  // --- 6, 7, 8

  // Good signatures by keys that the policy knows, whatever `keyid` says; one that the policy knows
  // and has revoked counts for nothing but its refusal.
  Status find_keys(Candidate& candidate) {
    const Envelope& envelope = candidate.envelope;
    std::string message = pre_authentication_encoding(envelope.payload_type, envelope.payload);
    const Revocation* revoked = nullptr;
    for (const Signature& signature : envelope.signatures) {
      const TrustedKey* key = key_of(signature, message);
      if (key == nullptr) {
        continue;
      }
      if (const Revocation* found = policy_.revocation(key->key_id, keys_at_ms_)) {
        revoked = found;
        continue;
      }
      for (const TrustedKey& row : policy_.keys) {
        if (row.key == key->key &&
            std::ranges::find(candidate.rows, &row) == candidate.rows.end()) {
          candidate.rows.push_back(&row);
        }
      }
    }
    if (!candidate.rows.empty()) {
      return {};
    }
    return revoked == nullptr
               ? refuse(Code::kSignatureUnknownKey, about(candidate))
               : refuse(Code::kKeyRevoked, about(candidate, {{"reason", revoked->reason}}));
  }

  // First row of the key that made the signature, null when the policy knows none.
  [[nodiscard]] const TrustedKey* key_of(const Signature& signature,
                                         std::string_view message) const {
    for (bool by_name : {true, false}) {
      for (std::size_t i = 0; i < policy_.keys.size(); ++i) {
        const TrustedKey& key = policy_.keys[i];
        bool is_repeated = std::ranges::find(policy_.keys.begin(),
                                             policy_.keys.begin() + static_cast<std::ptrdiff_t>(i),
                                             key.key, &TrustedKey::key) !=
                           policy_.keys.begin() + static_cast<std::ptrdiff_t>(i);
        if (!is_repeated && (key.key_id == signature.key_id) == by_name &&
            is_signature_good(key.key, message, signature.bytes)) {
          return &key;
        }
      }
    }
    return nullptr;
  }

  // "" when this row may sign for the purpose.
  [[nodiscard]] std::string problem_of_row(const TrustedKey& row) const {
    if (!row.has_role(purpose_.role)) {
      return "the role `" + std::string(role_name(purpose_.role)) + "` is not its own";
    }
    if (!purpose_.ruleset.empty() && !row.covers_ruleset(purpose_.ruleset)) {
      return "it is not trusted for the ruleset `" + purpose_.ruleset + "`";
    }
    if (!asks_for_any_environment() && !row.covers_environment(purpose_.environment)) {
      return "it is not trusted for the environment `" + purpose_.environment + "`";
    }
    return "";
  }

  Status find_signers(Candidate& candidate) {
    std::optional<Error> wrong;
    const TrustedKey* expired = nullptr;
    for (const TrustedKey* row : candidate.rows) {
      std::string problem = problem_of_row(*row);
      if (!problem.empty()) {
        wrong = wrong ? wrong : std::optional(wrong_purpose(*row, problem).error());
      } else if (!row->is_valid_at(keys_at_ms_)) {
        expired = row;
      } else {
        candidate.signers.push_back(row);
      }
    }
    if (!candidate.signers.empty()) {
      return {};
    }
    return expired == nullptr ? Status(std::unexpected(wrong.value_or(Error())))
                              : refuse(Code::kKeyExpired, {{"identity", expired->identity},
                                                           {"time", format_time(keys_at_ms_)}});
  }

  [[nodiscard]] static Refused wrong_purpose(const TrustedKey& row, const std::string& reason) {
    return refuse(Code::kSignatureWrongPurpose, {{"identity", row.identity}, {"reason", reason}});
  }

  // Asked again whenever candidates may have gone: two keys of one person are one.
  Status count_signers() {
    std::set<std::string_view> identities;
    for (const std::unique_ptr<Candidate>& candidate : candidates_) {
      for (const TrustedKey* row : candidate->signers) {
        identities.insert(row->identity);
      }
    }
    std::size_t needed = purpose_.role == Role::kRelease ? policy_.release_threshold : 1;
    return identities.size() >= needed
               ? Status()
               : refuse(Code::kThresholdNotMet,
                        {{"found", static_cast<std::int64_t>(identities.size())},
                         {"needed", static_cast<std::int64_t>(needed)}});
  }

  // --- 9

  Status open_statement(Candidate& candidate) {
    OpenStatement& statement = candidate.statement;
    if (!statement.read(candidate.envelope.payload)) {
      return refuse(Code::kStatementMalformed, about(candidate, {{"problem", statement.problem}}));
    }
    if (statement.type != kStatementType) {
      return refuse(Code::kStatementType,
                    about(candidate, {{"found", std::string(statement.type)},
                                      {"expected", std::string(kStatementType)}}));
    }
    return statement.predicate_type == purpose_.predicate_type || is_provenance(candidate)
               ? Status()
               : refuse(Code::kPredicateType,
                        about(candidate, {{"found", std::string(statement.predicate_type)},
                                          {"expected", std::string(purpose_.predicate_type)}}));
  }

  // A release names its provenance, which travels beside it.
  [[nodiscard]] bool is_provenance(const Candidate& candidate) const {
    return purpose_.predicate_type == kReleasePredicate &&
           candidate.statement.predicate_type == kProvenancePredicate;
  }

  Status set_provenance_aside() {
    Candidates left;
    for (std::unique_ptr<Candidate>& candidate : candidates_) {
      (is_provenance(*candidate) ? companions_ : left).push_back(std::move(candidate));
    }
    candidates_ = std::move(left);
    return candidates_.empty() ? Status(lacks_statement()) : count_signers();
  }

  // --- 10, 11

  Status check_subject(Candidate& candidate) {
    ReadSubject read = read_subject(candidate.statement.subject);
    if (!read.problem.empty()) {
      return refuse(Code::kSubjectShape, about(candidate, {{"problem", read.problem}}));
    }
    std::string found = std::string(kDigestHead) + read.subject.sha256;
    return found == input_.digest
               ? Status()
               : refuse(Code::kSubjectMismatch,
                        about(candidate, {{"found", found}, {"expected", input_.digest}}));
  }

  Status check_predicate(Candidate& candidate) {
    std::string problem = read_claims(candidate.statement, candidate);
    if (!problem.empty()) {
      return refuse(Code::kPredicateInvalid, about(candidate, {{"problem", problem}}));
    }
    if (!purpose_.ruleset.empty() && candidate.name != purpose_.ruleset) {
      return wrong_ruleset(candidate.name, purpose_.ruleset);
    }
    if (!purpose_.version.empty() && candidate.version != purpose_.version) {
      return wrong_ruleset(candidate.name + "@" + candidate.version,
                           candidate.name + "@" + purpose_.version);
    }
    RULEC_TRY_STATUS(keep_covering_signers(candidate));
    if (!asks_for_any_environment() && !names(candidate.environments, purpose_.environment)) {
      return refuse(Code::kWrongEnvironment, {{"environment", purpose_.environment}});
    }
    return check_times(candidate);
  }

  static Refused wrong_ruleset(const std::string& found, const std::string& expected) {
    return refuse(Code::kWrongRuleset, {{"found", found}, {"expected", expected}});
  }

  static bool names(const std::vector<std::string>& environments, std::string_view wanted) {
    return std::ranges::any_of(environments, [wanted](const std::string& environment) {
      return environment == kEverything || environment == wanted;
    });
  }

  // Whether the key is trusted for what the statement says, and for what is asked.
  [[nodiscard]] bool covers(const TrustedKey& row, const Candidate& candidate) const {
    bool covers_environment =
        asks_for_any_environment()
            ? std::ranges::any_of(candidate.environments,
                                  [&row](const std::string& environment) {
                                    return environment == kEverything
                                               ? !row.environments.empty()
                                               : row.covers_environment(environment);
                                  })
            : row.covers_environment(purpose_.environment);
    return row.covers_ruleset(candidate.name) && covers_environment;
  }

  // A question that leaves ruleset or environment open is answered for what the statement says, and
  // its key must be trusted for that.
  Status keep_covering_signers(Candidate& candidate) {
    const TrustedKey* last = candidate.signers.front();
    std::erase_if(candidate.signers,
                  [&](const TrustedKey* row) { return !covers(*row, candidate); });
    return candidate.signers.empty()
               ? Status(wrong_purpose(*last, "it is not trusted for what the statement names"))
               : Status();
  }

  [[nodiscard]] Status check_times(const Candidate& candidate) const {
    std::string problem;
    if (candidate.issued_ms > now_ms_ + kMaxClockSkewMs) {
      problem = "it is issued at " + format_time(candidate.issued_ms);
    } else if (candidate.expires_ms && now_ms_ > *candidate.expires_ms) {
      problem = "it expired at " + format_time(*candidate.expires_ms);
    }
    return problem.empty() ? Status()
                           : refuse(Code::kStatementExpired,
                                    {{"time", format_time(now_ms_)}, {"problem", problem}});
  }

  // --- 12

  [[nodiscard]] Refused lacks_provenance() const {
    return refuse(Code::kProvenanceMissing, {{"path", input_.path}});
  }

  Status check_provenance(Candidate& candidate) {
    if (purpose_.predicate_type != kReleasePredicate) {
      return {};
    }
    if (candidate.provenance_sha256.empty()) {
      return environment_.needs_provenance
                 ? refuse(Code::kProvenanceMissing,
                          "the release of " + input_.path +
                              " names no provenance, and the policy asks for one")
                 : Status();
    }
    for (const std::unique_ptr<Candidate>& companion : companions_) {
      if (to_hex(sha256(companion->text)) == candidate.provenance_sha256) {
        return covering_signer(*companion, candidate) == nullptr
                   ? wrong_purpose(*companion->signers.front(),
                                   "it is not trusted for the provenance of what the release names")
                   : judge_provenance(*companion);
      }
    }
    return lacks_provenance();
  }

  // Null when none of those who signed the provenance is trusted for the release's ruleset.
  [[nodiscard]] const TrustedKey* covering_signer(const Candidate& companion,
                                                  const Candidate& candidate) const {
    auto found = std::ranges::find_if(
        companion.signers, [&](const TrustedKey* row) { return covers(*row, candidate); });
    return found == companion.signers.end() ? nullptr : *found;
  }

  [[nodiscard]] Status judge_provenance(const Candidate& companion) const {
    std::string problem = problem_of_provenance(
        companion.statement, std::string_view(input_.digest).substr(kDigestHead.size()),
        environment_);
    return problem.empty()
               ? Status()
               : refuse(Code::kProvenanceMismatch, {{"path", input_.path}, {"problem", problem}});
  }

  // --- the result

  [[nodiscard]] static Signed said_by(const TrustedKey& row, const Candidate& candidate) {
    return {.identity = row.identity,
            .key_id = row.key_id,
            .predicate_type = std::string(candidate.statement.predicate_type),
            .statement = candidate.envelope.payload,
            .envelope_sha256 = to_hex(sha256(candidate.text)),
            .issued_ms = candidate.issued_ms};
  }

  // Who vouches for the provenance of a release that counts; null when none of them names it.
  [[nodiscard]] const TrustedKey* provenance_signer(const Candidate& companion) const {
    std::string digest = to_hex(sha256(companion.text));
    auto found = std::ranges::find_if(candidates_, [&](const std::unique_ptr<Candidate>& release) {
      return release->provenance_sha256 == digest;
    });
    return found == candidates_.end() ? nullptr : covering_signer(companion, **found);
  }

  [[nodiscard]] Admission admission() const {
    Admission admission{.digest = input_.digest, .allows_native = environment_.allows_native};
    std::set<std::string_view> identities;
    for (const std::unique_ptr<Candidate>& candidate : candidates_) {
      for (const TrustedKey* row : candidate->signers) {
        if (identities.insert(row->identity).second) {
          admission.signatures.push_back(said_by(*row, *candidate));
        }
      }
    }
    for (const std::unique_ptr<Candidate>& companion : companions_) {
      if (const TrustedKey* row = provenance_signer(*companion)) {
        admission.signatures.push_back(said_by(*row, *companion));
      }
    }
    return admission;
  }

  const VerifyInput& input_;
  const TrustPolicy& policy_;
  const Purpose& purpose_;
  std::int64_t now_ms_;
  std::int64_t keys_at_ms_;
  EnvironmentPolicy environment_;
  Candidates candidates_;  // that are left
  Candidates companions_;  // provenance, signed like a release
};

Refused internal_failure(std::string problem) {
  return refuse(Code::kVerifyInternal, {{"problem", std::move(problem)}});
}

}  // namespace

Result<Admission> verify_artifact(const VerifyInput& input, const TrustPolicy& policy,
                                  const Purpose& purpose, std::int64_t now_ms) {
  try {
    return Verifier(input, policy, purpose, now_ms).run();
  } catch (const std::exception& exception) {
    return internal_failure(exception.what());
  } catch (...) {
    return internal_failure("an exception of unknown type");
  }
}

}  // namespace rulec::trust
