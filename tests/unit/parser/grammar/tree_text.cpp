#include "tree_text.h"

#include <algorithm>
#include <iterator>

namespace rulec::testing {
namespace {

using parser::SyntaxCursor;
using parser::SyntaxField;
using parser::SyntaxKind;
using parser::SyntaxNode;

constexpr std::string_view kFieldNames[] = {
    "",
#define SYNTAX_FIELD(enumerator, name) name,
#include "parser/dsl/syntax_fields.def"
#undef SYNTAX_FIELD
};

bool is_printed(const SyntaxNode& node) {
  return node.is_named() || node.is_missing();
}

void open(std::string& text, const SyntaxNode& node, SyntaxField field) {
  text += text.empty() ? "" : " ";
  if (field != SyntaxField::kNone) {
    text += std::string(kFieldNames[static_cast<std::size_t>(field)]) + ": ";
  }
  text += '(';
  text += node.is_missing() ? "MISSING " : "";
  text += node.name();
}

}  // namespace

std::string tree_text(const SyntaxNode& root) {
  std::string text;
  SyntaxCursor cursor(root);
  std::size_t depth = 0;
  while (true) {
    SyntaxNode node = cursor.node();
    if (is_printed(node)) {
      open(text, node, cursor.field());
    }
    if (cursor.to_first_child()) {
      ++depth;
      continue;
    }
    while (true) {
      text += is_printed(cursor.node()) ? ")" : "";
      if (depth == 0) {
        return text;
      }
      if (cursor.to_next_sibling()) {
        break;
      }
      cursor.to_parent();
      --depth;
    }
  }
}

}  // namespace rulec::testing
