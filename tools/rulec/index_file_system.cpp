#include "index_file_system.h"

namespace rulec::app {

IndexFileSystem::IndexFileSystem(FileSystem& next, std::string folder,
                                 project::Repository repository, std::vector<std::string> paths)
    : GitFileSystem(next, std::move(folder), std::move(repository), std::move(paths),
                    "the git index") {}

Result<std::unique_ptr<IndexFileSystem>> IndexFileSystem::open(FileSystem& next,
                                                               const std::string& folder) {
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(paths, repository.index_paths());
  return std::unique_ptr<IndexFileSystem>(
      new IndexFileSystem(next, folder, std::move(repository), std::move(paths)));
}

Result<std::optional<std::string>> IndexFileSystem::blob(const std::string& relative,
                                                         std::size_t max_bytes) const {
  return repository().staged_blob(relative, max_bytes);
}

}  // namespace rulec::app
