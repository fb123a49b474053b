// Statements (in-toto Statement v1): JSON that says something about one digest. The predicate type
// binds the purpose, so an approval can never serve as an activation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::trust {

inline constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kReleasePredicate = "urn:rulec:release:v1";
inline constexpr std::string_view kProvenancePredicate = "https://slsa.dev/provenance/v1";
inline constexpr std::string_view kApprovalPredicate = "urn:rulec:approval:v1";
inline constexpr std::string_view kActivationPredicate = "urn:rulec:activation:v1";
inline constexpr std::string_view kCheckpointPredicate = "urn:rulec:checkpoint:v1";

// RFC 3339, UTC, with seconds: "2026-11-22T04:31:07Z".
[[nodiscard]] std::string format_time(std::int64_t ms);

// Digests are 64 hex digits, without "sha256:", as in-toto writes them.
struct Subject {
  std::string name;  // "shop-rules-1.3.0.rbx"
  std::string sha256;
};

// The one subject of a statement of any kind; RC5110, RC5113.
[[nodiscard]] Result<Subject> read_statement_subject(std::string_view statement);

// What a release says. Times are milliseconds since 1970; written as RFC 3339 with seconds.
struct Release {
  std::string name;
  std::string version;
  std::vector<std::string> environments;  // "*": all
  std::string min_engine;
  std::string sbom_sha256;        // "" when there is none
  std::string provenance_sha256;  // of the provenance's envelope; "" when there is none
  std::int64_t issued_ms = 0;
  std::optional<std::int64_t> expires_ms;
};
// Compact JSON in RFC 8785 form.
[[nodiscard]] std::string write_release(const Subject& subject, const Release& release);
// The statement's predicate; RC5110, RC5112, RC5115.
[[nodiscard]] Result<Release> read_release(std::string_view statement);

// What somebody says to a deployment that asks for leave.
struct Approval {
  std::uint64_t deployment_id = 0;
  std::string environment;
  std::string ruleset;
  std::uint64_t base_activation_no = 0;
  std::string plan_sha256;
  bool approves = false;
  std::string reason;
  std::int64_t issued_ms = 0;
  std::int64_t expires_ms = 0;
  std::string nonce;  // 32 hex digits
};

inline constexpr std::string_view kLocalBuilder = "urn:rulec:builder:local";
inline constexpr std::string_view kBuildType = "urn:rulec:build:v1";

// What the provenance of a build says (SLSA v1).
struct Material {
  std::string path;  // project-relative
  std::string sha256;
};
struct Provenance {
  std::string source_uri;  // "git+https://…", written as it is; "" when git knows no remote
  std::string source_ref;  // "" when HEAD is detached
  std::string commit;      // 40 hex digits, "" without git
  bool is_dirty = false;
  std::string project_path;  // of the project in the repository, "" for its root
  std::string bundle_version;
  std::string optimisation_level;  // "O2"
  bool is_strict = false;
  bool is_stripped = false;
  std::string rulec_version;
  std::uint64_t lint_errors = 0;
  std::uint64_t lint_warnings = 0;
  std::uint64_t security_findings = 0;  // RC31xx
  std::uint64_t tests_passed = 0;
  std::uint64_t tests_failed = 0;
  std::optional<std::uint64_t> coverage_percent;  // of conditions
  std::vector<Material> materials;                // in byte order of their paths
  std::string sbom_sha256;
  std::optional<std::int64_t> started_ms;  // only when SOURCE_DATE_EPOCH says so
  std::string builder = std::string(kLocalBuilder);
};
[[nodiscard]] std::string write_provenance(const Subject& subject, const Provenance& provenance);
// The statement's predicate; RC5110, RC5112, RC5115, RC5121 for unknown external parameters.
[[nodiscard]] Result<Provenance> read_provenance(std::string_view statement);

}  // namespace rulec::trust
