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

// Elements of a list, or members of an object, in brackets: one a line where they do not fit.
// `print(child)` writes the value of each.
template <class Children, class Print>
void print_children(LayoutText& out, const json::Document& document, json::NodeKind kind,
                    const Children& children, Print print) {
  bool is_list = kind == json::NodeKind::kArray;
  bool is_first = true;
  out.begin_group();
  out.text(is_list ? "[" : "{");
  out.indent();
  for (json::NodeId child : children) {
    out.text(is_first ? "" : ",");
    is_first&& is_list ? out.soft() : out.line();
    if (!is_list) {
      out.text(key_text(document.at(child).key) + ": ");
    }
    print(child);
    is_first = false;
  }
  out.dedent();
  is_first || is_list ? out.soft() : out.line();
  out.text(is_list ? "]" : "}");
  out.end_group();
}

// The same for all children of a list or object.
template <class Print>
void print_container(LayoutText& out, const json::Document& document, json::NodeId id,
                     Print print) {
  print_children(out, document, document.at(id).kind, document.children(id), print);
}

// A value as JSON whose keys may be words: `{ total: 5, "a-b": [1, 2] }`. Numbers as they stand in
// the document.
void print_json_value(LayoutText& out, const json::Document& document, json::NodeId id);

}  // namespace rulec::parser
