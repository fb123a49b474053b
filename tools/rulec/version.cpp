#include "version.h"

#include "base/embedded_file.h"

extern const rulec::EmbeddedFile rulec_dependency_files[];
extern const std::size_t rulec_dependency_files_count;

namespace rulec::app {
namespace {

// The next word of `line`, which is shortened by it and the blanks behind it.
std::string_view take_word(std::string_view& line) {
  std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  std::size_t blanks = line.find_first_not_of(' ');
  line.remove_prefix(blanks == std::string_view::npos ? line.size() : blanks);
  return word;
}

std::vector<Part> read_parts(std::string_view text) {
  std::vector<Part> rows;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    if (line.empty() || line.front() == '#') {
      continue;
    }
    static_cast<void>(take_word(line));  // the group
    std::string_view name = take_word(line);
    std::string_view version = take_word(line);
    std::string_view role = take_word(line);
    if (role == "static" || role == "header" || role == "opened") {
      rows.push_back({.name = name, .version = version, .role = role, .licence = line});
    }
  }
  return rows;
}

}  // namespace

std::string_view version_text() {
  return RULEC_VERSION;
}

std::string_view pages_url() {
  return RULEC_PAGES_URL;
}

const std::vector<Part>& parts() {
  static const std::vector<Part> kRows = rulec_dependency_files_count == 0
                                             ? std::vector<Part>()
                                             : read_parts(rulec_dependency_files[0].text);
  return kRows;
}

}  // namespace rulec::app
