// Text for XML 1.0 and HTML, which both have to be well-formed whatever a project holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "diag/render.h"

namespace rulec::tooling {

// For content and for quoted attributes: control characters are shown as \u001b, bytes that are not
// UTF-8 as \xff, and what is not allowed there at all becomes U+FFFD. Line ends stay when asked
// for.
[[nodiscard]] std::string xml_text(std::string_view text, diag::Lines lines = diag::Lines::kEscape);

// ` name="value"`, escaped.
[[nodiscard]] std::string xml_attribute(std::string_view name, std::string_view value);
[[nodiscard]] std::string xml_attribute(std::string_view name, std::uint64_t value);

}  // namespace rulec::tooling
