// PointerIndex: many JSON pointers of one document, resolved in time linear in the document and the
// pointers: what lies in a container is looked up, not searched.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/json/document.h"

namespace rulec::parser {

class PointerIndex {
 public:
  // The document outlives the index.
  explicit PointerIndex(const json::Document& document) : document_(document) {}

  // The node that `pointer` (RFC 6901) leads to from `from` on; invalid when there is none.
  [[nodiscard]] json::NodeId resolve(json::NodeId from, std::string_view pointer);

 private:
  struct Children {
    std::vector<json::NodeId> items;                             // of an array
    std::unordered_map<std::string_view, json::NodeId> members;  // of an object, by key
  };

  [[nodiscard]] json::NodeId step(json::NodeId from, std::string_view segment);
  [[nodiscard]] const Children& children_of(json::NodeId container);

  const json::Document& document_;
  std::unordered_map<std::uint32_t, Children> known_;  // by index of the container
};

}  // namespace rulec::parser
