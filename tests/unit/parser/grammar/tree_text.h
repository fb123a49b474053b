// What the tests of the grammar share: parsing, and trees in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parser/dsl/syntax_tree.h"

namespace rulec::testing {

[[nodiscard]] inline parser::SyntaxTree parse(std::string_view text) {
  parser::SyntaxParser parser;
  std::optional<parser::SyntaxTree> tree = parser.parse(text, 0, text.size());
  return std::move(tree).value();
}

// The S-expression of the named nodes with their fields, as tree-sitter's own tools print it, in
// one line. Does not recurse: ts_node_string does, and overruns the stack.
[[nodiscard]] std::string tree_text(const parser::SyntaxNode& root);

}  // namespace rulec::testing
