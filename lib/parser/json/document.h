// Document: the tree of one JSON text, every node with its span. Made by the strict reader
// (reader.h). Nodes lie in one table in document order (a parent before its children), so an id is
// also a position. Looks into its Source, which outlives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/id.h"
#include "base/source.h"

namespace rulec::json {

struct Node;
using NodeId = Id<Node>;

// kBad: a value that could not be read; whoever meets it stays silent, the reader has spoken.
enum class NodeKind : std::uint8_t {
  kBad,
  kNull,
  kBool,
  kInteger,
  kDouble,
  kString,
  kArray,
  kObject
};

struct Node {
  NodeKind kind = NodeKind::kBad;
  bool has_escapes = false;  // strings: the text is not the source's bytes
  bool boolean = false;
  // Objects and arrays: a fault directly inside may have cost children. Whoever misses one stays
  // silent.
  bool is_damaged = false;
  bool is_duplicate = false;  // object members: the key stands before; member() finds the first
  Span span;                  // the value, quotes and brackets included
  NodeId parent;
  NodeId next;         // next sibling
  NodeId first_child;  // arrays and objects
  std::uint32_t child_count = 0;
  std::uint32_t index = 0;  // position among its siblings
  Span key_span;            // object members: the key with its quotes
  std::string_view key;     // object members: unescaped
  std::string_view text;    // strings: unescaped; numbers: the lexeme
  std::int64_t integer = 0;
  double number = 0;  // kDouble
};

class Document {
 public:
  [[nodiscard]] bool has_root() const { return !nodes_.empty(); }
  [[nodiscard]] NodeId root() const { return nodes_.empty() ? NodeId() : NodeId(0); }
  [[nodiscard]] const Node& at(NodeId id) const { return nodes_[id.index()]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] SourceId source() const { return source_; }
  // Faults were found while reading; the tree is what could be saved.
  [[nodiscard]] bool has_faults() const { return has_faults_; }

  // Member of an object by its unescaped key; invalid id when absent or not an object.
  [[nodiscard]] NodeId member(NodeId object, std::string_view key) const;
  // One past the last node of the subtree of `id`; they lie one behind the other from `id` on.
  [[nodiscard]] NodeId end_of(NodeId id) const;
  // RFC 6901 pointer of a node, "" for the root.
  [[nodiscard]] std::string pointer(NodeId id) const;
  // Node of a pointer.
  [[nodiscard]] std::optional<NodeId> resolve(std::string_view pointer) const;

  // Iteration: for (NodeId child : document.children(id)).
  class Children {
   public:
    class Iterator {
     public:
      Iterator(const Document* document, NodeId at) : document_(document), at_(at) {}
      NodeId operator*() const { return at_; }
      Iterator& operator++() {
        at_ = document_->at(at_).next;
        return *this;
      }
      bool operator==(const Iterator& other) const { return at_ == other.at_; }

     private:
      const Document* document_;
      NodeId at_;
    };
    Children(const Document* document, NodeId first) : document_(document), first_(first) {}
    [[nodiscard]] Iterator begin() const { return {document_, first_}; }
    [[nodiscard]] Iterator end() const { return {document_, NodeId()}; }

   private:
    const Document* document_;
    NodeId first_;
  };
  [[nodiscard]] Children children(NodeId id) const { return {this, at(id).first_child}; }

 private:
  friend class DocumentBuilder;
  friend class Mended;
  friend class TreeBuilder;

  // An array or object that is being built.
  struct Open {
    NodeId container;
    NodeId last_child;
  };

  // Adds a node behind the last child of `open`; as the root where that is nullptr.
  Node& append(Open* open, NodeKind kind, Span span) {
    NodeId id(nodes_.size());
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.span = span;
    if (open != nullptr) {
      Node& container = nodes_[open->container.index()];
      node.parent = open->container;
      node.index = container.child_count++;
      (open->last_child.is_valid() ? nodes_[open->last_child.index()].next
                                   : container.first_child) = id;
      open->last_child = id;
    }
    return node;
  }

  SourceId source_;
  bool has_faults_ = false;
  std::vector<Node> nodes_;
  Arena texts_;  // unescaped strings
};

}  // namespace rulec::json
