// Each template folder has a files.txt: one line a file, its path and, behind a tab, its phrase.
// `.gitignore` is stored without its dot, since git would obey it here.
#include "template_files.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/embedded_file.h"

extern const rulec::EmbeddedFile rulec_template_files[];
extern const std::size_t rulec_template_files_count;

namespace rulec::app {
namespace {

const EmbeddedFile* find_file(std::string_view template_name, std::string_view path) {
  std::string name(template_name);
  name.append("/").append(path.starts_with('.') ? path.substr(1) : path);
  const EmbeddedFile* end = rulec_template_files + rulec_template_files_count;
  const EmbeddedFile* found = std::find_if(
      rulec_template_files, end, [&](const EmbeddedFile& file) { return file.name == name; });
  return found == end ? nullptr : found;
}

}  // namespace

std::vector<TemplateFile> template_files(std::string_view template_name) {
  std::vector<TemplateFile> files;
  const EmbeddedFile* list = find_file(template_name, "files.txt");
  std::string_view text = list == nullptr ? std::string_view() : list->text;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    std::size_t tab = line.find('\t');
    RULEC_CHECK(tab != std::string_view::npos);
    const EmbeddedFile* file = find_file(template_name, line.substr(0, tab));
    RULEC_CHECK(file != nullptr);
    files.push_back(
        {.path = line.substr(0, tab), .about = line.substr(tab + 1), .bytes = file->text});
  }
  return files;
}

}  // namespace rulec::app
