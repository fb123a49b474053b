// Markdown as others render it: by the same rules as the product, or with all that is on elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::testing {

enum class MarkdownRules : std::uint8_t {
  kOurs,     // tables, strikethrough
  kAllowAll  // also raw HTML, any URL, bare URLs as links, footnotes
};
[[nodiscard]] std::string markdown_page(std::string_view source, MarkdownRules rules);

}  // namespace rulec::testing
