#include "changed_paths.h"

#include <algorithm>

#include "report_output.h"

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

GitNames::GitNames(FileSystem& files, const std::string& root)
    : files_(files), root_(root), prefix_(repository_prefix(files, root)) {
  if (Result<std::string> folder = files.canonical(root)) {
    folder_ = *folder == "/" ? "/" : *folder + "/";
  }
}

// A file that is not there yet lies in a folder that may be a link.
std::string GitNames::canonical(const std::string& path) const {
  std::string full = join_path(root_, path);
  if (Result<std::string> found = files_.canonical(full)) {
    return *found;
  }
  Result<std::string> folder = files_.canonical(std::string(parent_path(full)));
  return folder ? join_path(*folder, file_name(full)) : "";
}

std::string GitNames::in_work_tree(const std::string& path) const {
  std::string full = canonical(path);
  std::string top = folder_.substr(0, folder_.size() - std::min(prefix_.size(), folder_.size()));
  return !top.empty() && full.starts_with(top) ? full.substr(top.size()) : prefix_ + path;
}

std::string GitNames::in_project(const std::string& path) const {
  std::string full = canonical(path);
  return !folder_.empty() && full.starts_with(folder_) ? full.substr(folder_.size()) : path;
}

}  // namespace rulec::app
