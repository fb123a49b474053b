// OverlayFileSystem: files as they would be after an edit. What is read of a changed file are its
// new bytes, whatever its path is called; all else, and every write, goes to `next`.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.h"

namespace rulec::tooling {

class OverlayFileSystem final : public FileSystem {
 public:
  // `next` outlives this; `bytes`: by the absolute path without links.
  OverlayFileSystem(FileSystem& next, std::map<std::string, std::string> bytes)
      : next_(next), bytes_(std::move(bytes)) {}

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override {
    if (!bytes_.empty()) {
      auto full = next_.canonical(path);
      auto found = full ? bytes_.find(*full) : bytes_.end();
      if (found != bytes_.end()) {
        return found->second.size() > max_bytes
                   ? Result<std::string>(fail(ErrorCode::kTooLarge, path + ": too large"))
                   : found->second;
      }
    }
    return next_.read_file(path, max_bytes);
  }
  Status write_file(const std::string& path, std::string_view bytes) override {
    return next_.write_file(path, bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return next_.write_private_file(path, bytes);
  }
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override {
    return next_.list_folder(path);
  }
  Result<FileInfo> info(const std::string& path) override { return next_.info(path); }
  Result<std::string> canonical(const std::string& path) override { return next_.canonical(path); }
  Status make_folder(const std::string& path) override { return next_.make_folder(path); }
  Status remove_file(const std::string& path) override { return next_.remove_file(path); }

 private:
  FileSystem& next_;
  std::map<std::string, std::string> bytes_;
};

}  // namespace rulec::tooling
