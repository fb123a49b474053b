// MemoryFileSystem: files, folders and links in memory, for tests that run the program in process.
// The working folder is /project; errors have the codes and words of the real file system. Kept in
// a sorted map of absolute paths, so listings need no sorting.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace rulec::testing {

class MemoryFileSystem final : public FileSystem {
 public:
  static constexpr std::string_view kWorkingFolder = "/project";

  MemoryFileSystem();

  // Setting up; missing folders are made.
  void add_file(const std::string& path, std::string bytes);
  void add_link(const std::string& path, std::string target);
  void add_special(const std::string& path);  // a FIFO or device
  // Reading the file, or listing the folder and changing anything in it, is not allowed.
  void deny(const std::string& path);

  // Permission bits of what is there.
  void set_mode(const std::string& path, std::uint32_t mode);

  // Looking afterwards.
  [[nodiscard]] bool exists(const std::string& path) const;
  // Paths written since setting up, relative to the working folder where they lie in it.
  [[nodiscard]] const std::vector<std::string>& written() const { return written_; }

  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Status write_file(const std::string& path, std::string_view bytes) override;
  Status write_private_file(const std::string& path, std::string_view bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::string> canonical(const std::string& path) override;
  Status make_folder(const std::string& path) override;
  Status remove_file(const std::string& path) override;

 private:
  struct Node {
    FileKind kind = FileKind::kFolder;
    std::string bytes;  // of a file; target of a link
    bool is_denied = false;
    std::uint32_t mode = 0644;
  };
  enum class FinalLink : std::uint8_t { kFollow, kKeep };

  // Absolute path with links and dots resolved; what is missing at its end need not exist.
  [[nodiscard]] Result<std::string> resolve(const std::string& path, FinalLink final_link) const;
  [[nodiscard]] const Node* find(const std::string& resolved) const;
  Node& add_node(const std::string& path, FileKind kind);
  Status add_folders(const std::string& resolved, const std::string& shown_path);

  std::map<std::string, Node> nodes_;
  std::vector<std::string> written_;
};

}  // namespace rulec::testing
