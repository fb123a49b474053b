// Files as git has them, below the root of a work tree: the base of IndexFileSystem and
// RevisionFileSystem. Reads only; nothing is fetched and nothing written. Paths outside the work
// tree and .git itself are those of the disk.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "project/repository.h"

namespace rulec::app {

class GitFileSystem : public FileSystem {
 public:
  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Status write_file(const std::string& path, std::string_view bytes) override;
  Status write_private_file(const std::string& path, std::string_view bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::string> canonical(const std::string& path) override;
  Status make_folder(const std::string& path) override;
  Status remove_file(const std::string& path) override;

 protected:
  // `next` outlives this; `folder`: absolute path of the working folder, inside the work tree;
  // `paths`: of all files, relative to its root, sorted; `place`: "the git index", for messages.
  GitFileSystem(FileSystem& next, std::string folder, project::Repository repository,
                std::vector<std::string> paths, std::string place)
      : next_(next),
        folder_(std::move(folder)),
        repository_(std::move(repository)),
        paths_(std::move(paths)),
        place_(std::move(place)) {}

  // Bytes of a file, by its path below the root; nullopt when it is not there.
  [[nodiscard]] virtual Result<std::optional<std::string>> blob(const std::string& relative,
                                                                std::size_t max_bytes) const = 0;
  [[nodiscard]] const project::Repository& repository() const { return repository_; }

 private:
  // Absolute path without dots.
  [[nodiscard]] std::string absolute(const std::string& path) const;
  // Below the root, "" for the root itself; false for what git does not speak of.
  [[nodiscard]] bool is_covered(const std::string& absolute_path, std::string& relative) const;
  [[nodiscard]] bool is_folder(const std::string& relative) const;
  [[nodiscard]] bool is_file(const std::string& relative) const;
  [[nodiscard]] std::unexpected<Error> not_found(const std::string& path) const;

  FileSystem& next_;
  std::string folder_;
  project::Repository repository_;
  std::vector<std::string> paths_;
  std::string place_;
};

}  // namespace rulec::app
