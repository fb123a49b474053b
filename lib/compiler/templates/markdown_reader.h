// Markdown as cmark-gfm reads it: with tables and strikethrough, without raw HTML, footnotes and
// links that are not written as links. The only file that knows cmark-gfm is markdown_reader.cpp.
// cmark-gfm keeps tables of its extensions that every parse writes to: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::compiler {

enum class SpotKind : std::uint8_t {
  kText,  // also of headings, links and the like
  kCode,  // a span
  kCodeBlock,
  kUrl,  // of a link or image
  kTitle,
  kInfo,  // the language of a code block
  kHtml   // raw HTML, which is left out of the rendered text
};

// A piece of the text, unescaped.
struct Spot {
  SpotKind kind = SpotKind::kText;
  std::string text;
};

struct MarkdownDocument {
  std::vector<Spot> spots;  // in the order of the text; the URL and title of a link before its text
  std::size_t depth = 0;    // elements within each other
  std::string html;
};

// Cells of tables that `source` can make at most; a row that has too few is filled up, so a short
// text can make very many.
[[nodiscard]] std::size_t most_table_cells(std::string_view source);

[[nodiscard]] MarkdownDocument read_markdown(std::string_view source);
[[nodiscard]] std::string render_markdown(std::string_view source);

}  // namespace rulec::compiler
