// What a Markdown template becomes with sample values and with blocks taken and left out: as
// Markdown rendered by cmark-gfm, and as the HTML template that was made from it. Both must be the
// same, or the value, or the choice, changes what the Markdown means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/templates/part.h"

namespace rulec::compiler {

// Holes and blocks are known by the index of their part in the Markdown template: `item` of the
// parts of `rendered` holds it here.
struct MarkdownPair {
  const std::vector<Part>& parts;
  const std::vector<Part>& rendered;
};

// The part that is to blame for the first difference, or nothing.
[[nodiscard]] std::optional<std::size_t> find_difference(const MarkdownPair& pair);

}  // namespace rulec::compiler
