// Files as seen from another working folder (`-C DIR`): relative paths are taken below it, absolute
// ones stay. `next` outlives this.
#pragma once

#include <string>
#include <utility>

#include "base/file_system.h"

namespace rulec::app {

class RebasedFileSystem final : public FileSystem {
 public:
  RebasedFileSystem(FileSystem& next, std::string folder)
      : next_(next), folder_(std::move(folder)) {}

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override {
    return next_.read_file(rebased(path), max_bytes);
  }
  Status write_file(const std::string& path, std::string_view bytes) override {
    return next_.write_file(rebased(path), bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return next_.write_private_file(rebased(path), bytes);
  }
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override {
    return next_.list_folder(rebased(path));
  }
  Result<FileInfo> info(const std::string& path) override { return next_.info(rebased(path)); }
  Result<std::string> canonical(const std::string& path) override {
    return next_.canonical(rebased(path));
  }
  Status make_folder(const std::string& path) override { return next_.make_folder(rebased(path)); }
  Status remove_file(const std::string& path) override { return next_.remove_file(rebased(path)); }

 private:
  [[nodiscard]] std::string rebased(const std::string& path) const {
    return path.empty() || path == "." ? folder_ : join_path(folder_, path);
  }

  FileSystem& next_;
  std::string folder_;
};

}  // namespace rulec::app
