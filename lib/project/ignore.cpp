#include "project/internal/ignore.h"

#include <algorithm>

#include "project/project.h"

namespace rulec::project {

void IgnoreRules::add(std::string_view folder, std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    while (line.ends_with(' ') && !line.ends_with("\\ ")) {
      line.remove_suffix(1);
    }
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    Pattern pattern;
    if (line.starts_with('!')) {
      pattern.is_negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.is_folder_only = true;
      line.remove_suffix(1);
    }
    bool is_anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) {
      line.remove_prefix(1);
    }
    if (line.empty()) {
      continue;
    }
    pattern.glob = folder.empty() ? "" : std::string(folder) + "/";
    pattern.glob += (is_anchored ? "" : "**/") + std::string(line);
    patterns_.push_back(std::move(pattern));
  }
}

bool IgnoreRules::is_ignored(std::string_view path, Kind kind) const {
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->is_folder_only && kind != Kind::kFolder) {
      continue;
    }
    if (matches_glob(pattern->glob, path)) {
      return !pattern->is_negated;
    }
  }
  return false;
}

}  // namespace rulec::project
