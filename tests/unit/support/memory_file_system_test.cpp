#include "memory_file_system.h"

#include <doctest/doctest.h>

using namespace rulec;
using rulec::testing::MemoryFileSystem;

TEST_CASE("files in memory: relative to the working folder, folders made on the way") {
  MemoryFileSystem files;
  files.add_file("rules/a.json", "A");
  CHECK(files.read_file("rules/a.json", 10).value() == "A");
  CHECK(files.read_file("/project/rules/./x/../a.json", 10).error().code == ErrorCode::kNotFound);
  CHECK(files.read_file("/project/rules/../rules/a.json", 10).value() == "A");
  CHECK(files.read_file("rules", 10).error().code == ErrorCode::kNotRegularFile);
  CHECK(files.read_file("rules/a.json", 0).error().code == ErrorCode::kTooLarge);
  CHECK(files.read_file("b", 10).error().message == "b: no such file or folder");
  CHECK(files.info("rules")->kind == FileKind::kFolder);
  CHECK(files.info("rules/a.json")->size == 1);
  CHECK(files.canonical("rules").value() == "/project/rules");
  CHECK(files.canonical("").value() == "/project");
  CHECK(files.canonical("..").value() == "/");
}

TEST_CASE("listings are sorted and do not descend") {
  MemoryFileSystem files;
  files.add_file("b/x", "");
  files.add_file("a", "");
  files.add_file("b.c", "");
  auto entries = files.list_folder("").value();
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].name == "a");
  CHECK(entries[1].name == "b");
  CHECK(entries[1].kind == FileKind::kFolder);
  CHECK(entries[2].name == "b.c");
  CHECK(!files.list_folder("nowhere").has_value());
}

TEST_CASE("links are followed, also out of the folder and in rounds") {
  MemoryFileSystem files;
  files.add_file("/elsewhere/x", "X");
  files.add_link("out", "../elsewhere");
  files.add_link("loop", "loop");
  files.add_link("gone", "nothing");
  CHECK(files.read_file("out/x", 10).value() == "X");
  CHECK(files.canonical("out").value() == "/elsewhere");
  CHECK(files.info("out")->kind == FileKind::kLink);
  CHECK(files.read_file("loop", 10).error().code == ErrorCode::kIo);
  CHECK(files.canonical("gone").error().code == ErrorCode::kNotFound);
}

TEST_CASE("writes are remembered; what is denied stays as it was") {
  MemoryFileSystem files;
  files.deny("locked");
  files.add_file("secret", "s");
  files.deny("secret");
  CHECK(files.write_file("new/folder/x", "1").has_value());
  CHECK(files.read_file("new/folder/x", 10).value() == "1");
  CHECK(files.written() == std::vector<std::string>{"new/folder/x"});
  CHECK(files.write_file("locked/x", "1").error().code == ErrorCode::kPermission);
  CHECK(files.write_file("locked/y/x", "1").error().code == ErrorCode::kPermission);
  CHECK(files.list_folder("locked").error().code == ErrorCode::kPermission);
  CHECK(files.read_file("secret", 10).error().code == ErrorCode::kPermission);
  CHECK(files.write_file("new", "1").error().code == ErrorCode::kNotRegularFile);
  files.add_special("fifo");
  CHECK(files.read_file("fifo", 10).error().code == ErrorCode::kNotRegularFile);
}
