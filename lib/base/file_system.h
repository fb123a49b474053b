// FileSystem and Clock: the two doors to the outside. Commands get them through Env; the compiler,
// the runtime and the bundle code never see them. Tests use an in-memory file system and a fixed
// clock. Paths are UTF-8 with '/', absolute or relative to the working folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec {

enum class FileKind : std::uint8_t { kFile, kFolder, kLink, kOther };

struct DirectoryEntry {
  std::string name;  // one segment
  FileKind kind = FileKind::kOther;
};

struct FileInfo {
  FileKind kind = FileKind::kOther;
  std::uint64_t size = 0;
  std::uint32_t mode = 0644;  // permission bits
  bool is_own = true;         // belongs to the user that runs this process
  bool is_roots = false;      // belongs to root
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Whole content of a regular file (links are followed). One open, one read: the size is checked
  // by fstat and again while reading, and a FIFO or device is refused without waiting.
  virtual Result<std::string> read_file(const std::string& path, std::size_t max_bytes) = 0;
  // Writes a temporary file in the same folder, fsyncs, renames, fsyncs the folder: the old content
  // or the new one, never a mix. Creates missing folders. A file that is replaced keeps its mode,
  // and its owner and group where the system lets us; one that nobody may write (0444) is refused
  // as kPermission. Further hard links keep the old content, since the name leads to a new file.
  virtual Status write_file(const std::string& path, std::string_view bytes) = 0;
  // The same for a secret: readable by its owner alone, from the first byte on.
  virtual Status write_private_file(const std::string& path, std::string_view bytes) = 0;
  // Entries of a folder in byte order of their names; "." and ".." are left out.
  virtual Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) = 0;
  // Does not follow a final link.
  virtual Result<FileInfo> info(const std::string& path) = 0;
  // Absolute path without links; kNotFound when it leads nowhere.
  virtual Result<std::string> canonical(const std::string& path) = 0;
  virtual Status make_folder(const std::string& path) = 0;
  // Removes a file or a link, never a folder, and fsyncs the folder it stood in.
  virtual Status remove_file(const std::string& path) = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  virtual std::int64_t now_ms() = 0;
  // Monotonic, for durations shown to people.
  virtual std::int64_t ticks_ns() = 0;
};

class RealFileSystem final : public FileSystem {
 public:
  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override;
  Status write_file(const std::string& path, std::string_view bytes) override;
  Status write_private_file(const std::string& path, std::string_view bytes) override;
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::string> canonical(const std::string& path) override;
  Status make_folder(const std::string& path) override;
  Status remove_file(const std::string& path) override;
};

class RealClock final : public Clock {
 public:
  std::int64_t now_ms() override;
  std::int64_t ticks_ns() override;
};

// "a/b" from "a" and "b"; `name` alone when it is absolute or `folder` is "" or ".".
std::string join_path(std::string_view folder, std::string_view name);
// "" for a path without folder.
std::string_view parent_path(std::string_view path);
std::string_view file_name(std::string_view path);

}  // namespace rulec
