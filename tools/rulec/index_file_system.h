// Files as the git index has them, for `lint --staged`: what a commit would hold, not what lies in
// the work tree.
#pragma once

#include "git_file_system.h"

namespace rulec::app {

class IndexFileSystem final : public GitFileSystem {
 public:
  // `next` outlives the result; `folder`: absolute path of the working folder, inside a git work
  // tree.
  [[nodiscard]] static Result<std::unique_ptr<IndexFileSystem>> open(FileSystem& next,
                                                                     const std::string& folder);

 private:
  IndexFileSystem(FileSystem& next, std::string folder, project::Repository repository,
                  std::vector<std::string> paths);

  [[nodiscard]] Result<std::optional<std::string>> blob(const std::string& relative,
                                                        std::size_t max_bytes) const override;
};

}  // namespace rulec::app
