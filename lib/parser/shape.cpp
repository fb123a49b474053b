#include "parser/internal/shape.h"

#include <algorithm>

namespace rulec::parser {

bool is_name(std::string_view text, std::size_t max_bytes) {
  auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= max_bytes && std::ranges::all_of(text, is_allowed);
}

bool has_fault_inside(const json::Document& document, json::NodeId id) {
  std::size_t end = document.has_faults() ? document.end_of(id).index() : id.index();
  for (std::size_t i = id.index(); i < end; ++i) {
    const json::Node& node = document.at(json::NodeId(i));
    if (node.is_damaged || node.kind == json::NodeKind::kBad) {
      return true;
    }
  }
  return false;
}

}  // namespace rulec::parser
