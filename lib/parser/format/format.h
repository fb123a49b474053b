// Printing of rule documents in their canonical forms, for `rulec fmt`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "parser/json/document.h"

namespace rulec::parser {

// How lines are laid out; from rulec.yaml and .editorconfig.
struct Layout {
  std::uint32_t width = 100;  // code points of a line, as far as what cannot be broken allows
  std::uint32_t indent = 2;
  bool uses_tabs = false;       // one tab a level instead of `indent` blanks
  bool ends_with_crlf = false;  // CR LF for each line end
  bool has_final_newline = true;
};

enum class DocumentKind : std::uint8_t { kRules, kScorecard, kTemplate, kTests };

// The canonical form (language.md section 2) of a document without faults: members in the order of
// the language, aliases replaced, wrappers and defaults taken out, one form for each expression.
// What has another shape than the schema asks for is copied as it is. Lexemes and spans are those
// of `document`, which outlives the result.
[[nodiscard]] json::Document canonical_document(const json::Document& document, DocumentKind kind);

// Whether the canonical form of `document` is `form`, in all that a document says but its places.
// Printing depends on nothing else, so both then print alike.
[[nodiscard]] bool has_canonical_form(const json::Document& document, DocumentKind kind,
                                      const json::Document& form);

// Whether all that two documents say is the same, member by member, but for their places.
[[nodiscard]] bool are_equal(const json::Document& left, const json::Document& right);

// A document as JSON text. Containers that fit stand in one line; a definition never does.
[[nodiscard]] std::string print_json(const json::Document& document, const Layout& layout);

// A canonical document of rules, flows or a scorecard as text of the DSL, with the comments of
// `x_comments` and the names of `x_names`. An error RC1023 says what has no text form; its shape is
// that of the schemas (they were asked before).
[[nodiscard]] Result<std::string> print_text(const json::Document& document, const Layout& layout);

// Whether two documents are one file in two spellings: equal canonical forms, `x_comments` and
// `x_names` left aside.
[[nodiscard]] bool are_twins(const json::Document& left, const json::Document& right,
                             DocumentKind kind);

// Whether two documents mean the same: equal canonical forms, `x_…` members left aside.
[[nodiscard]] bool have_same_meaning(const json::Document& left, const json::Document& right,
                                     DocumentKind kind);

}  // namespace rulec::parser
