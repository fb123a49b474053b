#include "diag/explain.h"

#include <algorithm>
#include <span>

#include "base/embedded_file.h"

extern const rulec::EmbeddedFile rulec_diagnostic_pages[];
extern const std::size_t rulec_diagnostic_pages_count;

namespace rulec::diag {

std::string_view page_of(Code code) {
  std::span<const EmbeddedFile> pages(rulec_diagnostic_pages, rulec_diagnostic_pages_count);
  auto found = std::ranges::find(pages, code_text(code) + ".md", &EmbeddedFile::name);
  return found == pages.end() ? std::string_view() : found->text;
}

}  // namespace rulec::diag
