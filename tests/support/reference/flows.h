// Section 10 of the language document, by the reference: what the steps of a rule or flow put into
// `effects[]`.
#pragma once

#include <optional>
#include <string>

#include "reference.h"

namespace rulec::reference {

// The effects that the actions of `rule` list when it fires on `context`; nothing when one of them
// is an error. All of its actions are effects whose arguments are not checked by a schema.
[[nodiscard]] std::optional<Json> effects_of(const Json& rule, const Json& context,
                                             std::int64_t now, std::uint64_t expr_cost);

}  // namespace rulec::reference
