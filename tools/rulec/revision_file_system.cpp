#include "revision_file_system.h"

namespace rulec::app {

RevisionFileSystem::RevisionFileSystem(FileSystem& next, std::string folder,
                                       project::Repository repository,
                                       std::vector<std::string> paths, std::string commit)
    : GitFileSystem(next, std::move(folder), std::move(repository), std::move(paths),
                    "commit " + commit),
      commit_(std::move(commit)) {}

Result<std::unique_ptr<RevisionFileSystem>> RevisionFileSystem::open(FileSystem& next,
                                                                     const std::string& folder,
                                                                     const std::string& revision) {
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(commit, repository.commit_of(revision));
  RULEC_TRY(paths, repository.revision_paths(commit));
  return std::unique_ptr<RevisionFileSystem>(new RevisionFileSystem(
      next, folder, std::move(repository), std::move(paths), std::move(commit)));
}

Result<std::optional<std::string>> RevisionFileSystem::blob(const std::string& relative,
                                                            std::size_t max_bytes) const {
  return repository().blob(commit_, relative, max_bytes);
}

}  // namespace rulec::app
