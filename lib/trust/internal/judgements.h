// What the verifier asks about a part of an envelope, without a look at the others. Each answer is
// what is wrong, for a sentence, or "".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/envelope.h"
#include "trust/internal/statement_reader.h"
#include "trust/policy.h"

namespace rulec::trust {

// "release" for people.
[[nodiscard]] std::string_view short_name(std::string_view predicate_type);
// Who signs statements of this type; none for those that nobody here judges.
[[nodiscard]] std::optional<Role> role_for(std::string_view predicate_type);

// What a release or an approval says, as far as the verifier asks.
struct Claims {
  std::string name;     // of the ruleset
  std::string version;  // of a release
  std::vector<std::string> environments;
  std::int64_t issued_ms = 0;
  std::optional<std::int64_t> expires_ms;
  std::string provenance_sha256;  // of a release; "" when it names none
};
[[nodiscard]] std::string read_claims(const OpenStatement& statement, Claims& claims);

// `count`: signatures of this envelope and of those before it.
[[nodiscard]] std::string problem_of_signatures(const Envelope& envelope, std::size_t count);

// `sha256`: of the artifact, in hex.
[[nodiscard]] std::string problem_of_provenance(const OpenStatement& statement,
                                                std::string_view sha256,
                                                const EnvironmentPolicy& environment);

}  // namespace rulec::trust
