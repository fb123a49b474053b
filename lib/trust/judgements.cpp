#include "trust/internal/judgements.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "trust/key.h"

namespace rulec::trust {

std::string_view short_name(std::string_view predicate_type) {
  return predicate_type == kReleasePredicate    ? "release"
         : predicate_type == kApprovalPredicate ? "approval"
                                                : predicate_type;
}

std::optional<Role> role_for(std::string_view predicate_type) {
  return predicate_type == kReleasePredicate      ? std::optional(Role::kRelease)
         : predicate_type == kApprovalPredicate   ? std::optional(Role::kApprover)
         : predicate_type == kActivationPredicate ? std::optional(Role::kActivator)
                                                  : std::nullopt;
}

std::string read_claims(const OpenStatement& statement, Claims& claims) {
  std::string problem;
  if (statement.predicate_type == kReleasePredicate) {
    Release release;
    if (read_release_predicate(statement.predicate, release, problem)) {
      claims = {.name = std::move(release.name),
                .version = std::move(release.version),
                .environments = std::move(release.environments),
                .issued_ms = release.issued_ms,
                .expires_ms = release.expires_ms,
                .provenance_sha256 = std::move(release.provenance_sha256)};
    }
    return problem;
  }
  if (statement.predicate_type != kApprovalPredicate) {
    return "nobody here knows its predicate type";
  }
  Approval approval;
  if (!read_approval_predicate(statement.predicate, approval, problem)) {
    return problem;
  }
  claims = {.name = std::move(approval.ruleset),
            .version = "",
            .environments = {std::move(approval.environment)},
            .issued_ms = approval.issued_ms,
            .expires_ms = approval.expires_ms,
            .provenance_sha256 = ""};
  return approval.approves ? "" : "the approver rejects";
}

std::string problem_of_signatures(const Envelope& envelope, std::size_t count) {
  if (envelope.signatures.empty()) {
    return "no signature";
  }
  if (count > kMaxSignatures) {
    return "more signatures than " + std::to_string(kMaxSignatures) + " in all";
  }
  std::set<std::string_view> seen;
  for (const Signature& signature : envelope.signatures) {
    if (signature.bytes.size() != kSignatureBytes) {
      return "a signature of " + std::to_string(signature.bytes.size()) + " bytes, expected " +
             std::to_string(kSignatureBytes);
    }
    if (!seen.insert(signature.bytes).second) {
      return "one signature twice";
    }
  }
  return "";
}

std::string problem_of_provenance(const OpenStatement& statement, std::string_view sha256,
                                  const EnvironmentPolicy& environment) {
  ReadSubject read = read_subject(statement.subject);
  if (!read.problem.empty()) {
    return read.problem;
  }
  if (read.subject.sha256 != sha256) {
    return "it is about another file";
  }
  Provenance provenance;
  ProvenanceProblem faults;
  if (!read_provenance_predicate(statement.predicate, provenance, faults)) {
    return faults.predicate + faults.parameter;
  }
  if (environment.needs_clean_provenance && provenance.is_dirty) {
    return "it was built from changes that are not committed";
  }
  if (environment.needs_clean_provenance && provenance.commit.empty()) {
    return "it names no commit";
  }
  if (environment.builders &&
      std::ranges::find(*environment.builders, provenance.builder) == environment.builders->end()) {
    return "the policy does not name its builder `" + provenance.builder + "`";
  }
  return "";
}

}  // namespace rulec::trust
