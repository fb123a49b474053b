// The lines in which two short texts differ, for people: those that both begin and end with are
// left out, the rest is shown as `-` and `+`. Not a minimal edit script and no patch.
#pragma once

#include <string>
#include <string_view>

namespace rulec::app {

[[nodiscard]] std::string line_diff(std::string_view before, std::string_view after);

}  // namespace rulec::app
