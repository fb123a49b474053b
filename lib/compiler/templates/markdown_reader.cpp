#include "compiler/templates/markdown_reader.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/check.h"

namespace rulec::compiler {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

using Node = std::unique_ptr<cmark_node, FreeNode>;
using Parser = std::unique_ptr<cmark_parser, FreeParser>;

void attach(cmark_parser* parser, const char* name) {
  cmark_syntax_extension* extension = cmark_find_syntax_extension(name);
  RULEC_CHECK(extension != nullptr);
  cmark_parser_attach_syntax_extension(parser, extension);
}

// The parser owns the list of extensions that render_html asks for.
struct Parsed {
  Parser parser;
  Node root;
};

Parsed parse(std::string_view source) {
  cmark_gfm_core_extensions_ensure_registered();
  Parsed parsed;
  parsed.parser.reset(cmark_parser_new(CMARK_OPT_DEFAULT));
  attach(parsed.parser.get(), "table");
  attach(parsed.parser.get(), "strikethrough");
  cmark_parser_feed(parsed.parser.get(), source.data(), source.size());
  parsed.root.reset(cmark_parser_finish(parsed.parser.get()));
  return parsed;
}

std::string html_of(const Parsed& parsed) {
  char* html = cmark_render_html(parsed.root.get(), CMARK_OPT_DEFAULT,
                                 cmark_parser_get_syntax_extensions(parsed.parser.get()));
  std::string text = html;
  std::free(html);  // NOLINT(cppcoreguidelines-no-malloc): so cmark hands it out
  return text;
}

void add(std::vector<Spot>& spots, SpotKind kind, const char* text) {
  if (text != nullptr && *text != '\0') {
    spots.push_back({.kind = kind, .text = text});
  }
}

void add_spots(std::vector<Spot>& spots, cmark_node* node) {
  cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_TEXT) {
    add(spots, SpotKind::kText, cmark_node_get_literal(node));
  } else if (type == CMARK_NODE_CODE) {
    add(spots, SpotKind::kCode, cmark_node_get_literal(node));
  } else if (type == CMARK_NODE_CODE_BLOCK) {
    add(spots, SpotKind::kInfo, cmark_node_get_fence_info(node));
    add(spots, SpotKind::kCodeBlock, cmark_node_get_literal(node));
  } else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
    add(spots, SpotKind::kHtml, cmark_node_get_literal(node));
  } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
    add(spots, SpotKind::kUrl, cmark_node_get_url(node));
    add(spots, SpotKind::kTitle, cmark_node_get_title(node));
  }
}

}  // namespace

std::size_t most_table_cells(std::string_view source) {
  std::size_t lines = 1;
  std::size_t widest = 0;
  std::size_t bars = 0;
  for (char byte : source) {
    bars = byte == '\n' ? 0 : bars + (byte == '|' ? 1 : 0);
    lines += byte == '\n' ? 1 : 0;
    widest = std::max(widest, bars);
  }
  return widest == 0 ? 0 : lines * (widest + 1);
}

MarkdownDocument read_markdown(std::string_view source) {
  Parsed parsed = parse(source);
  MarkdownDocument document;
  std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(parsed.root.get()));
  std::size_t depth = 0;
  for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (event == CMARK_EVENT_EXIT) {
      --depth;
      continue;
    }
    add_spots(document.spots, node);
    if (cmark_node_first_child(node) != nullptr) {
      ++depth;
      document.depth = std::max(document.depth, depth);
    }
  }
  document.html = html_of(parsed);
  return document;
}

std::string render_markdown(std::string_view source) {
  return html_of(parse(source));
}

}  // namespace rulec::compiler
