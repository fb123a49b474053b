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

// A value tries what the fuzzer does not think of: to end what may have begun around it.
constexpr const char* kValues[] = {
    "",   "1",   "(x)",  "))\")')>)", "\">'>-->?>]]>", "](javascript:x)",
    "\\", "```", "a|b|", "*_~`",      "<script>",      "javascript:x"};

bool is_same(const std::string& page, const HtmlTree& reference) {
  HtmlTree tree = read_html(page);
  return tree.live.empty() && tree.shape == reference.shape;
}

template <class Page>
void judge(const std::string& value, Page page) {
  HtmlTree reference = read_html(page("x"));
  RULEC_CHECK(is_same(page(value), reference));
  for (const char* each : kValues) {
    RULEC_CHECK(is_same(page(each), reference));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  std::string value = text.substr(0, text.find('\n'));
  text.erase(0, value.size() + 1);
  // Each by itself: two halves of a letter are no text, whatever they are together.
  for (const std::string& each : {value, text}) {
    if (each.contains('\0') || rulec::utf8::find_invalid(each) != each.npos) {
      return 0;  // no reader of ours lets that through
    }
  }
  auto parts = template_parts(text);
  if (faults_of_html(parts).empty()) {
    judge(value, [&](const std::string& each) { return rendered(parts, each); });
    RULEC_CHECK(read_html(rendered(parts, "x", {.is_true = false, .turns = 2})).parse_errors == 0);
  }
  std::vector<rulec::compiler::Part> html;
  if (faults_of_markdown(parts, html).empty()) {
    judge(value, [&](const std::string& each) { return rendered(html, each); });
    judge(value, [&](const std::string& each) {
      return markdown_page(rendered(parts, each), MarkdownRules::kOurs);
    });
  }
  return 0;
}
