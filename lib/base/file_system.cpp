#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/utf8.h"

namespace rulec {
namespace {

// Closes a descriptor at scope end.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int close_now() {
    int result = ::close(fd_);
    fd_ = -1;
    return result;
  }

 private:
  int fd_;
};

std::unexpected<Error> fail_errno(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return fail(ErrorCode::kNotFound, path + ": no such file or folder");
    case EACCES:
    case EPERM:
    case EROFS:
      return fail(ErrorCode::kPermission, path + ": " + std::strerror(error));
    case EISDIR:
      return fail(ErrorCode::kNotRegularFile, path + ": is a folder");
    default:
      return fail(ErrorCode::kIo, path + ": " + std::strerror(error));
  }
}

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) {
    return FileKind::kFile;
  }
  if (S_ISDIR(mode)) {
    return FileKind::kFolder;
  }
  return S_ISLNK(mode) ? FileKind::kLink : FileKind::kOther;
}

Status write_all(int fd, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return fail_errno(path, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status sync_folder(const std::string& folder) {
  Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) {
    return fail_errno(folder.empty() ? "." : folder, errno);
  }
  return {};
}

}  // namespace

Result<std::string> RealFileSystem::read_file(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a FIFO without a writer must not wait.
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (fd.get() < 0) {
    return fail_errno(path, errno);
  }
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) {
    return fail_errno(path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kNotRegularFile,
                path + (S_ISDIR(status.st_mode) ? ": is a folder" : ": is not a regular file"));
  }
  auto size = static_cast<std::size_t>(status.st_size);
  std::string bytes;
  // One byte more than expected shows a file that grows while it is read.
  while (size <= max_bytes) {
    std::size_t have = bytes.size();
    bytes.resize(std::max(size + 1, have + 4096));
    ssize_t got = ::read(fd.get(), bytes.data() + have, bytes.size() - have);
    bytes.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) {
      return fail_errno(path, errno);
    }
    if (got == 0) {
      return bytes;
    }
    if (bytes.size() > max_bytes) {
      break;
    }
  }
  return fail(ErrorCode::kTooLarge,
              path + ": is larger than " + std::to_string(max_bytes) + " bytes");
}

namespace {

enum class Access : std::uint8_t { kShared, kPrivate };

// Only root may give files away, and others only to groups that they are in: what is not allowed is
// left as it is.
void keep_owner(int fd, const struct stat& old) {
  constexpr auto kSameUser = static_cast<uid_t>(-1);
  constexpr auto kSameGroup = static_cast<gid_t>(-1);
  bool has_given = ::fchown(fd, kSameUser, old.st_gid) == 0;
  has_given = ::fchown(fd, old.st_uid, kSameGroup) == 0 && has_given;
  (void)has_given;
}

Status replace_file(const std::string& path, std::string_view bytes, Access access) {
  std::string folder(parent_path(path));
  if (!folder.empty()) {
    RULEC_TRY_STATUS(RealFileSystem().make_folder(folder));
  }
  struct stat status = {};
  mode_t mode = 0644;
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      return fail(ErrorCode::kNotRegularFile, path + ": is not a regular file");
    }
    mode = status.st_mode & 0777;
    // The folder alone decides whether a rename works; who took the right to write meant it.
    if ((mode & 0222) == 0) {
      return fail(ErrorCode::kPermission, path + ": is read-only");
    }
  }
  std::string temporary = path + ".tmp-XXXXXX";
  Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (fd.get() < 0) {
    return fail_errno(path, errno);
  }
  auto give_up = [&](std::unexpected<Error> error) -> Status {
    ::unlink(temporary.c_str());
    return error;
  };
  // mkostemp makes 0600, which a secret keeps; else a new file gets 0644 less the umask, and an old
  // one keeps its mode.
  mode_t mask = ::umask(0);
  ::umask(mask);
  bool is_new = status.st_ino == 0;
  if (access == Access::kShared && !is_new) {
    keep_owner(fd.get(), status);
  }
  if (access == Access::kShared && ::fchmod(fd.get(), is_new ? (mode & ~mask) : mode) != 0) {
    return give_up(fail_errno(path, errno));
  }
  if (Status written = write_all(fd.get(), path, bytes); !written) {
    return give_up(std::unexpected(written.error()));
  }
  if (::fsync(fd.get()) != 0 || fd.close_now() != 0) {
    return give_up(fail_errno(path, errno));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return give_up(fail_errno(path, errno));
  }
  return sync_folder(folder);
}

}  // namespace

Status RealFileSystem::write_file(const std::string& path, std::string_view bytes) {
  return replace_file(path, bytes, Access::kShared);
}

Status RealFileSystem::write_private_file(const std::string& path, std::string_view bytes) {
  return replace_file(path, bytes, Access::kPrivate);
}

Result<std::vector<DirectoryEntry>> RealFileSystem::list_folder(const std::string& path) {
  DIR* folder = ::opendir(path.empty() ? "." : path.c_str());
  if (folder == nullptr) {
    return fail_errno(path, errno);
  }
  std::vector<DirectoryEntry> entries;
  while (const dirent* entry = ::readdir(folder)) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") {
      continue;
    }
    FileKind kind = FileKind::kOther;
    if (entry->d_type == DT_UNKNOWN) {
      if (auto found = info(join_path(path, name))) {
        kind = found->kind;
      }
    } else {
      kind = entry->d_type == DT_REG   ? FileKind::kFile
             : entry->d_type == DT_DIR ? FileKind::kFolder
             : entry->d_type == DT_LNK ? FileKind::kLink
                                       : FileKind::kOther;
    }
    entries.push_back({.name = std::move(name), .kind = kind});
  }
  ::closedir(folder);
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<FileInfo> RealFileSystem::info(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) {
    return fail_errno(path, errno);
  }
  return FileInfo{.kind = kind_of(status.st_mode),
                  .size = static_cast<std::uint64_t>(status.st_size),
                  .mode = status.st_mode & 07777U,
                  .is_own = status.st_uid == ::geteuid(),
                  .is_roots = status.st_uid == 0};
}

Result<std::string> RealFileSystem::canonical(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.empty() ? "." : path.c_str(), resolved) == nullptr) {
    return fail_errno(path, errno);
  }
  return std::string(resolved);
}

Status RealFileSystem::make_folder(const std::string& path) {
  if (path.empty() || ::mkdir(path.c_str(), 0777) == 0) {
    return {};
  }
  if (errno == ENOENT) {
    RULEC_TRY_STATUS(make_folder(std::string(parent_path(path))));
    if (::mkdir(path.c_str(), 0777) == 0) {
      return {};
    }
  }
  if (errno == EEXIST) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
      return {};
    }
    return fail(ErrorCode::kIo, path + ": exists and is not a folder");
  }
  return fail_errno(path, errno);
}

Status RealFileSystem::remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0) {
    return fail_errno(path, errno);
  }
  return sync_folder(std::string(parent_path(path)));
}

std::int64_t RealClock::now_ms() {
  timespec time = {};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

std::int64_t RealClock::ticks_ns() {
  timespec time = {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == "." || name.starts_with('/')) {
    return std::string(name);
  }
  std::string path(folder);
  if (!path.ends_with('/')) {
    path += '/';
  }
  return path.append(name);
}

std::string_view parent_path(std::string_view path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) {
    return {};
  }
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view file_name(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace rulec
