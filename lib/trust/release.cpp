#include <array>

#include "trust/internal/refusal.h"
#include "trust/internal/statement_reader.h"
#include "trust/verify.h"

namespace rulec::trust {

using diag::Code;

namespace {
constexpr std::size_t kNonceDigits = 32;
}  // namespace

std::string write_release(const Subject& subject, const Release& release) {
  return write_statement(subject, kReleasePredicate, [&release](JsonWriter& json) {
    json.begin_object();
    json.key("environments");
    json.begin_array();
    for (const std::string& environment : release.environments) {
      json.string(environment);
    }
    json.end_array();
    if (release.expires_ms) {
      json.member("expires", format_time(*release.expires_ms));
    }
    json.member("issued", format_time(release.issued_ms));
    json.member("min_engine", release.min_engine);
    json.member("name", release.name);
    if (!release.provenance_sha256.empty()) {
      json.member("provenance_sha256", release.provenance_sha256);
    }
    if (!release.sbom_sha256.empty()) {
      json.member("sbom_sha256", release.sbom_sha256);
    }
    json.member("version", release.version);
    json.end_object();
  });
}

bool read_release_predicate(const Value& predicate, Release& release, std::string& problem) {
  Members members(predicate, "its predicate");
  release.environments = members.texts("environments");
  release.expires_ms = members.optional_time("expires");
  release.issued_ms = members.time("issued");
  release.min_engine = members.text("min_engine");
  release.name = members.text("name");
  release.provenance_sha256 = members.optional_sha256("provenance_sha256");
  release.sbom_sha256 = members.optional_sha256("sbom_sha256");
  release.version = members.text("version");
  members.finish();
  if (release.environments.empty()) {
    members.fault("names no environment");
  }
  problem = members.problem();
  return members.is_good();
}

bool read_approval_predicate(const Value& predicate, Approval& approval, std::string& problem) {
  static constexpr std::array<std::string_view, 2> kDecisions = {"approve", "reject"};
  Members members(predicate, "its predicate");
  approval.base_activation_no = members.count("base_activation_no");
  approval.approves = members.choice("decision", kDecisions) == 0;
  approval.deployment_id = members.count("deployment_id");
  approval.environment = members.text("environment");
  approval.expires_ms = members.time("expires");
  approval.issued_ms = members.time("issued");
  approval.nonce = members.text("nonce");
  approval.plan_sha256 = members.sha256("plan_sha256");
  approval.reason = members.text("reason");
  approval.ruleset = members.text("ruleset");
  members.finish();
  if (approval.nonce.size() != kNonceDigits ||
      approval.nonce.find_first_not_of("0123456789abcdef") != std::string::npos) {
    members.fault("has a `nonce` that is not 32 hex digits");
  }
  problem = members.problem();
  return members.is_good();
}

Result<Release> read_release(std::string_view statement) {
  OpenStatement open;
  if (!open.read(statement)) {
    return refuse(Code::kStatementMalformed, "the release cannot be read: " + open.problem);
  }
  if (open.predicate_type != kReleasePredicate) {
    return refuse(Code::kPredicateType, "the statement is no release");
  }
  Release release;
  std::string problem;
  if (!read_release_predicate(open.predicate, release, problem)) {
    return refuse(Code::kPredicateInvalid, "the release is refused: " + problem);
  }
  return release;
}

Status check_label(const Admission& admission, std::string_view name, std::string_view version) {
  for (const Signed& said : admission.signatures) {
    if (said.predicate_type != kReleasePredicate) {
      continue;
    }
    RULEC_TRY(release, read_release(said.statement));
    if (release.name != name || release.version != version) {
      return refuse(Code::kWrongRuleset,
                    {{"found", release.name + "@" + release.version},
                     {"expected", std::string(name) + "@" + std::string(version)}});
    }
  }
  return {};
}

}  // namespace rulec::trust
