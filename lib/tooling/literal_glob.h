// A glob that matches one path and nothing else: for folders that somebody named.
#pragma once

#include <string>
#include <string_view>

namespace rulec::tooling {

[[nodiscard]] inline std::string literal_glob(std::string_view path) {
  std::string glob;
  for (char c : path) {
    if (std::string_view("*?[]\\").contains(c)) {
      glob += '\\';
    }
    glob += c;
  }
  return glob;
}

}  // namespace rulec::tooling
