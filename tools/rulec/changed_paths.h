// Paths of a git work tree as paths of the project in it.
#pragma once

#include <string>
#include <vector>

namespace rulec::app {

// "sub/folder/" of a project that lies below the work tree's root, else ""; both are absolute.
[[nodiscard]] std::string below_work_tree(const std::string& folder, const std::string& root);

// Those that begin with `prefix`, without it.
[[nodiscard]] std::vector<std::string> without_prefix(std::vector<std::string> paths,
                                                      const std::string& prefix);

}  // namespace rulec::app
