// A text file of the source tree compiled into the program (explanation pages, schemas, templates
// of `init`). Written by rulec_embed in cmake/Targets.cmake; lives as long as the process.
#pragma once

#include <cstddef>
#include <string_view>

namespace rulec {

struct EmbeddedFile {
  std::string_view name;  // without folder, e.g. "RC2003.md"
  std::string_view text;
};

}  // namespace rulec
