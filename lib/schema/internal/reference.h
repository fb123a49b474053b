// References inside one schema document: `#`, JSON pointers, names given by `$id: "#name"`, and the
// same behind the document's own `$id`. Nothing is ever fetched.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "parser/json/document.h"
#include "schema/internal/keyword.h"

namespace rulec::schema {

class References {
 public:
  // The document outlives this.
  References(const json::Document& schema, Draft draft);

  // Target of the text of a `$ref`; an invalid id when it leads nowhere in this document.
  [[nodiscard]] json::NodeId resolve(std::string_view reference) const;
  // Target when `node` is a schema that is nothing but a reference, else an invalid id.
  [[nodiscard]] json::NodeId target_of(json::NodeId node) const;

 private:
  const json::Document& schema_;
  std::string_view base_;  // the root's id without fragment
  std::map<std::string_view, json::NodeId> names_;
};

// The member `$ref` of a schema object when it is a text, else an invalid id.
[[nodiscard]] json::NodeId reference_member(const json::Document& schema, json::NodeId node);

}  // namespace rulec::schema
