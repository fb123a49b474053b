#include "diag/explain.h"

#include <algorithm>
#include <span>

#include "base/embedded_file.h"

extern const rulec::EmbeddedFile rulec_page_files[];
extern const std::size_t rulec_page_files_count;

namespace rulec::diag {

std::string_view page_of(Code code) {
  std::span<const EmbeddedFile> pages(rulec_page_files, rulec_page_files_count);
  auto found = std::ranges::find(pages, code_text(code) + ".md", &EmbeddedFile::name);
  return found == pages.end() ? std::string_view() : found->text;
}

}  // namespace rulec::diag
