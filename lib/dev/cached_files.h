// CachedFiles: the project's files as they were last seen. What was read or listed once is answered
// from memory until a watcher says otherwise, and each folder is watched before anything in it is
// read, so that no change falls between the two.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "dev/folder_watcher.h"

namespace rulec::dev {

// What a change of folders means for those who asked.
struct Difference {
  std::set<std::string> files;     // that were asked for and have other bytes now, as spelled then
  bool has_names_changed = false;  // a folder that was listed holds other names

  [[nodiscard]] bool is_empty() const { return files.empty() && !has_names_changed; }
};

class CachedFiles final : public FileSystem {
 public:
  // Both outlive this.
  CachedFiles(FileSystem& next, FolderWatcher& watcher) : next_(next), watcher_(watcher) {}

  // Reads again what `changes` touches. A file whose bytes are the same is no difference.
  [[nodiscard]] Difference apply(const Changes& changes);

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;

  Status write_file(const std::string& path, std::string_view bytes) override {
    return next_.write_file(path, bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return next_.write_private_file(path, bytes);
  }
  Result<FileInfo> info(const std::string& path) override { return next_.info(path); }
  Result<std::string> canonical(const std::string& path) override { return next_.canonical(path); }
  Status make_folder(const std::string& path) override { return next_.make_folder(path); }
  Status remove_file(const std::string& path) override { return next_.remove_file(path); }

 private:
  struct Read {
    std::size_t max_bytes = 0;
    std::vector<std::string> places;  // absolute; of a link also of what it leads to
    Result<std::string> answer;
  };
  struct Listing {
    std::string place;
    Result<std::vector<DirectoryEntry>> answer;
  };

  // Where a name lies, absolute, its folder being watched from now on; of a folder that is not
  // there the nearest one above. "" when nothing can be watched: then nothing is kept.
  std::string watched_place(const std::string& path);
  [[nodiscard]] bool has_another_answer(const std::string& path);
  [[nodiscard]] bool holds_other_names(const std::string& folder);
  void forget_read(const std::string& path);

  FileSystem& next_;
  FolderWatcher& watcher_;
  std::map<std::string, Read> reads_;                // by path as spelled
  std::multimap<std::string, std::string> readers_;  // place -> path as spelled
  std::map<std::string, Listing> listings_;          // by path as spelled
  std::multimap<std::string, std::string> listers_;  // place -> path as spelled
  std::map<std::string, std::string> folders_;       // as spelled -> absolute, watched
};

}  // namespace rulec::dev
