#include <algorithm>

#include "trust/internal/refusal.h"
#include "trust/internal/statement_reader.h"

namespace rulec::trust {

using diag::Code;

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

}  // namespace rulec::trust
