// Files that are read from the disk once in a run: who asks again gets the same bytes, or the same
// error. So all steps of a command speak of one state of the project, whatever is saved meanwhile.
// What is written is not remembered: such a file is read anew. Questions may come from several
// threads.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace rulec::app {

class ReadOnceFileSystem final : public FileSystem {
 public:
  explicit ReadOnceFileSystem(FileSystem& next) : next_(next) {}  // `next` outlives this

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Status write_file(const std::string& path, std::string_view bytes) override;
  Status write_private_file(const std::string& path, std::string_view bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override {
    return next_.list_folder(path);
  }
  Result<FileInfo> info(const std::string& path) override { return next_.info(path); }
  Result<std::string> canonical(const std::string& path) override { return next_.canonical(path); }
  Status make_folder(const std::string& path) override { return next_.make_folder(path); }
  Status remove_file(const std::string& path) override;

 private:
  // By what the path leads to, so that two ways to one file are one; the path itself where it leads
  // nowhere.
  [[nodiscard]] std::string key_of(const std::string& path);
  void forget(const std::string& path);

  FileSystem& next_;
  std::mutex mutex_;
  std::map<std::string, Result<std::string>, std::less<>> files_;
};

}  // namespace rulec::app
