// SaveWatch: which of the files that were asked for have been saved since the last look, and
// waiting for the next save. Over CachedFiles; looks where folders cannot be watched.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/file_system.h"
#include "dev/cached_files.h"
#include "dev/folder_watcher.h"
#include "env.h"

namespace rulec::app {

// Saves that come together are one. A branch switch touches many files, one after the other.
inline constexpr std::size_t kManyFiles = 50;
inline constexpr std::int64_t kManyGatherMs = 200;
// Whoever saves all the time must see something too.
inline constexpr std::int64_t kLongestGatherMs = 2000;

class SaveWatch {
 public:
  // All outlive this.
  SaveWatch(dev::FolderWatcher& watcher, dev::CachedFiles& files, LiveSession& session,
            Clock& clock)
      : watcher_(watcher), files_(files), session_(session), clock_(clock) {}

  // What is other than it was. Looking costs a system call, or, where folders are not watched, a
  // walk through them, which is not done more often than it has to be.
  [[nodiscard]] dev::Difference take();
  // Until something may have been saved, a key or a signal came, or the time is over (-1: never).
  LiveSession::Wake wait(std::int64_t at_most_ms);

  [[nodiscard]] bool is_polling() const { return watcher_.descriptor() < 0; }
  // Of the last look that had to walk.
  [[nodiscard]] std::int64_t last_look_ns() const { return last_look_ns_; }

 private:
  dev::FolderWatcher& watcher_;
  dev::CachedFiles& files_;
  LiveSession& session_;
  Clock& clock_;
  std::int64_t last_look_ns_ = 0;
};

}  // namespace rulec::app
