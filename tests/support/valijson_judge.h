// valijson as a judge of printed documents: another library than the one that the product checks
// contexts with.
#pragma once

#include <string>
#include <string_view>

namespace rulec::testing {

// "" when `text` is JSON that the schema (draft 7) accepts; else what is wrong.
[[nodiscard]] std::string valijson_faults(std::string_view text, std::string_view schema);

}  // namespace rulec::testing
