#include "dev/folder_watcher.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

namespace rulec::dev {

int WatchKernel::open() {
  return ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
}

int WatchKernel::add(int descriptor, const char* folder, std::uint32_t mask) {
  return ::inotify_add_watch(descriptor, folder, mask);
}

int WatchKernel::remove(int descriptor, int watch) {
  return ::inotify_rm_watch(descriptor, watch);
}

ssize_t WatchKernel::read(int descriptor, char* bytes, std::size_t size) {
  return ::read(descriptor, bytes, size);
}

void WatchKernel::close(int descriptor) {
  ::close(descriptor);
}

std::uint64_t WatchKernel::file_system_of(const char* folder) {
  struct statfs status = {};
  return ::statfs(folder, &status) == 0 ? static_cast<std::uint64_t>(status.f_type) : 0;
}

namespace {

// A file counts once it is closed: what is in it before is half of something.
constexpr std::uint32_t kMask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// File systems whose changes may be made on another machine (statfs(2)): NFS, SMB of three ages,
// 9P, FUSE, Ceph, AFS, VirtualBox.
constexpr std::array<std::uint64_t, 9> kSilentFileSystems = {0x6969,     0x517B,     0xFF534D42,
                                                             0xFE534D42, 0x01021997, 0x65735546,
                                                             0x00C36400, 0x5346414F, 0x786F4256};

constexpr std::size_t kMostWatchesAdvised = 524'288;

std::string at(const std::string& folder, const char* name) {
  return (folder == "/" ? std::string() : folder) + "/" + name;
}

// What of a file can be seen without reading it.
struct Look {
  std::int64_t changed_ns = 0;
  std::int64_t status_changed_ns = 0;
  std::int64_t size = 0;
  std::uint64_t inode = 0;
  std::uint32_t mode = 0;
  friend bool operator==(const Look&, const Look&) = default;
};
using Looks = std::map<std::string, Look>;

Look look_at(int folder, const char* name) {
  struct stat status = {};
  if (::fstatat(folder, name, &status, 0) != 0 &&
      ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return {};
  }
  auto ns = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  // Of a folder only that it is there: its own names are looked at where it is watched.
  if (S_ISDIR(status.st_mode)) {
    return {.inode = status.st_ino, .mode = status.st_mode};
  }
  return {.changed_ns = ns(status.st_mtim),
          .status_changed_ns = ns(status.st_ctim),
          .size = status.st_size,
          .inode = status.st_ino,
          .mode = status.st_mode};
}

// False: there is no such folder.
bool look_through(const std::string& folder, Looks& looks) {
  DIR* opened = ::opendir(folder.c_str());
  if (opened == nullptr) {
    return false;
  }
  while (const dirent* entry = ::readdir(opened)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") {
      looks.emplace(std::move(name), look_at(::dirfd(opened), entry->d_name));
    }
  }
  ::closedir(opened);
  return true;
}

class RealFolderWatcher final : public FolderWatcher {
 public:
  explicit RealFolderWatcher(std::unique_ptr<WatchKernel> kernel) : kernel_(std::move(kernel)) {
    descriptor_ = kernel_->open();
    if (descriptor_ < 0) {
      start_polling(reason(errno));
    }
  }
  ~RealFolderWatcher() override {
    if (descriptor_ >= 0) {
      kernel_->close(descriptor_);
    }
  }
  RealFolderWatcher(const RealFolderWatcher&) = delete;
  RealFolderWatcher& operator=(const RealFolderWatcher&) = delete;

  Status watch(const std::string& folder) override {
    if (watches_.contains(folder) || looks_.contains(folder)) {
      return {};
    }
    if (!is_polling() && !tells(folder)) {
      start_polling("`" + folder +
                    "` lies on a file system that does not tell of changes; its folders are "
                    "looked at every 250 ms");
    }
    if (is_polling()) {
      return poll(folder);
    }
    int watch = kernel_->add(descriptor_, folder.c_str(), kMask);
    if (watch >= 0) {
      watches_[folder] = watch;
      folders_[watch] = folder;
      return {};
    }
    if (errno == ENOSPC || errno == ENOMEM) {
      start_polling(reason(errno));
      return poll(folder);
    }
    return fail(ErrorCode::kNotFound, folder + ": " + std::strerror(errno));
  }

  void take(Changes& changes) override {
    changes.has_lost_some = changes.has_lost_some || std::exchange(has_lost_some_, false);
    if (is_polling()) {
      look_again(changes);
    } else {
      read_events(changes);
    }
  }

  void forget() override {
    for (const auto& [folder, watch] : watches_) {
      static_cast<void>(kernel_->remove(descriptor_, watch));
    }
    watches_.clear();
    folders_.clear();
    looks_.clear();
  }

  [[nodiscard]] int descriptor() const override { return is_polling() ? -1 : descriptor_; }
  [[nodiscard]] const std::string& problem() const override { return problem_; }

 private:
  [[nodiscard]] bool is_polling() const { return !problem_.empty(); }

  static std::string reason(int error) {
    if (error == ENOSPC || error == EMFILE) {
      const char* setting = error == ENOSPC ? "max_user_watches" : "max_user_instances";
      return std::string(
                 "the system has no file watches left, so folders are looked at every 250 "
                 "ms; more of them: sudo sysctl fs.inotify.") +
             setting + "=" + std::to_string(error == ENOSPC ? kMostWatchesAdvised : 1024);
    }
    return std::string("folders cannot be watched (") + std::strerror(error) +
           "), so they are looked at every 250 ms";
  }

  bool tells(const std::string& folder) {
    std::uint64_t type = kernel_->file_system_of(folder.c_str());
    for (std::uint64_t silent : kSilentFileSystems) {
      if (type == silent) {
        return false;
      }
    }
    return true;
  }

  // All folders from now on: two ways at once would be twice as much to understand.
  void start_polling(std::string problem) {
    problem_ = std::move(problem);
    for (const auto& [folder, watch] : watches_) {
      Looks looks;
      if (look_through(folder, looks)) {
        looks_[folder] = std::move(looks);
      }
    }
    has_lost_some_ = !watches_.empty();  // what was waiting to be read
    watches_.clear();
    folders_.clear();
    if (descriptor_ >= 0) {
      kernel_->close(descriptor_);
      descriptor_ = -1;
    }
  }

  Status poll(const std::string& folder) {
    Looks looks;
    if (!look_through(folder, looks)) {
      return fail(ErrorCode::kNotFound, folder + ": no such folder");
    }
    looks_[folder] = std::move(looks);
    return {};
  }

  void look_again(Changes& changes) {
    for (auto folder = looks_.begin(); folder != looks_.end();) {
      Looks now;
      bool is_there = look_through(folder->first, now);
      for (const auto& [name, look] : folder->second) {
        auto same = now.find(name);
        if (same == now.end() || same->second != look) {
          changes.paths.insert(at(folder->first, name.c_str()));
        }
      }
      for (const auto& [name, look] : now) {
        if (!folder->second.contains(name)) {
          changes.paths.insert(at(folder->first, name.c_str()));
        }
      }
      folder->second = std::move(now);
      if (is_there) {
        ++folder;
      } else {
        changes.paths.insert(folder->first);
        folder = looks_.erase(folder);
      }
    }
  }

  void read_events(Changes& changes) {
    alignas(inotify_event) std::array<char, 64UL * 1024> bytes;
    while (true) {
      ssize_t got = kernel_->read(descriptor_, bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        return;
      }
      for (std::size_t offset = 0; offset < static_cast<std::size_t>(got);) {
        inotify_event event = {};
        std::memcpy(&event, bytes.data() + offset, sizeof(event));
        const char* name = event.len > 0 ? bytes.data() + offset + sizeof(event) : "";
        take_event(event, name, changes);
        offset += sizeof(event) + event.len;
      }
    }
  }

  void take_event(const inotify_event& event, const char* name, Changes& changes) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      // It may have been told that a watch has ended, so that none can be relied on.
      changes.has_lost_some = true;
      forget();
      return;
    }
    auto found = folders_.find(event.wd);
    if (found == folders_.end()) {
      return;  // of a watch that was given up
    }
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
      changes.paths.insert(found->second);
      // A copy: the entry goes.
      forget_below(std::string(found->second));
      return;
    }
    std::string path = at(found->second, name);
    if ((event.mask & IN_ISDIR) != 0 && (event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0) {
      forget_below(path);
    }
    if ((event.mask & (IN_CREATE | IN_ISDIR)) == IN_CREATE && is_empty_file(path)) {
      return;  // whoever made it is about to write it, and closes it then
    }
    changes.paths.insert(std::move(path));
  }

  static bool is_empty_file(const std::string& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0 &&
           status.st_nlink < 2;
  }

  // A folder that is elsewhere now, or gone: its watches would go on with the old names.
  void forget_below(const std::string& folder) {
    std::string below = folder + "/";
    for (auto watch = watches_.lower_bound(folder); watch != watches_.end();) {
      if (watch->first == folder || watch->first.starts_with(below)) {
        static_cast<void>(kernel_->remove(descriptor_, watch->second));
        folders_.erase(watch->second);
        watch = watches_.erase(watch);
      } else if (watch->first > below && !watch->first.starts_with(folder)) {
        break;
      } else {
        ++watch;
      }
    }
  }

  std::unique_ptr<WatchKernel> kernel_;
  int descriptor_ = -1;
  std::string problem_;
  bool has_lost_some_ = false;
  std::map<std::string, int> watches_;  // by folder
  std::map<int, std::string> folders_;  // by watch
  std::map<std::string, Looks> looks_;  // by folder, when polling
};

}  // namespace

std::unique_ptr<FolderWatcher> make_folder_watcher(std::unique_ptr<WatchKernel> kernel) {
  return std::make_unique<RealFolderWatcher>(std::move(kernel));
}

}  // namespace rulec::dev
