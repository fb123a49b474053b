// Files as the git index has them, for `lint --staged`: what a commit would hold, not what lies in
// the work tree. Reads only; paths outside the work tree and .git itself are those of the disk.
// `next` outlives this.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/file_system.h"
#include "project/repository.h"

namespace rulec::app {

class IndexFileSystem final : public FileSystem {
 public:
  // `folder`: absolute path of the working folder, inside a git work tree.
  [[nodiscard]] static Result<std::unique_ptr<IndexFileSystem>> open(FileSystem& next,
                                                                     const std::string& folder);

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Status write_file(const std::string& path, std::string_view bytes) override;
  Status write_private_file(const std::string& path, std::string_view bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::string> canonical(const std::string& path) override;
  Status make_folder(const std::string& path) override;

 private:
  IndexFileSystem(FileSystem& next, std::string folder, project::Repository repository,
                  std::set<std::string, std::less<>> paths)
      : next_(next),
        folder_(std::move(folder)),
        repository_(std::move(repository)),
        paths_(std::move(paths)) {}

  // Absolute path without dots.
  [[nodiscard]] std::string absolute(const std::string& path) const;
  // Below the root, "" for the root itself; nothing for what the index does not speak of.
  [[nodiscard]] bool is_indexed(const std::string& absolute_path, std::string& relative) const;
  [[nodiscard]] bool is_folder(const std::string& relative) const;

  FileSystem& next_;
  std::string folder_;
  project::Repository repository_;
  std::set<std::string, std::less<>> paths_;  // of the index, relative to the root
};

}  // namespace rulec::app
