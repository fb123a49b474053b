// FolderWatcher: which names in folders have changed. By inotify; where the system has no watches
// left, or the folder lies on a file system that does not tell, by looking every 250 ms, which is
// said. Folders are watched and not files, since editors save by renaming over.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "base/result.h"

namespace rulec::dev {

struct Changes {
  std::set<std::string> paths;  // absolute: folder as it was given, "/", name; or a folder itself
  // More has happened than is told: no folder is watched any longer, so everything has to be asked
  // for and looked at again.
  bool has_lost_some = false;

  [[nodiscard]] bool is_empty() const { return paths.empty() && !has_lost_some; }
};

class FolderWatcher {
 public:
  virtual ~FolderWatcher() = default;
  // The names in `folder` (absolute, without links) from now on, not those in its folders. Once is
  // enough; a folder that is gone is forgotten. kNotFound: there is no such folder.
  virtual Status watch(const std::string& folder) = 0;
  // What has happened since the last call; never waits.
  virtual void take(Changes& changes) = 0;
  // As if no folder had been watched so far.
  virtual void forget() = 0;
  // Readable when there is something to take; -1: take has to be called every kPollIntervalMs.
  [[nodiscard]] virtual int descriptor() const = 0;
  // Why folders are looked at instead of watched, as the message of RC0014; "" when they are not.
  [[nodiscard]] virtual const std::string& problem() const = 0;
};

inline constexpr int kPollIntervalMs = 250;

// What of the kernel is used, so that tests can let it fail. As the system calls of these names,
// with errno.
class WatchKernel {
 public:
  virtual ~WatchKernel() = default;
  virtual int open();
  virtual int add(int descriptor, const char* folder, std::uint32_t mask);
  virtual int remove(int descriptor, int watch);
  virtual ssize_t read(int descriptor, char* bytes, std::size_t size);
  virtual void close(int descriptor);
  // f_type of statfs; 0 when it cannot be known.
  virtual std::uint64_t file_system_of(const char* folder);
};

[[nodiscard]] std::unique_ptr<FolderWatcher> make_folder_watcher(
    std::unique_ptr<WatchKernel> kernel = std::make_unique<WatchKernel>());

}  // namespace rulec::dev
