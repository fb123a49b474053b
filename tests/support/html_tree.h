// What an HTML parser of another library makes of a fragment, as a browser would inside of `body`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

struct HtmlTree {
  std::string shape;  // elements with the names of their attributes: `div(class)[p[]]`
  std::string text;   // of all text nodes, in order
  std::vector<std::string> values;  // of all attributes, in order
  // Of each attribute that holds a URL, as a browser reads it: its scheme ("" for none), and
  // scheme, host and number of the segments of its path.
  std::vector<std::string> schemes;
  std::vector<std::string> url_frames;
  std::string live;              // the first element, attribute or URL that could run something
  std::size_t parse_errors = 0;  // what the parser had to mend
};

[[nodiscard]] HtmlTree read_html(std::string_view fragment);

// `%41` as `A`.
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace rulec::testing
