// JSON inside of text: literals, and argument values with expressions and references in them.
#pragma once

#include <string>
#include <string_view>

#include "parser/format/layout_text.h"
#include "parser/json/document.h"

namespace rulec::parser {

// `text` as a JSON string.
[[nodiscard]] std::string string_text(std::string_view text);
// A word, or a string where it is none or the word means something else there.
[[nodiscard]] std::string name_text(std::string_view name, bool is_keyword);
// The key of an object: a word, or a string where it is none.
[[nodiscard]] std::string key_text(std::string_view key);

// A list or an object in brackets, one child a line where they do not fit; `print(child)` writes
// the value of each.
template <class Print>
void print_container(LayoutText& out, const json::Document& document, json::NodeId id,
                     Print print) {
  const json::Node& node = document.at(id);
  bool is_list = node.kind == json::NodeKind::kArray;
  if (node.child_count == 0) {
    out.text(is_list ? "[]" : "{}");
    return;
  }
  out.begin_group();
  out.text(is_list ? "[" : "{");
  out.indent();
  is_list ? out.soft() : out.line();
  for (json::NodeId child : document.children(id)) {
    const json::Node& item = document.at(child);
    if (!is_list) {
      out.text(key_text(item.key) + ": ");
    }
    print(child);
    if (item.next.is_valid()) {
      out.text(",");
      out.line();
    }
  }
  out.dedent();
  is_list ? out.soft() : out.line();
  out.text(is_list ? "]" : "}");
  out.end_group();
}

// A value as JSON whose keys may be words: `{ total: 5, "a-b": [1, 2] }`. Numbers as they stand in
// the document.
void print_json_value(LayoutText& out, const json::Document& document, json::NodeId id);

// The key of an object: a word, or a string where it is none.
[[nodiscard]] std::string key_text(std::string_view key);
// A word, or a string where it is none or the word means something else there.
[[nodiscard]] std::string name_text(std::string_view name, bool is_keyword);

}  // namespace rulec::parser
