// Strings as JSON literals in sources: as JsonWriter writes them, and characters that nobody sees
// but that change how a line is read (marks of direction, blanks without width) as escapes, so that
// formatting never hides anything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::parser {

struct QuotedSize {
  std::uint32_t width = 0;  // code points, quotes included
  bool is_plain = false;    // nothing is escaped
};
[[nodiscard]] QuotedSize quoted_size(std::string_view text);

// Appends the literal of any text.
void append_escaped(std::string& out, std::string_view text);

}  // namespace rulec::parser
