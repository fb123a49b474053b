// How tests look at codes in texts: which ones are named, and whether a printed message lacks one
// of its arguments.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

// "RC2003" and the like, wherever they stand.
[[nodiscard]] std::set<std::string> codes_in(std::string_view text);
// Codes of findings: "[RC2003]" of the text forms, `"code":"RC2003"` of JSON.
[[nodiscard]] std::set<std::string> findings_in(std::string_view text);
// Lines with a finding that still hold `{argument}` of its message.
[[nodiscard]] std::vector<std::string> unfilled_arguments(std::string_view text);

}  // namespace rulec::testing
