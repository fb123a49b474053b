// Files as one commit of the local clone has them: `rulec diff REV`, and whatever compiles a
// commit. A revision is resolved once, so a branch that moves meanwhile changes nothing.
#pragma once

#include "git_file_system.h"

namespace rulec::app {

class RevisionFileSystem final : public GitFileSystem {
 public:
  // `next` outlives the result; `folder`: absolute path of the working folder, inside a git work
  // tree, and there whatever the commit holds. Errors are those of Repository: kNoRepository,
  // kNoCommit, kBadRevision, kTooManyFiles and so on.
  [[nodiscard]] static Result<std::unique_ptr<RevisionFileSystem>> open(
      FileSystem& next, const std::string& folder, const std::string& revision);

  // 40 hex digits.
  [[nodiscard]] const std::string& commit() const { return commit_; }

 private:
  RevisionFileSystem(FileSystem& next, std::string folder, project::Repository repository,
                     std::vector<std::string> paths, std::string commit);

  [[nodiscard]] Result<std::optional<std::string>> blob(const std::string& relative,
                                                        std::size_t max_bytes) const override;

  std::string commit_;
};

}  // namespace rulec::app
