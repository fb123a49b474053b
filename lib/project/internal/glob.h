// One segment of a glob: `*`, `?`, `[a-z]`, backslash escapes.
#pragma once

#include <string_view>

namespace rulec::project {

[[nodiscard]] bool matches_segment(std::string_view pattern, std::string_view text);

}  // namespace rulec::project
