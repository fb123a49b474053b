#include "parser/format/text_values.h"

#include "base/json_writer.h"
#include "parser/dsl/grammar.h"

namespace rulec::parser {

using json::NodeKind;

std::string string_text(std::string_view text) {
  std::string made;
  append_json_string(made, text);
  return made;
}

std::string name_text(std::string_view name, bool is_keyword) {
  return is_word(name) && !is_keyword ? std::string(name) : string_text(name);
}

std::string key_text(std::string_view key) {
  return name_text(key, key == "true" || key == "false" || key == "null");
}

void print_json_value(LayoutText& out, const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  switch (node.kind) {
    case NodeKind::kBad:
    case NodeKind::kNull:
      out.text("null");
      return;
    case NodeKind::kBool:
      out.text(node.boolean ? "true" : "false");
      return;
    case NodeKind::kInteger:
    case NodeKind::kDouble:
      out.text(node.text);
      return;
    case NodeKind::kString:
      out.text(string_text(node.text));
      return;
    case NodeKind::kArray:
    case NodeKind::kObject:
      break;
  }
  print_container(out, document, id,
                  [&](json::NodeId child) { print_json_value(out, document, child); });
}

}  // namespace rulec::parser
