#include "parser/json/document_text.h"

namespace rulec::json {

void write_node(JsonWriter& json, const Document& document, NodeId id) {
  const Node& node = document.at(id);
  switch (node.kind) {
    case NodeKind::kBad:
    case NodeKind::kNull:
      json.null();
      return;
    case NodeKind::kBool:
      json.boolean(node.boolean);
      return;
    case NodeKind::kInteger:
    case NodeKind::kDouble:
      json.raw(node.text);
      return;
    case NodeKind::kString:
      json.string(node.text);
      return;
    case NodeKind::kArray:
      json.begin_array();
      for (NodeId child : document.children(id)) {
        write_node(json, document, child);
      }
      json.end_array();
      return;
    case NodeKind::kObject:
      json.begin_object();
      for (NodeId child : document.children(id)) {
        json.key(document.at(child).key);
        write_node(json, document, child);
      }
      json.end_object();
      return;
  }
}

}  // namespace rulec::json
