// Parts of globs: matches_glob stands in project/project.h.
#pragma once

#include <string_view>

namespace rulec::project {

// One segment of a glob: `*`, `?`, `[a-z]`, backslash escapes.
[[nodiscard]] bool matches_segment(std::string_view pattern, std::string_view text);
// Whether a path below `folder` could match.
[[nodiscard]] bool may_match_below(std::string_view glob, std::string_view folder);

}  // namespace rulec::project
