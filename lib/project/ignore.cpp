#include "project/internal/ignore.h"

#include <ranges>

#include "base/file_system.h"
#include "project/internal/glob.h"
#include "project/project.h"

namespace rulec::project {
namespace {

// Blanks at the end do not count unless a backslash stands before them.
std::string_view trimmed(std::string_view line) {
  while (line.ends_with(' ')) {
    std::string_view rest = line.substr(0, line.size() - 1);
    std::size_t last = rest.find_last_not_of('\\');
    std::size_t backslashes = rest.size() - (last == std::string_view::npos ? 0 : last + 1);
    if (backslashes % 2 == 1) {
      break;
    }
    line = rest;
  }
  return line;
}

}  // namespace

void IgnoreRules::add(std::string_view folder, std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    line = trimmed(line);
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    Pattern pattern{.folder = folder.empty() ? "" : std::string(folder) + "/"};
    if (line.starts_with('!')) {
      pattern.is_negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.is_folder_only = true;
      line.remove_suffix(1);
    }
    pattern.is_anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) {
      line.remove_prefix(1);
    }
    if (line.empty()) {
      continue;
    }
    pattern.glob = line;
    // What lies inside, and not the folder itself.
    if (line.ends_with("/**")) {
      pattern.glob += "/*";
    }
    patterns_.push_back(std::move(pattern));
  }
}

bool IgnoreRules::matches(const Pattern& pattern, std::string_view path) {
  if (!path.starts_with(pattern.folder)) {
    return false;
  }
  if (!pattern.is_anchored) {
    return matches_segment(pattern.glob, file_name(path));
  }
  return matches_glob(pattern.glob, path.substr(pattern.folder.size()));
}

bool IgnoreRules::is_ignored(std::string_view path, Kind kind) const {
  for (const Pattern& pattern : patterns_ | std::views::reverse) {
    bool is_meant = kind == Kind::kFolder || !pattern.is_folder_only;
    if (is_meant && matches(pattern, path)) {
      return !pattern.is_negated;
    }
  }
  return false;
}

}  // namespace rulec::project
