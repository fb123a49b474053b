// What the verifier asks about a part of an envelope, without a look at the others. Each answer is
// what is wrong, for a sentence, or "".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "trust/envelope.h"
#include "trust/internal/statement_reader.h"
#include "trust/policy.h"

namespace rulec::trust {

// `count`: signatures of this envelope and of those before it.
[[nodiscard]] std::string problem_of_signatures(const Envelope& envelope, std::size_t count);

// `sha256`: of the artifact, in hex.
[[nodiscard]] std::string problem_of_provenance(const OpenStatement& statement,
                                                std::string_view sha256,
                                                const EnvironmentPolicy& environment);

}  // namespace rulec::trust
