#include "markdown_page.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>

namespace rulec::testing {

std::string markdown_page(std::string_view source, MarkdownRules rules) {
  bool allows_all = rules == MarkdownRules::kAllowAll;
  int options = allows_all ? CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES : CMARK_OPT_DEFAULT;
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser* parser = cmark_parser_new(options);
  for (const char* name : {"table", "strikethrough"}) {
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name));
  }
  if (allows_all) {
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("autolink"));
  }
  cmark_parser_feed(parser, source.data(), source.size());
  cmark_node* root = cmark_parser_finish(parser);
  char* html = cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser));
  std::string page = html;
  std::free(html);  // NOLINT(cppcoreguidelines-no-malloc): so cmark hands it out
  cmark_node_free(root);
  cmark_parser_free(parser);
  return page;
}

}  // namespace rulec::testing
