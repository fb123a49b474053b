#include "changed_paths.h"

#include <algorithm>

namespace rulec::app {

std::string below_work_tree(const std::string& folder, const std::string& root) {
  return folder.size() <= root.size() ? ""
                                      : folder.substr(root.size() + (root == "/" ? 0 : 1)) + "/";
}

std::vector<std::string> without_prefix(std::vector<std::string> paths, const std::string& prefix) {
  std::erase_if(paths, [&](const std::string& path) { return !path.starts_with(prefix); });
  for (std::string& path : paths) {
    path.erase(0, prefix.size());
  }
  return paths;
}

}  // namespace rulec::app
