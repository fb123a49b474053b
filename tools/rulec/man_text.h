// Pieces of manual pages in roff with the man macros.
#pragma once

#include <string>
#include <string_view>

namespace rulec::app {

// Text of a roff line: backslashes, hyphens that must stay ASCII, and a leading '.' or "'".
[[nodiscard]] std::string roff(std::string_view text);
// The same in lines that fit a page of source; no word becomes a request by beginning a line.
[[nodiscard]] std::string roff_lines(std::string_view text);
// The title line and the section NAME.
[[nodiscard]] std::string man_head(std::string_view name, int section, std::string_view summary);
// A bold word and what it means.
void add_tagged(std::string& page, std::string_view tag, std::string_view text);

}  // namespace rulec::app
