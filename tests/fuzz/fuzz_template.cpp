// Fuzz target: the first line is a value, the rest a template, as HTML and as Markdown. What is
// accepted renders to the tree that it has with the value `x`, and nothing in it could run.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "html_tree.h"
#include "markdown_page.h"
#include "template_text.h"

namespace {

using namespace rulec::testing;

void judge(const std::string& page, const std::string& reference) {
  HtmlTree tree = read_html(page);
  RULEC_CHECK(tree.live.empty());
  RULEC_CHECK(tree.shape == read_html(reference).shape);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  std::string value = text.substr(0, text.find('\n'));
  text.erase(0, value.size() + 1);
  if (text.contains('\0') || value.contains('\0') ||
      rulec::utf8::find_invalid(value + text) != text.npos) {
    return 0;  // no reader of ours lets that through
  }
  auto parts = template_parts(text);
  if (faults_of_html(parts).empty()) {
    judge(rendered(parts, value), rendered(parts, "x"));
    RULEC_CHECK(read_html(rendered(parts, "x", {.is_true = false, .turns = 2})).parse_errors == 0);
  }
  std::vector<rulec::compiler::Part> html;
  if (faults_of_markdown(parts, html).empty()) {
    judge(rendered(html, value), rendered(html, "x"));
    std::string source = markdown_page(rendered(parts, value), MarkdownRules::kOurs);
    judge(source, markdown_page(rendered(parts, "x"), MarkdownRules::kOurs));
  }
  return 0;
}
