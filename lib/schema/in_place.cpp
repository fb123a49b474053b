#include "schema/internal/in_place.h"

#include <algorithm>
#include <ranges>
#include <string>

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

// Depth-first search with an explicit stack; `depth_` is the longest chain below a finished node.
class ChainSearch {
 public:
  ChainSearch(const json::Document& document, const References& references, diag::Emitter& emitter)
      : document_(document),
        references_(references),
        emitter_(emitter),
        state_(document.size(), State::kNew),
        depth_(document.size(), 0) {}

  void search(NodeId start);

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };
  struct Frame {
    NodeId node;
    std::vector<NodeId> children;
    std::size_t next = 0;
  };

  void open(NodeId node);
  void close();
  void report_cycle(NodeId closes_at);

  const json::Document& document_;
  const References& references_;
  diag::Emitter& emitter_;
  std::vector<State> state_;
  std::vector<std::uint32_t> depth_;
  std::vector<Frame> stack_;
};

void ChainSearch::open(NodeId node) {
  state_[node.index()] = State::kOpen;
  stack_.push_back({.node = node, .children = in_place_children(document_, references_, node)});
}

void ChainSearch::close() {
  NodeId node = stack_.back().node;
  state_[node.index()] = State::kDone;
  stack_.pop_back();
  std::uint32_t depth = depth_[node.index()];
  if (depth == kMaxInPlaceDepth) {  // reported once: those above are deeper still
    std::string problem = "the schema applies more than " + std::to_string(kMaxInPlaceDepth) +
                          " schemas to one value, one inside the other";
    emitter_.emit(diag::make(diag::Code::kBadSchema, document_.at(node).span, "a long chain",
                             {{"problem", problem}}));
  }
  if (!stack_.empty()) {
    std::uint32_t& above = depth_[stack_.back().node.index()];
    above = std::max(above, depth + 1);
  }
}

void ChainSearch::report_cycle(NodeId closes_at) {
  for (const Frame& frame : std::views::reverse(stack_)) {
    NodeId reference = reference_member(document_, frame.node);
    if (reference.is_valid()) {
      emitter_.emit(diag::make(diag::Code::kSchemaRefCycle, document_.at(reference).span,
                               "comes back here without going into the value",
                               {{"reference", std::string(document_.at(reference).text)}})
                        .label(document_.at(closes_at).span, "the schema it comes back to")
                        .help("put the reference below `properties` or `items`"));
      return;
    }
    if (frame.node == closes_at) {
      return;
    }
  }
}

void ChainSearch::search(NodeId start) {
  if (state_[start.index()] != State::kNew) {
    return;
  }
  open(start);
  while (!stack_.empty()) {
    Frame& frame = stack_.back();
    if (frame.next == frame.children.size()) {
      close();
      continue;
    }
    NodeId child = frame.children[frame.next++];
    switch (state_[child.index()]) {
      case State::kNew:
        open(child);
        break;
      case State::kOpen:
        report_cycle(child);
        break;
      case State::kDone:
        depth_[frame.node.index()] =
            std::max(depth_[frame.node.index()], depth_[child.index()] + 1);
        break;
    }
  }
}

void append_children(const json::Document& document, NodeId list, std::vector<NodeId>& to) {
  if (list.is_valid()) {
    for (NodeId child : document.children(list)) {
      to.push_back(child);
    }
  }
}

}  // namespace

std::vector<NodeId> in_place_children(const json::Document& document, const References& references,
                                      NodeId node) {
  std::vector<NodeId> children;
  if (document.at(node).kind != NodeKind::kObject) {
    return children;
  }
  if (reference_member(document, node).is_valid()) {
    NodeId target = references.target_of(node);
    if (target.is_valid()) {
      children.push_back(target);
    }
    return children;
  }
  for (std::string_view key : {"allOf", "anyOf", "oneOf"}) {
    append_children(document, document.member(node, key), children);
  }
  for (std::string_view key : {"not", "if", "then", "else"}) {
    if (NodeId child = document.member(node, key); child.is_valid()) {
      children.push_back(child);
    }
  }
  append_children(document, document.member(node, "dependencies"), children);
  std::erase_if(children,
                [&](NodeId child) { return document.at(child).kind != NodeKind::kObject; });
  return children;
}

void check_in_place(const json::Document& document, const std::vector<NodeId>& schemas,
                    const References& references, diag::Emitter& emitter) {
  ChainSearch search(document, references, emitter);
  for (NodeId schema : schemas) {
    search.search(schema);
  }
}

}  // namespace rulec::schema
