// DocumentFit: whether a document fits a compiled schema, asked of its nodes as they are: no value
// is made of it, and what a schema lets be anything is not looked at. It answers for what most
// documents and rulec's own schemas hold; the Checker (checker.h), which knows all, answers for the
// rest.
#pragma once

#include <cstdint>

#include "parser/json/document.h"
#include "schema/internal/compiled_schema.h"

namespace rulec::schema {

enum class Fit : std::uint8_t { kYes, kNo, kUnsure };

class DocumentFit {
 public:
  // Both outlive this. The document was read without faults.
  DocumentFit(const CompiledSchema& schema, const json::Document& document)
      : schema_(schema), document_(document) {}

  // `kYes` and `kNo` are what the Checker says of the value of the node, but that its limits of
  // work are not these.
  [[nodiscard]] Fit fits(NodeIndex index, json::NodeId id);

 private:
  [[nodiscard]] TypeSet types_of(const json::Node& node) const;
  [[nodiscard]] Fit checks(const SchemaNode& schema, json::NodeId id);
  [[nodiscard]] Fit applicators(const SchemaNode& schema, json::NodeId id);
  [[nodiscard]] Fit any_of(const SchemaNode& schema, json::NodeId id);
  [[nodiscard]] Fit object(const ObjectChecks& checks, json::NodeId id);
  [[nodiscard]] Fit member(const ObjectChecks& checks, json::NodeId id);
  [[nodiscard]] Fit array(const ArrayChecks& checks, json::NodeId id);

  const CompiledSchema& schema_;
  const json::Document& document_;
  std::uint32_t depth_ = 0;
};

}  // namespace rulec::schema
