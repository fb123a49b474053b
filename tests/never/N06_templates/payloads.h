// Values that want to be more than text, and values that are only text.
#pragma once

#include <string>
#include <vector>

namespace rulec::never {

// corpora/xss, corpora/naughty-strings and our own.
[[nodiscard]] std::vector<std::string> hostile_values(const std::string& corpora);
// Come back equal, as text.
[[nodiscard]] const std::vector<std::string>& harmless_values();

}  // namespace rulec::never
