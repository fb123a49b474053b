#include "trust/internal/judgements.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "trust/key.h"

namespace rulec::trust {

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
