// TreeBuilder: a Document from another syntax (YAML), event by event. The caller keeps the nesting
// right; texts are copied into the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/json/document.h"

namespace rulec::json {

class TreeBuilder {
 public:
  explicit TreeBuilder(SourceId source);

  // Room for this many nodes.
  void reserve(std::size_t nodes) { document_.nodes_.reserve(nodes); }

  // Before the value of an object member.
  void key(std::string_view text, Span span);
  void null(Span span) { add(NodeKind::kNull, span); }
  void boolean(Span span, bool value);
  void integer(Span span, std::int64_t value, std::string_view lexeme);
  void real(Span span, double value, std::string_view lexeme);
  void string(Span span, std::string_view value);
  void bad(Span span) { add(NodeKind::kBad, span); }
  void begin_object(Span span) { begin(NodeKind::kObject, span); }
  void begin_array(Span span) { begin(NodeKind::kArray, span); }

  // Without a copy of the text, which outlives the document.
  void shared_key(std::string_view text, Span span) { key_ = text, key_span_ = span; }
  void shared_string(Span span, std::string_view value) {
    add(NodeKind::kString, span).text = value;
  }
  // The value at `id` of `from` with all that it holds; `from` outlives the document.
  void shared_subtree(const Document& from, NodeId id);

  // `end` is the byte behind the container.
  void end(std::uint32_t end);

  // The state between two children of the innermost container.
  struct Mark {
    std::size_t nodes = 0;
    std::size_t levels = 0;
    NodeId last_child;
  };
  [[nodiscard]] Mark mark() const;
  // Takes out all that was added since `mark`, which says so: the container is damaged, the
  // document has faults.
  void drop(const Mark& mark);
  // Nodes so far, those that were dropped not counted: the id of the next one.
  [[nodiscard]] std::size_t size() const { return document_.size(); }
  // What was built so far; ids stay when more is added.
  [[nodiscard]] const Document& peek() const { return document_; }

  [[nodiscard]] Document finish() { return std::move(document_); }
  // The subtree of `root` alone; it is the last one of the document.
  [[nodiscard]] Document finish(NodeId root);

 private:
  Node& add(NodeKind kind, Span span);
  void begin(NodeKind kind, Span span);

  Document document_;
  std::vector<Document::Open> open_;
  std::string_view key_;
  Span key_span_;
};

}  // namespace rulec::json
