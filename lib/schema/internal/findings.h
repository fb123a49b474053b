// Violations of a schema by a document, or by a part of one, as diagnostics: the smallest wrong
// place, what was expected, what is similar. One fault, one diagnostic.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/diagnostic.h"
#include "parser/json/document.h"
#include "schema/internal/checker.h"

namespace rulec::schema {

class Findings {
 public:
  // All outlive this.
  Findings(const CompiledSchema& schema, const json::Document& document, const SourceMap& sources)
      : schema_(schema), document_(document), sources_(sources), base_(document.root()) {}
  // Of the part that `base` is; `what` names it in messages.
  Findings(const CompiledSchema& schema, const json::Document& document, const SourceMap& sources,
           json::NodeId base, std::string what)
      : schema_(schema),
        document_(document),
        sources_(sources),
        base_(base),
        what_(std::move(what)) {}

  // In the order of `violations`; those that follow from others are left out.
  [[nodiscard]] std::vector<diag::Diagnostic> of(std::span<const Violation> violations);
  // A finding in other words than ours, at the node of `pointer`.
  [[nodiscard]] diag::Diagnostic other(std::string_view pointer, std::string_view text);

 private:
  struct Case {
    const Violation& violation;
    const SchemaNode& schema;
    json::NodeId node;  // the value that does not fit
  };

  [[nodiscard]] diag::Diagnostic one(const Case& at);
  [[nodiscard]] diag::Diagnostic unknown_member(const Case& at);
  [[nodiscard]] diag::Diagnostic missing_member(const Case& at);
  [[nodiscard]] diag::Diagnostic wrong_type(const Case& at);
  [[nodiscard]] diag::Diagnostic not_in_enum(const Case& at);
  [[nodiscard]] diag::Diagnostic bad_form(const Case& at);
  [[nodiscard]] diag::Diagnostic bad_member_name(const Case& at);
  [[nodiscard]] diag::Diagnostic out_of_range(const Case& at);
  [[nodiscard]] diag::Diagnostic mismatch(const Case& at);

  void note_meant_members(std::span<const Violation> violations);
  [[nodiscard]] std::vector<std::string_view> known_members(const Case& at) const;
  [[nodiscard]] std::string what_of(const Case& at) const;
  [[nodiscard]] std::string legacy_hint(const Case& at, std::string_view name) const;
  [[nodiscard]] std::string_view annotation(NodeIndex schema, std::string_view key) const;
  [[nodiscard]] json::NodeId node_of(std::string_view pointer) const;
  [[nodiscard]] Span head_of(json::NodeId node) const;
  [[nodiscard]] diag::Place place_of(json::NodeId node) const;

  const CompiledSchema& schema_;
  const json::Document& document_;
  const SourceMap& sources_;
  json::NodeId base_;  // where pointers of violations begin
  std::string what_;
  // Object -> members that a misspelled one of it may mean.
  std::map<std::string_view, std::set<std::string, std::less<>>> meant_;
};

}  // namespace rulec::schema
