// What is answered from memory, and what a change means for those who asked. The watcher is the
// test's own, so that each change is told when the test says so.
#include "dev/cached_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "process.h"

namespace {

using rulec::RealFileSystem;
using rulec::Result;
using rulec::Status;
using rulec::dev::CachedFiles;
using rulec::dev::Changes;
using rulec::dev::Difference;
using rulec::dev::FolderWatcher;
using rulec::testing::ScratchFolder;

class SilentWatcher final : public FolderWatcher {
 public:
  Status watch(const std::string& folder) override {
    if (!std::filesystem::is_directory(folder)) {
      return rulec::fail(rulec::ErrorCode::kNotFound, folder);
    }
    folders.insert(folder);
    return {};
  }
  void take(Changes& /*changes*/) override {}
  void forget() override { folders.clear(); }
  [[nodiscard]] int descriptor() const override { return -1; }
  [[nodiscard]] const std::string& problem() const override { return none_; }

  std::set<std::string> folders;

 private:
  std::string none_;
};

// Counts what reaches the disk.
class CountingFiles final : public rulec::FileSystem {
 public:
  Result<std::string> read_file(const std::string& path, std::size_t max) override {
    ++reads;
    if (fails) {
      return rulec::fail(rulec::ErrorCode::kIo, path + ": too many open files");
    }
    return real.read_file(path, max);
  }
  Status write_file(const std::string& p, std::string_view b) override {
    return real.write_file(p, b);
  }
  Status write_private_file(const std::string& p, std::string_view b) override {
    return real.write_private_file(p, b);
  }
  Result<std::vector<rulec::DirectoryEntry>> list_folder(const std::string& p) override {
    ++lists;
    if (fails) {
      return rulec::fail(rulec::ErrorCode::kIo, p + ": too many open files");
    }
    return real.list_folder(p);
  }
  Result<rulec::FileInfo> info(const std::string& p) override { return real.info(p); }
  Result<std::string> canonical(const std::string& p) override { return real.canonical(p); }
  Status make_folder(const std::string& p) override { return real.make_folder(p); }
  Status remove_file(const std::string& p) override { return real.remove_file(p); }

  RealFileSystem real;
  int reads = 0;
  int lists = 0;
  bool fails = false;
};

struct Fixture {
  ScratchFolder scratch;
  std::string root = std::filesystem::canonical(scratch.path());
  CountingFiles disk;
  SilentWatcher watcher;
  CachedFiles files{disk, watcher};

  Fixture() {
    scratch.write("rules/a.json", "1");
    scratch.write("rules/b.json", "2");
  }
  [[nodiscard]] std::string at(const std::string& name) const { return root + "/" + name; }
  std::string read(const std::string& name) {
    auto bytes = files.read_file(at(name), 100);
    return bytes ? *bytes : "none";
  }
  Difference changed(const std::set<std::string>& names) {
    Changes changes;
    for (const std::string& name : names) {
      changes.paths.insert(at(name));
    }
    return files.apply(changes);
  }
};

}  // namespace

TEST_CASE("a file is read once, its folder being watched before") {
  Fixture f;
  CHECK(f.read("rules/a.json") == "1");
  CHECK(f.read("rules/a.json") == "1");
  CHECK(f.disk.reads == 1);
  CHECK(f.watcher.folders == std::set<std::string>{f.at("rules")});
  f.scratch.write("rules/a.json", "3");
  CHECK(f.read("rules/a.json") == "1");  // nobody has said anything
  CHECK(f.changed({"rules/a.json"}).files == std::set<std::string>{f.at("rules/a.json")});
  CHECK(f.read("rules/a.json") == "3");
}

TEST_CASE("the same bytes, and files that nobody asked for, are no difference") {
  Fixture f;
  f.read("rules/a.json");
  f.scratch.write("rules/a.json", "1");
  f.scratch.write("rules/c.json", "1");
  CHECK(f.changed({"rules/a.json", "rules/b.json", "rules/c.json"}).is_empty());
}

TEST_CASE("a file that is not there yet is waited for, folders too") {
  Fixture f;
  CHECK(f.read("schemas/deep/x.json") == "none");
  CHECK(f.watcher.folders.contains(f.root));
  f.scratch.write("schemas/deep/x.json", "1");
  CHECK(f.changed({"schemas"}).files == std::set<std::string>{f.at("schemas/deep/x.json")});
  CHECK(f.read("schemas/deep/x.json") == "1");
  CHECK(f.watcher.folders.contains(f.at("schemas/deep")));
  std::filesystem::remove_all(f.at("schemas"));
  CHECK(f.changed({"schemas"}).files == std::set<std::string>{f.at("schemas/deep/x.json")});
  CHECK(f.read("schemas/deep/x.json") == "none");
}

TEST_CASE("a folder is listed once, and other names in it are a difference") {
  Fixture f;
  CHECK(f.files.list_folder(f.at("rules"))->size() == 2);
  CHECK(f.files.list_folder(f.at("rules"))->size() == 2);
  CHECK(f.disk.lists == 1);
  f.scratch.write("rules/a.json", "5");
  CHECK(!f.changed({"rules/a.json"}).has_names_changed);
  f.scratch.write("rules/c.json", "5");
  CHECK(f.changed({"rules/c.json"}).has_names_changed);
  CHECK(f.files.list_folder(f.at("rules"))->size() == 3);
}

TEST_CASE("when something was lost everything is looked at") {
  Fixture f;
  f.read("rules/a.json");
  f.read("rules/b.json");
  CHECK(f.files.list_folder(f.at("rules")).has_value());
  f.scratch.write("rules/b.json", "9");
  f.scratch.write("rules/c.json", "9");
  Difference difference = f.files.apply({.paths = {}, .has_lost_some = true});
  CHECK(difference.files == std::set<std::string>{f.at("rules/b.json")});
  CHECK(difference.has_names_changed);
}

TEST_CASE("a link is other when what it leads to is") {
  Fixture f;
  f.scratch.write("shared/x.json", "1");
  std::filesystem::create_symlink(f.at("shared/x.json"), f.at("rules/x.json"));
  CHECK(f.read("rules/x.json") == "1");
  f.scratch.write("shared/x.json", "2");
  CHECK(f.changed({"shared/x.json"}).files == std::set<std::string>{f.at("rules/x.json")});
  CHECK(f.read("rules/x.json") == "2");
}

TEST_CASE("a file above the limit is an answer too") {
  Fixture f;
  f.scratch.write("rules/a.json", std::string(200, ' '));
  CHECK(f.files.read_file(f.at("rules/a.json"), 100).error().code == rulec::ErrorCode::kTooLarge);
  f.scratch.write("rules/a.json", std::string(300, ' '));
  CHECK(f.changed({"rules/a.json"}).is_empty());
  f.scratch.write("rules/a.json", "1");
  CHECK(!f.changed({"rules/a.json"}).is_empty());
}

TEST_CASE("an error of the moment is not believed, and asked about again") {
  Fixture f;
  f.disk.fails = true;
  CHECK(f.read("rules/a.json") == "none");
  CHECK(!f.files.list_folder(f.at("rules")).has_value());
  CHECK(f.files.has_to_ask_again());
  CHECK(f.files.ask_again().is_empty());
  f.disk.fails = false;
  Difference difference = f.files.ask_again();
  CHECK(difference.files == std::set<std::string>{f.at("rules/a.json")});
  CHECK(difference.has_names_changed);
  CHECK(!f.files.has_to_ask_again());
  CHECK(f.read("rules/a.json") == "1");
  // While it lasts a change is one all the same.
  f.disk.fails = true;
  f.scratch.write("rules/a.json", "3");
  CHECK(f.changed({"rules/a.json"}).files == std::set<std::string>{f.at("rules/a.json")});
  f.disk.fails = false;
  CHECK(f.read("rules/a.json") == "3");
  CHECK(f.files.ask_again().has_names_changed);  // it was listed before
  CHECK(!f.files.has_to_ask_again());
}

TEST_CASE("what is only looked for is waited for") {
  Fixture f;
  CHECK(!f.files.info(f.at("rulec.json")).has_value());
  CHECK(!f.files.canonical(f.at("more")).has_value());
  CHECK(f.watcher.folders.contains(f.root));
  f.scratch.write("rulec.json", "{}");
  CHECK(f.changed({"rulec.json"}).files == std::set<std::string>{f.at("rulec.json")});
  CHECK(f.files.info(f.at("rulec.json")).has_value());
  f.scratch.write("rulec.json", "{ }");  // another size is no other answer
  CHECK(f.changed({"rulec.json"}).is_empty());
  f.scratch.write("more/a.json", "{}");
  CHECK(f.changed({"more"}).files == std::set<std::string>{f.at("more")});
  CHECK(f.files.canonical(f.at("more")).value_or("") == f.at("more"));
}

TEST_CASE("a link that leads nowhere is another one when what it leads to appears") {
  Fixture f;
  std::filesystem::create_directory(f.at("shared"));
  std::filesystem::create_symlink("../shared/x.json", f.at("rules/x.json"));
  CHECK(f.read("rules/x.json") == "none");
  CHECK(!f.files.canonical(f.at("rules/x.json")).has_value());
  f.scratch.write("shared/x.json", "1");
  CHECK(f.changed({"shared/x.json"}).files == std::set<std::string>{f.at("rules/x.json")});
  CHECK(f.read("rules/x.json") == "1");
}

TEST_CASE("each link of a chain counts, those in place of folders too") {
  Fixture f;
  f.scratch.write("v/one.json", "1");
  f.scratch.write("v/two.json", "2");
  std::filesystem::create_symlink("one.json", f.at("v/now.json"));
  std::filesystem::create_symlink("../v/now.json", f.at("rules/x.json"));
  std::filesystem::create_directory_symlink("v", f.at("way"));
  CHECK(f.read("rules/x.json") == "1");
  CHECK(f.read("way/two.json") == "2");
  std::filesystem::remove(f.at("v/now.json"));
  std::filesystem::create_symlink("two.json", f.at("v/now.json"));
  CHECK(f.changed({"v/now.json"}).files == std::set<std::string>{f.at("rules/x.json")});
  CHECK(f.read("rules/x.json") == "2");
  f.scratch.write("w/two.json", "3");
  std::filesystem::remove(f.at("way"));
  std::filesystem::create_directory_symlink("w", f.at("way"));
  CHECK(f.changed({"way"}).files == std::set<std::string>{f.at("way/two.json")});
  CHECK(f.read("way/two.json") == "3");
  // Two that lead to each other.
  std::filesystem::create_symlink("b.json", f.at("v/a.json"));
  std::filesystem::create_symlink("a.json", f.at("v/b.json"));
  CHECK(f.read("v/a.json") == "none");
}

TEST_CASE("when all is forgotten the disk is asked") {
  Fixture f;
  CHECK(f.read("rules/a.json") == "1");
  f.scratch.write("rules/a.json", "3");
  f.files.forget();
  CHECK(f.watcher.folders.empty());
  CHECK(f.read("rules/a.json") == "3");
  CHECK(f.watcher.folders.contains(f.at("rules")));
}
