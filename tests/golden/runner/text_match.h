// Compares what a program said with what was expected, line by line. In an expected line
// ${DIGEST} ${TIME} ${MS} ${ID} ${VERSION} stand for texts of their form and ${ANY} for any text; a
// line that is ${LINES} stands for any lines.
#pragma once

#include <string>
#include <string_view>

namespace rulec::testing {

[[nodiscard]] bool line_matches(std::string_view expected, std::string_view actual);
[[nodiscard]] bool text_matches(std::string_view expected, std::string_view actual);

// The lines that differ, with `-` expected and `+` got, and a few equal ones around them.
[[nodiscard]] std::string text_diff(std::string_view expected, std::string_view actual);

// `actual` with each line that an old expected line with placeholders matches replaced by it.
[[nodiscard]] std::string keep_placeholders(std::string_view old_expected, std::string_view actual);

}  // namespace rulec::testing
