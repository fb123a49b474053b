// TwinText: a value of a document as compact JSON, and where each of its parts stands in that text.
// For edits of what a text file says: its twin has no bytes of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "diag/diagnostic.h"
#include "parser/json/document.h"

namespace rulec::tooling {

class TwinText {
 public:
  // `document` outlives this. Numbers keep their lexemes; what could not be read is `null`.
  TwinText(const json::Document& document, json::NodeId root);

  [[nodiscard]] const std::string& text() const { return text_; }
  // Members that say how a text file is laid out and nothing else (`x_comments`, `x_names` of the
  // value itself) left out.
  [[nodiscard]] static std::string without_layout(const json::Document& document,
                                                  json::NodeId root);

  // Bytes [begin, end) of the text that an edit replaces; nothing where it names no part of it.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  [[nodiscard]] std::optional<Range> range_of(const diag::EditTarget& target) const;
  // The text with edits of its parts; nothing where one names no part of it or two overlap.
  [[nodiscard]] std::optional<std::string> edited(const std::vector<diag::Edit>& edits) const;

 private:
  struct Place {
    std::uint32_t key = 0;  // begin of the key, or of the value where there is none
    std::uint32_t value = 0;
    std::uint32_t end = 0;
  };
  enum class Layout : std::uint8_t { kKept, kLeftOut };
  TwinText(const json::Document& document, json::NodeId root, Layout layout);
  void write(json::NodeId id, Layout layout);
  [[nodiscard]] Range removed(json::NodeId id, const Place& place) const;

  const json::Document& document_;
  std::string text_;
  std::unordered_map<std::uint32_t, Place> places_;
};

// The bytes of `document` that go with the value at `id` when it is removed from its list or
// object: its key, and the comma behind it or, of the last one, before it.
[[nodiscard]] Span removal_span(const json::Document& document, json::NodeId id);

}  // namespace rulec::tooling
