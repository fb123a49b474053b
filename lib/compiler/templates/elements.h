// The elements and attributes that templates may hold, from elements.def, and the character
// references that they may use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace rulec::compiler {

// Where an element may stand.
enum class Standing : std::uint8_t { kPhrasing, kFlow, kItem, kTerm, kTablePart, kRow, kCell };
// What may stand in one. kFlow holds phrasing too; others than kFlow and kPhrasing hold no text but
// white space.
enum class Content : std::uint8_t {
  kNothing,  // void: there is no end tag
  kPhrasing,
  kFlow,
  kItems,
  kTerms,
  kTableParts,
  kRows,
  kCells
};

struct Element {
  std::string_view name;
  Standing standing = Standing::kFlow;
  Content content = Content::kFlow;
};

// Null for what is not allowed. Names are in lower case, as all of HTML here.
[[nodiscard]] const Element* find_element(std::string_view name);
[[nodiscard]] bool may_hold(Content content, Standing standing);
[[nodiscard]] bool holds_text(Content content);

enum class AttributeKind : std::uint8_t {
  kText,  // anything
  kUrl,
  kFixed  // no placeholder
};
[[nodiscard]] std::optional<AttributeKind> find_attribute(std::string_view element,
                                                          std::string_view name);

[[nodiscard]] std::vector<std::string_view> element_names();
// Those of one element, the general ones included.
[[nodiscard]] std::vector<std::string_view> attribute_names(std::string_view element);

// The character of a reference; `body` is what stands between `&` and `;`: a name of a small table,
// or a number of a character that is no control character but tab and newline.
[[nodiscard]] std::optional<char32_t> read_reference(std::string_view body);
[[nodiscard]] std::vector<std::string_view> reference_names();

}  // namespace rulec::compiler
