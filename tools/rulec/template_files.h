// The projects that `rulec init` can begin with: the folders of tools/rulec/templates, compiled in.
#pragma once

#include <string_view>
#include <vector>

namespace rulec::app {

struct TemplateFile {
  std::string_view path;   // below the project's folder
  std::string_view about;  // one phrase for the person who gets it
  std::string_view bytes;
};

// In the order to show; empty for a name without a template.
[[nodiscard]] std::vector<TemplateFile> template_files(std::string_view template_name);

}  // namespace rulec::app
