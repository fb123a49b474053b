// TwinBuilder: the JSON twin of a text, node by node, with spans in the text. The caller keeps the
// nesting right and asks for `levels` before it goes deeper.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "parser/dsl/text_range.h"
#include "parser/json/tree_builder.h"

namespace rulec::parser {

class TwinBuilder {
 public:
  explicit TwinBuilder(SourceId source) : source_(source), tree_(source) {}

  void key(std::string_view name, TextRange range) { tree_.key(name, span(range)); }
  void null(TextRange range) { tree_.null(span(range)); }
  void boolean(TextRange range, bool value) { tree_.boolean(span(range), value); }
  void text(TextRange range, std::string_view value) { tree_.string(span(range), value); }
  void integer(TextRange range, std::int64_t value);
  // The lexeme of a number; false, and nothing added, where no number can hold it.
  [[nodiscard]] bool number(TextRange range, std::string_view lexeme);
  void begin_object(TextRange range) { begin(range, true); }
  void begin_array(TextRange range) { begin(range, false); }
  void end();

  [[nodiscard]] json::NodeId next_id() const { return json::NodeId(tree_.size()); }
  [[nodiscard]] Span span(TextRange range) const {
    return {.source = source_,
            .begin = static_cast<std::uint32_t>(range.begin),
            .end = static_cast<std::uint32_t>(range.end)};
  }

  [[nodiscard]] std::size_t levels() const { return ends_.size(); }  // open ones
  [[nodiscard]] const json::Document& peek() const { return tree_.peek(); }

  // A point to which building can return, between two members or elements.
  struct Mark {
    json::TreeBuilder::Mark tree;
    std::size_t levels = 0;
  };
  [[nodiscard]] Mark mark() const { return {.tree = tree_.mark(), .levels = ends_.size()}; }
  void drop(const Mark& mark);

  [[nodiscard]] json::Document finish() { return tree_.finish(); }
  [[nodiscard]] json::Document finish(json::NodeId root) { return tree_.finish(root); }

 private:
  void begin(TextRange range, bool is_object);

  SourceId source_;
  json::TreeBuilder tree_;
  std::vector<std::uint32_t> ends_;  // of the open containers
};

}  // namespace rulec::parser
