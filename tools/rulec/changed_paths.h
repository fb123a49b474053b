// Paths of a git work tree as paths of the project in it.
#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"

namespace rulec::app {

// "sub/folder/" of a project that lies below the work tree's root, else ""; both are absolute.
[[nodiscard]] std::string below_work_tree(const std::string& folder, const std::string& root);

// Those that begin with `prefix`, without it.
[[nodiscard]] std::vector<std::string> without_prefix(std::vector<std::string> paths,
                                                      const std::string& prefix);

// Files of a project as git knows them: without links, and from the root of the work tree, which is
// what `git apply` takes a patch to speak of in whatever folder it runs.
class GitNames {
 public:
  // `root` is the folder of the project; outside of a work tree it is the root itself.
  GitNames(FileSystem& files, const std::string& root);

  // From the root of the work tree: "shop/rules/vat.eff".
  [[nodiscard]] std::string in_work_tree(const std::string& path) const;
  // The project's path of the file that a link leads to; of one outside the project the link's.
  [[nodiscard]] std::string in_project(const std::string& path) const;

 private:
  // "" where it leads nowhere.
  [[nodiscard]] std::string canonical(const std::string& path) const;

  FileSystem& files_;
  std::string root_;
  std::string folder_;  // the project's, absolute; ends with `/`
  std::string prefix_;  // "shop/"
};

}  // namespace rulec::app
