// Words for findings about documents and schemas.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "parser/json/document.h"
#include "schema/internal/types.h"

namespace rulec::schema {

// "text", "a list", "an integer" …
[[nodiscard]] std::string_view kind_in_words(json::NodeKind kind);
// "text or a list", "true or false, or text" for a set of types.
[[nodiscard]] std::string types_in_words(TypeSet types);

// How a replacement is written into the source.
enum class Quoting : std::uint8_t {
  kJson,    // a JSON string
  kAsFound  // as the text that stands there: quoted like it, or bare (YAML)
};

// One similar name: a fix that replaces `span`. Two or three: a help line. None: nothing; the
// return value says how many.
std::size_t add_suggestions(diag::Diagnostic& finding, std::string_view written,
                            std::span<const std::string_view> candidates, Span span,
                            Quoting quoting, std::string_view found_text = {});

// `a`, `b` and `c`; the rest is counted when there are more than `at_most`.
[[nodiscard]] std::string list_of(std::span<const std::string_view> names, std::size_t at_most,
                                  std::string_view conjunction);

}  // namespace rulec::schema
