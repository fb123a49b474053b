#include "parser/json/tree_builder.h"

namespace rulec::json {

TreeBuilder::TreeBuilder(SourceId source) {
  document_.source_ = source;
}

void TreeBuilder::key(std::string_view text, Span span) {
  key_ = document_.texts_.copy(text);
  key_span_ = span;
}

Node& TreeBuilder::add(NodeKind kind, Span span) {
  Document::Open* open = open_.empty() ? nullptr : &open_.back();
  Node& node = document_.append(open, kind, span);
  if (open != nullptr && document_.at(open->container).kind == NodeKind::kObject) {
    node.key = key_;
    node.key_span = key_span_;
  }
  return node;
}

// Nodes of a subtree lie one behind the other, so ids inside of it move by one distance.
void TreeBuilder::shared_subtree(const Document& from, NodeId id) {
  const Node& top = from.at(id);
  std::size_t first = document_.nodes_.size();
  Node& copy = add(top.kind, top.span);
  copy.has_escapes = top.has_escapes;
  copy.boolean = top.boolean;
  copy.is_damaged = top.is_damaged;
  copy.child_count = top.child_count;
  copy.text = top.text;
  copy.integer = top.integer;
  copy.number = top.number;
  if (top.child_count == 0) {
    return;
  }
  auto moved = [first, id](NodeId inner) {
    return inner.is_valid() ? NodeId(first + (inner.index() - id.index())) : inner;
  };
  copy.first_child = moved(top.first_child);
  std::size_t end = from.end_of(id).index();
  auto begin = from.nodes_.begin();
  document_.nodes_.insert(document_.nodes_.end(),
                          begin + static_cast<std::ptrdiff_t>(id.index()) + 1,
                          begin + static_cast<std::ptrdiff_t>(end));
  for (std::size_t i = first + 1; i < document_.nodes_.size(); ++i) {
    Node& node = document_.nodes_[i];
    node.parent = moved(node.parent);
    node.next = moved(node.next);
    node.first_child = moved(node.first_child);
  }
}

void TreeBuilder::begin(NodeKind kind, Span span) {
  NodeId id(document_.nodes_.size());
  add(kind, span);
  open_.push_back({.container = id, .last_child = NodeId()});
}

void TreeBuilder::end(std::uint32_t end) {
  document_.nodes_[open_.back().container.index()].span.end = end;
  open_.pop_back();
}

void TreeBuilder::boolean(Span span, bool value) {
  add(NodeKind::kBool, span).boolean = value;
}

void TreeBuilder::integer(Span span, std::int64_t value, std::string_view lexeme) {
  std::string_view text = document_.texts_.copy(lexeme);
  Node& node = add(NodeKind::kInteger, span);
  node.integer = value;
  node.text = text;
}

void TreeBuilder::real(Span span, double value, std::string_view lexeme) {
  std::string_view text = document_.texts_.copy(lexeme);
  Node& node = add(NodeKind::kDouble, span);
  node.number = value;
  node.text = text;
}

void TreeBuilder::string(Span span, std::string_view value) {
  std::string_view text = document_.texts_.copy(value);
  add(NodeKind::kString, span).text = text;
}

TreeBuilder::Mark TreeBuilder::mark() const {
  return {.nodes = document_.size(),
          .levels = open_.size(),
          .last_child = open_.empty() ? NodeId() : open_.back().last_child};
}

void TreeBuilder::drop(const Mark& mark) {
  document_.has_faults_ = true;
  open_.resize(mark.levels);
  document_.nodes_.resize(mark.nodes);
  if (open_.empty()) {
    return;
  }
  Document::Open& open = open_.back();
  Node& container = document_.nodes_[open.container.index()];
  container.is_damaged = true;
  open.last_child = mark.last_child;
  if (mark.last_child.is_valid()) {
    Node& last = document_.nodes_[mark.last_child.index()];
    last.next = NodeId();
    container.child_count = last.index + 1;
  } else {
    container.first_child = NodeId();
    container.child_count = 0;
  }
}

Document TreeBuilder::finish(NodeId root) {
  std::size_t skipped = root.index();
  auto moved = [skipped](NodeId id) { return id.is_valid() ? NodeId(id.index() - skipped) : id; };
  std::vector<Node>& nodes = document_.nodes_;
  nodes.erase(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(skipped));
  for (Node& node : nodes) {
    node.parent = moved(node.parent);
    node.next = moved(node.next);
    node.first_child = moved(node.first_child);
  }
  Node& first = nodes.front();
  first.parent = NodeId();
  first.next = NodeId();
  first.index = 0;
  first.key = {};
  first.key_span = {};
  return std::move(document_);
}

}  // namespace rulec::json
