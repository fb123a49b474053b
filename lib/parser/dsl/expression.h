// Expressions of the DSL (language.md section 11, from `expr` down) to the same nodes that their
// JSON twins give: the inverse of infix (parser.h). `preserve(...)` is not read here. What is
// written `op("map", ...)` opens no scope for paths, whatever the operator; `op("try", ...)` and
// `try(...)` do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/dsl/placed_text.h"
#include "parser/json/document.h"

namespace rulec::parser {

// Bytes [begin, end) of a text hold the expression. Its nodes lie in `json_node` of the document
// number `document`, with spans of their own. The decoded text outlives the Ast or lies in its
// arena.
struct DslPlace {
  const PlacedText& text;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t document = 0;
  json::NodeId json_node;
  std::string_view whole = "expression";  // what ends at `end`, as findings call it
  std::string_view written;  // as `text`, with line ends where that has `;`; may be empty
};

// Null after a report: the first mistake is one RC1002, or RC1006 where the twin would have more
// than kMaxRuleDepth levels or brackets nest deeper than that. Unknown operators stay calls; the
// checker reports them.
//
// `loop_names` are the names of the loops around the text, outermost first, each of which opens a
// scope as a quantifier does: a path that begins with the name reads the item of the loop (of the
// innermost one of that name), and every other path the outermost context.
[[nodiscard]] Expr* parse_dsl_expression(const DslPlace& place,
                                         std::span<const std::string_view> loop_names, Ast& ast,
                                         diag::Emitter& emitter);

// The same for one path, and nothing else: `a.b[0].c`, `this.x`.
[[nodiscard]] Expr* parse_dsl_path(const DslPlace& place,
                                   std::span<const std::string_view> loop_names, Ast& ast,
                                   diag::Emitter& emitter);

}  // namespace rulec::parser
