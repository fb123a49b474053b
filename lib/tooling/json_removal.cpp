#include "tooling/json_removal.h"

namespace rulec::tooling {
namespace {

// Where an element begins, or the key of a member.
std::uint32_t begin_of(const json::Node& node, bool is_member) {
  return is_member ? node.key_span.begin : node.span.begin;
}

}  // namespace

diag::Edit removal_of(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  bool is_member = document.at(node.parent).kind == json::NodeKind::kObject;
  Span span = node.span;
  span.begin = begin_of(node, is_member);
  json::NodeId before;
  for (json::NodeId child : document.children(node.parent)) {
    if (child == id) {
      break;
    }
    before = child;
  }
  if (before.is_valid()) {
    span.begin = document.at(before).span.end;
  } else if (node.next.is_valid()) {
    span.end = begin_of(document.at(node.next), is_member);
  }
  return {.span = span, .new_text = ""};
}

}  // namespace rulec::tooling
