// Where two JSON documents differ: the smallest parts that are not equal, by their pointers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/json/document.h"

namespace rulec::tooling {

// A text that is JSON because our own printer wrote it, read again. Owns what the document points
// at.
class JsonText {
 public:
  explicit JsonText(std::string text);
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  [[nodiscard]] const json::Document& document() const { return document_; }
  [[nodiscard]] std::string_view text() const { return sources_.at(SourceId(0)).bytes(); }
  // The bytes of a node; "" for an invalid one.
  [[nodiscard]] std::string_view text_of(json::NodeId node) const;
  [[nodiscard]] json::NodeId member(std::string_view name) const;
  // For people: indented by two.
  [[nodiscard]] std::string pretty() const;

 private:
  SourceMap sources_;
  json::Document document_;
};

// A part that is there on one side only has no text on the other.
struct FieldChange {
  std::string path;  // JSON pointer: into `b`, of removed parts into `a`
  std::optional<std::string> a;
  std::optional<std::string> b;
};

// Members whose key begins with `x_` are passed over where `is_open` says so by the pointer of
// their object.
[[nodiscard]] std::vector<FieldChange> changes_between(const JsonText& a, const JsonText& b,
                                                       bool (*is_open)(std::string_view pointer));

}  // namespace rulec::tooling
