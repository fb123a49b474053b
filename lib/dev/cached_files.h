// CachedFiles: the project's files as they were last seen. What was asked once is answered from
// memory until a watcher says otherwise, and each folder is watched before anything in it is looked
// at, so that no change falls between the two. What could not be answered for a reason that may be
// over at any time (no descriptor left) is not kept, and has to be asked again now and then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/file_system.h"
#include "dev/folder_watcher.h"

namespace rulec::dev {

// What a change of folders means for those who asked.
struct Difference {
  // That were asked for and have other bytes now, or are there or not, as spelled then.
  std::set<std::string> files;
  bool has_names_changed = false;  // a folder that was listed holds other names

  [[nodiscard]] bool is_empty() const { return files.empty() && !has_names_changed; }
};

class CachedFiles final : public FileSystem {
 public:
  // Both outlive this.
  CachedFiles(FileSystem& next, FolderWatcher& watcher) : next_(next), watcher_(watcher) {}

  // Asks again for what `changes` touches. A file whose bytes are the same is no difference.
  [[nodiscard]] Difference apply(const Changes& changes);
  // The same for answers that could not be kept, of which no change will tell.
  [[nodiscard]] Difference ask_again();
  [[nodiscard]] bool has_to_ask_again() const { return !failed_.empty(); }
  // As if nothing had been asked so far.
  void forget();

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::string> canonical(const std::string& path) override;

  Status write_file(const std::string& path, std::string_view bytes) override {
    return next_.write_file(path, bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return next_.write_private_file(path, bytes);
  }
  Status make_folder(const std::string& path) override { return next_.make_folder(path); }
  Status remove_file(const std::string& path) override { return next_.remove_file(path); }

 private:
  enum class Kind : std::uint8_t { kRead, kListing, kInfo, kCanonical };
  using Key = std::pair<Kind, std::string>;  // path as spelled
  using Answer =
      std::variant<Result<std::string>, Result<std::vector<DirectoryEntry>>, Result<FileInfo>>;
  struct Known {
    std::size_t max_bytes = 0;  // of a read
    std::vector<std::string> places;
    Answer answer;
  };
  struct Folder {
    std::string absolute;
    std::vector<std::string> links;  // on the way to it, absolute
  };

  // From memory, or from the disk and kept then.
  [[nodiscard]] Answer ask(const Key& key, std::size_t max_bytes);
  [[nodiscard]] Answer ask_disk(const Key& key, std::size_t max_bytes);
  [[nodiscard]] static bool is_same(Kind kind, const Answer& a, const Answer& b);
  [[nodiscard]] static bool may_be_kept(const Answer& answer);
  // Where the names that an answer depends on lie, absolute, their folders being watched from now
  // on. None when nothing can be watched: then nothing is kept.
  [[nodiscard]] std::vector<std::string> watched_places(const Key& key);
  // Of a folder that is not there the nearest one above; "" when nothing can be watched.
  [[nodiscard]] std::string watched_place(const std::string& path, std::vector<std::string>& links);
  [[nodiscard]] const Folder* watched_folder(const std::string& path);
  // Each link that `path` goes through.
  void add_links(const std::string& path, std::vector<std::string>& places);
  void follow(const std::string& link, std::vector<std::string>& places);
  void forget_answer(std::map<Key, Known>::iterator known);
  void ask_anew(const std::set<Key>& keys, Difference& difference);

  FileSystem& next_;
  FolderWatcher& watcher_;
  std::map<Key, Known> known_;
  std::set<std::pair<std::string, Key>> askers_;  // by place
  std::map<Key, Known> failed_;                   // not kept; without places
  std::map<std::string, Folder> folders_;         // as spelled; watched
};

}  // namespace rulec::dev
