// Folders on a real disk, and a kernel that refuses.
#include "dev/folder_watcher.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/inotify.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "process.h"

namespace {

using rulec::dev::Changes;
using rulec::dev::FolderWatcher;
using rulec::dev::make_folder_watcher;
using rulec::dev::WatchKernel;
using rulec::testing::ScratchFolder;

struct Folder {
  ScratchFolder scratch;
  std::string path = std::filesystem::canonical(scratch.path());
};

// What has happened by now: events of this process's own writes are there when they return.
Changes taken(FolderWatcher& watcher) {
  Changes changes;
  watcher.take(changes);
  return changes;
}

// No watches left after the first `good` ones.
class FullKernel final : public WatchKernel {
 public:
  explicit FullKernel(int good, int error) : good_(good), error_(error) {}
  int add(int descriptor, const char* folder, std::uint32_t mask) override {
    if (good_-- > 0) {
      return WatchKernel::add(descriptor, folder, mask);
    }
    errno = error_;
    return -1;
  }

 private:
  int good_;
  int error_;
};

class NoInstance final : public WatchKernel {
 public:
  int open() override {
    errno = EMFILE;
    return -1;
  }
};

class NetworkKernel final : public WatchKernel {
 public:
  std::uint64_t file_system_of(const char* /*folder*/) override { return 0x6969; }
};

class LossyKernel final : public WatchKernel {
 public:
  ssize_t read(int descriptor, char* bytes, std::size_t size) override {
    if (drops_all) {
      while (WatchKernel::read(descriptor, bytes, size) > 0) {
      }
    }
    if (is_lossy || std::exchange(drops_all, false)) {
      is_lossy = false;
      inotify_event event = {.wd = -1, .mask = IN_Q_OVERFLOW, .cookie = 0, .len = 0};
      std::memcpy(bytes, &event, sizeof event);
      return sizeof event;
    }
    return WatchKernel::read(descriptor, bytes, size);
  }
  bool is_lossy = true;
  bool drops_all = false;  // what waits
};

}  // namespace

TEST_CASE("names that were written, renamed and removed are told; a file that is open is not") {
  Folder folder;
  auto watcher = make_folder_watcher();
  REQUIRE(watcher->watch(folder.path).has_value());
  CHECK(watcher->descriptor() >= 0);
  CHECK(watcher->problem().empty());
  CHECK(taken(*watcher).is_empty());
  {
    std::ofstream file(folder.path + "/a");
    CHECK(taken(*watcher).is_empty());  // made, empty
    file << "1";
  }
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/a"});
  std::filesystem::rename(folder.path + "/a", folder.path + "/b");
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/a", folder.path + "/b"});
  std::filesystem::remove(folder.path + "/b");
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/b"});
  CHECK(!watcher->watch(folder.path + "/none").has_value());
}

TEST_CASE("a folder that is moved takes its watches along, and one of its name is new") {
  Folder folder;
  std::filesystem::create_directory(folder.path + "/in");
  auto watcher = make_folder_watcher();
  REQUIRE(watcher->watch(folder.path).has_value());
  REQUIRE(watcher->watch(folder.path + "/in").has_value());
  std::filesystem::rename(folder.path + "/in", folder.path + "/out");
  CHECK(taken(*watcher).paths.contains(folder.path + "/in"));
  std::ofstream(folder.path + "/out/a") << "1";
  CHECK(taken(*watcher).is_empty());
  std::filesystem::create_directory(folder.path + "/in");
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/in"});
  REQUIRE(watcher->watch(folder.path + "/in").has_value());
  std::ofstream(folder.path + "/in/a") << "1";
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/in/a"});
}

// The problem is the message of RC0014.
TEST_CASE("no watches left: folders are looked at, and the line that gives more is said") {
  Folder folder;
  std::filesystem::create_directory(folder.path + "/in");
  for (int good : {0, 1}) {
    auto watcher = make_folder_watcher(std::make_unique<FullKernel>(good, ENOSPC));
    REQUIRE(watcher->watch(folder.path).has_value());
    REQUIRE(watcher->watch(folder.path + "/in").has_value());
    CHECK(watcher->descriptor() == -1);
    CHECK(watcher->problem().find("sysctl fs.inotify.max_user_watches=524288") !=
          std::string::npos);
    CHECK(taken(*watcher).has_lost_some == (good == 1));
    std::ofstream(folder.path + "/in/a") << "1";
    CHECK(taken(*watcher).paths.contains(folder.path + "/in/a"));
    CHECK(taken(*watcher).is_empty());
    std::filesystem::rename(folder.path + "/in/a", folder.path + "/b");
    CHECK(taken(*watcher).paths ==
          std::set<std::string>{folder.path + "/in/a", folder.path + "/b"});
    std::filesystem::remove(folder.path + "/b");
    CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/b"});
    CHECK(!watcher->watch(folder.path + "/none").has_value());
  }
}

TEST_CASE("a folder that is gone is forgotten when folders are looked at") {
  Folder folder;
  std::filesystem::create_directory(folder.path + "/in");
  auto watcher = make_folder_watcher(std::make_unique<FullKernel>(0, ENOSPC));
  REQUIRE(watcher->watch(folder.path + "/in").has_value());
  std::filesystem::remove(folder.path + "/in");
  CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/in"});
  CHECK(taken(*watcher).is_empty());
  CHECK(!watcher->watch(folder.path + "/in").has_value());
}

TEST_CASE("no instance left, and file systems that do not tell") {
  Folder folder;
  auto full = make_folder_watcher(std::make_unique<NoInstance>());
  CHECK(full->problem().find("fs.inotify.max_user_instances") != std::string::npos);
  auto network = make_folder_watcher(std::make_unique<NetworkKernel>());
  CHECK(network->problem().empty());
  REQUIRE(network->watch(folder.path).has_value());
  CHECK(network->problem().find("does not tell") != std::string::npos);
  std::ofstream(folder.path + "/a") << "1";
  CHECK(taken(*network).paths.contains(folder.path + "/a"));
}

TEST_CASE("events that the kernel dropped are owned up to") {
  Folder folder;
  auto watcher = make_folder_watcher(std::make_unique<LossyKernel>());
  REQUIRE(watcher->watch(folder.path).has_value());
  CHECK(taken(*watcher).has_lost_some);
  CHECK(taken(*watcher).is_empty());
}

// Among what was dropped may be that a folder went: its watch is dead then, and nobody says so.
TEST_CASE("after dropped events folders are watched anew, those made anew too") {
  Folder folder;
  std::string in = folder.path + "/in";
  std::filesystem::create_directory(in);
  auto kernel = std::make_unique<LossyKernel>();
  kernel->is_lossy = false;
  LossyKernel& lossy = *kernel;
  auto watcher = make_folder_watcher(std::move(kernel));
  REQUIRE(watcher->watch(in).has_value());
  std::filesystem::remove(in);
  std::filesystem::create_directory(in);
  lossy.drops_all = true;
  CHECK(taken(*watcher).has_lost_some);
  REQUIRE(watcher->watch(in).has_value());
  std::ofstream(in + "/a") << "1";
  CHECK(taken(*watcher).paths == std::set<std::string>{in + "/a"});
}

TEST_CASE("what is forgotten is watched again when somebody asks") {
  Folder folder;
  for (int good : {0, 9}) {
    auto watcher = make_folder_watcher(std::make_unique<FullKernel>(good, ENOSPC));
    REQUIRE(watcher->watch(folder.path).has_value());
    watcher->forget();
    std::ofstream(folder.path + "/a") << good;
    CHECK(taken(*watcher).is_empty());
    REQUIRE(watcher->watch(folder.path).has_value());
    std::ofstream(folder.path + "/a") << "other" << good;
    CHECK(taken(*watcher).paths == std::set<std::string>{folder.path + "/a"});
  }
}
