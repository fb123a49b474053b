// What the builders of rules and scorecards ask about the shape of a document.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/json/document.h"

namespace rulec::parser {

// The form of ids and entry points.
[[nodiscard]] bool is_name(std::string_view text, std::size_t max_bytes);

// Whether the reader found a fault anywhere below `id`.
[[nodiscard]] bool has_fault_inside(const json::Document& document, json::NodeId id);

}  // namespace rulec::parser
