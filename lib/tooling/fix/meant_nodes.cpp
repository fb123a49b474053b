#include "tooling/fix/meant_nodes.h"

#include <algorithm>

#include "parser/json/reader.h"
#include "tooling/twin_text.h"

namespace rulec::tooling {
namespace {

using json::NodeId;
using json::NodeKind;

using Edits = std::vector<const PathEdit*>;

// What is put in at the edge of a value may mean the value.
bool touches(const PathEdit& edit, std::uint32_t begin, std::uint32_t end) {
  return edit.begin == edit.end ? begin <= edit.begin && edit.begin <= end
                                : edit.begin < end && begin < edit.end;
}

bool any_touches(const Edits& edits, std::uint32_t begin, std::uint32_t end) {
  return std::ranges::any_of(edits,
                             [&](const PathEdit* edit) { return touches(*edit, begin, end); });
}

// Both sides in parallel, down to the smallest values that hold an edit.
class Walk {
 public:
  Walk(const json::Document& before, const json::Document& after, const Edits& edits)
      : before_(before), after_(after), edits_(edits) {}

  // Whether the two differ only where edits are.
  bool run(NodeId a, NodeId b) {
    const json::Node& left = before_.at(a);
    const json::Node& right = after_.at(b);
    if (!any_touches(edits_, left.span.begin, left.span.end)) {
      return same(a, b);
    }
    bool is_container = left.kind == NodeKind::kArray || left.kind == NodeKind::kObject;
    if (!is_container || left.kind != right.kind || holds_own_edit(a)) {
      return !is_container || left.kind != right.kind || keeps_children(a, b);
    }
    if (left.child_count != right.child_count) {
      return false;
    }
    NodeId y = right.first_child;
    for (NodeId x = left.first_child; x.is_valid(); x = before_.at(x).next) {
      if (before_.at(x).key != after_.at(y).key || !run(x, y)) {
        return false;
      }
      y = after_.at(y).next;
    }
    return true;
  }

 private:
  [[nodiscard]] bool same(NodeId a, NodeId b) const {
    return TwinText(before_, a).text() == TwinText(after_, b).text();
  }

  // An edit that lies in no single child: of its keys, commas, or of several children.
  [[nodiscard]] bool holds_own_edit(NodeId a) const {
    const json::Node& node = before_.at(a);
    return std::ranges::any_of(edits_, [&](const PathEdit* edit) {
      if (!touches(*edit, node.span.begin, node.span.end)) {
        return false;
      }
      for (NodeId child : before_.children(a)) {
        const json::Node& inner = before_.at(child);
        if (inner.span.begin <= edit->begin && edit->end <= inner.span.end &&
            edit->begin != edit->end) {
          return false;
        }
      }
      return true;
    });
  }

  // The children that no edit touches stand on the other side, in their order.
  [[nodiscard]] bool keeps_children(NodeId a, NodeId b) const {
    NodeId y = after_.at(b).first_child;
    for (NodeId x : before_.children(a)) {
      const json::Node& child = before_.at(x);
      std::uint32_t begin =
          child.key_span.source.is_valid() ? child.key_span.begin : child.span.begin;
      if (any_touches(edits_, begin, child.span.end)) {
        continue;
      }
      while (y.is_valid() && !(after_.at(y).key == child.key && same(x, y))) {
        y = after_.at(y).next;
      }
      if (!y.is_valid()) {
        return false;
      }
      y = after_.at(y).next;
    }
    return true;
  }

  const json::Document& before_;
  const json::Document& after_;
  const Edits& edits_;
};

std::vector<NodeId> definitions_of(const json::Document& document) {
  std::vector<NodeId> found;
  if (!document.has_root()) {
    return found;
  }
  NodeId list = document.member(document.root(), "rules");
  if (!list.is_valid()) {
    return {document.root()};
  }
  for (NodeId definition : document.children(list)) {
    found.push_back(definition);
  }
  return found;
}

}  // namespace

bool change_only_their_nodes(std::string_view before, std::string_view after, const Edits& edits) {
  SourceMap sources;
  diag::Collector findings;
  json::Document left =
      json::parse(sources, sources.add("before", std::string(before)), {}, findings);
  if (findings.has_errors() || !left.has_root()) {
    return true;
  }
  json::Document right =
      json::parse(sources, sources.add("after", std::string(after)), {}, findings);
  return !findings.has_errors() && right.has_root() &&
         Walk(left, right, edits).run(left.root(), right.root());
}

bool change_only_their_definitions(const json::Document& before, const json::Document& after,
                                   const Edits& edits) {
  if (before.has_faults()) {
    return true;
  }
  std::vector<NodeId> left = definitions_of(before);
  std::vector<NodeId> right = definitions_of(after);
  if (after.has_faults() || left.size() != right.size()) {
    return false;
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    Span span = before.at(left[i]).span;
    if (!any_touches(edits, span.begin, span.end) &&
        TwinText(before, left[i]).text() != TwinText(after, right[i]).text()) {
      return false;
    }
  }
  return true;
}

}  // namespace rulec::tooling
