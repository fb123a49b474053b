#include "tooling/twin_text.h"

#include <algorithm>

#include "base/json_writer.h"

namespace rulec::tooling {
namespace {

using json::NodeId;
using json::NodeKind;
using Part = diag::EditTarget::Part;

bool is_layout_member(std::string_view key) {
  return key == "x_comments" || key == "x_names";
}

NodeId sibling_before(const json::Document& document, NodeId id) {
  NodeId before;
  for (NodeId child : document.children(document.at(id).parent)) {
    if (child == id) {
      return before;
    }
    before = child;
  }
  return {};
}

std::uint32_t begin_with_key(const json::Node& node) {
  return node.key_span.source.is_valid() ? node.key_span.begin : node.span.begin;
}

}  // namespace

TwinText::TwinText(const json::Document& document, NodeId root)
    : TwinText(document, root, Layout::kKept) {}

TwinText::TwinText(const json::Document& document, NodeId root, Layout layout)
    : document_(document) {
  write(root, layout);
}

std::string TwinText::without_layout(const json::Document& document, NodeId root) {
  return TwinText(document, root, Layout::kLeftOut).text_;
}

// Recursion is bounded by the depth of documents (kMaxRuleDepth).
void TwinText::write(NodeId id, Layout layout) {
  const json::Node& node = document_.at(id);
  bool is_object = node.kind == NodeKind::kObject;
  switch (node.kind) {
    case NodeKind::kBad:
    case NodeKind::kNull:
      text_ += "null";
      return;
    case NodeKind::kBool:
      text_ += node.boolean ? "true" : "false";
      return;
    case NodeKind::kInteger:
    case NodeKind::kDouble:
      text_ += node.text;
      return;
    case NodeKind::kString:
      append_json_string(text_, node.text);
      return;
    case NodeKind::kArray:
    case NodeKind::kObject:
      break;
  }
  text_ += is_object ? '{' : '[';
  bool is_first = true;
  for (NodeId child : document_.children(id)) {
    const json::Node& inner = document_.at(child);
    if (layout == Layout::kLeftOut && is_object && is_layout_member(inner.key)) {
      continue;
    }
    text_ += is_first ? "" : ",";
    is_first = false;
    Place place{.key = static_cast<std::uint32_t>(text_.size())};
    if (is_object) {
      append_json_string(text_, inner.key);
      text_ += ':';
    }
    place.value = static_cast<std::uint32_t>(text_.size());
    write(child, Layout::kKept);
    place.end = static_cast<std::uint32_t>(text_.size());
    places_[child.index()] = place;
  }
  text_ += is_object ? '}' : ']';
}

TwinText::Range TwinText::removed(NodeId id, const Place& place) const {
  NodeId next = document_.at(id).next;
  if (next.is_valid()) {
    return {.begin = place.key, .end = places_.at(next.index()).key};
  }
  NodeId before = sibling_before(document_, id);
  return {.begin = before.is_valid() ? places_.at(before.index()).end : place.key,
          .end = place.end};
}

std::optional<TwinText::Range> TwinText::range_of(const diag::EditTarget& target) const {
  auto found = places_.find(target.node);
  if (found == places_.end()) {
    return std::nullopt;
  }
  const Place& place = found->second;
  const json::Node& node = document_.at(NodeId(target.node));
  switch (target.part) {
    case Part::kNone:
      return std::nullopt;
    case Part::kValue:
      return Range{.begin = place.value, .end = place.end};
    case Part::kText:
      return node.kind == NodeKind::kString
                 ? std::optional(Range{.begin = place.value + 1, .end = place.end - 1})
                 : std::nullopt;
    case Part::kKey:  // `"key":`
      return place.key < place.value
                 ? std::optional(Range{.begin = place.key + 1, .end = place.value - 2})
                 : std::nullopt;
    case Part::kBefore:
      return Range{.begin = place.key, .end = place.key};
    case Part::kAfter:
      return Range{.begin = place.end, .end = place.end};
    case Part::kRemoved:
      return removed(NodeId(target.node), place);
  }
  return std::nullopt;
}

std::optional<std::string> TwinText::edited(const std::vector<diag::Edit>& edits) const {
  struct Placed {
    Range range;
    std::string_view text;
  };
  std::vector<Placed> placed;
  for (const diag::Edit& edit : edits) {
    auto range = range_of(edit.target);
    if (!range) {
      return std::nullopt;
    }
    placed.push_back({.range = *range, .text = edit.new_text});
  }
  std::ranges::stable_sort(placed, {}, [](const Placed& edit) { return edit.range.begin; });
  std::string made;
  std::uint32_t at = 0;
  for (const Placed& edit : placed) {
    if (edit.range.begin < at) {
      return std::nullopt;
    }
    made.append(text_, at, edit.range.begin - at).append(edit.text);
    at = edit.range.end;
  }
  return made.append(text_, at);
}

Span removal_span(const json::Document& document, NodeId id) {
  const json::Node& node = document.at(id);
  Span span = node.span;
  span.begin = begin_with_key(node);
  if (node.next.is_valid()) {
    span.end = begin_with_key(document.at(node.next));
  } else if (NodeId before = sibling_before(document, id); before.is_valid()) {
    span.begin = document.at(before).span.end;
  }
  return span;
}

}  // namespace rulec::tooling
