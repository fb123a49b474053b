// Candidates: the single-byte edits that might explain a fault, the likeliest first: quotes and
// brackets lost, too many, or taken for each other, near the fault and near the place that it or
// the indentation points back to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parser/json/edits.h"
#include "parser/json/fault.h"

namespace rulec::json {

// `doubt`: where the indentation first speaks against the nesting.
[[nodiscard]] std::vector<TextEdit> candidates(std::string_view text, const SyntaxFault& fault,
                                               std::optional<std::uint32_t> doubt);

// Whether the quotes of the line around `where` do not come in pairs: one is lost or too many.
[[nodiscard]] bool has_odd_quotes(std::string_view text, std::uint32_t where);

}  // namespace rulec::json
