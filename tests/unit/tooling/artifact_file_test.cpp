// Packages and loose bundles as files: which of them it is says the content.
#include "tooling/decide/artifact_file.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "memory_file_system.h"

namespace {

using namespace rulec;
using rulec::testing::MemoryFileSystem;

// The code that a file is refused with; 0 when it is taken.
int code_of(FileSystem& files, const std::string& path) {
  auto file = tooling::open_artifact(files, path);
  return file ? 0 : file.error().rc;
}

std::string small_package() {
  return package::write_package({.bundle_name = "shop-1.0.0.rbx",
                                 .version = "1.0.0",
                                 .bundle = "a bundle",
                                 .sbom = "{}",
                                 .envelopes = {"{}"}});
}

TEST_CASE("a package, whatever it is called") {
  MemoryFileSystem files;
  for (const char* path : {"shop.rpack", "shop.rbx", "shop"}) {
    files.add_file(path, small_package());
    files.add_file(std::string(path) + ".dsse.jsonl", "not looked at\n\n");
    auto file = tooling::open_artifact(files, path);
    REQUIRE(file);
    CHECK(file->is_package);
    CHECK(bundle::bytes_of(*file->bundle) == "a bundle");
    CHECK(file->artifact.bundle.empty());
    CHECK(file->artifact.bundle_name == "shop-1.0.0.rbx");
    CHECK(file->artifact.sbom == "{}");
    CHECK(file->artifact.envelopes == std::vector<std::string>{"{}"});
    CHECK(package::write_package(file->whole()) == small_package());
  }
}

TEST_CASE("a loose bundle, with and without envelopes beside it") {
  MemoryFileSystem files;
  files.add_file("out/shop.rpack", "a bundle");
  auto alone = tooling::open_artifact(files, "out/shop.rpack");
  REQUIRE(alone);
  CHECK(!alone->is_package);
  CHECK(bundle::bytes_of(*alone->bundle) == "a bundle");
  CHECK(alone->artifact.bundle_name == "shop.rpack");
  CHECK(alone->artifact.envelopes.empty());
  files.add_file("out/shop.rpack.dsse.jsonl", "{\"a\":1}\n{\"b\":2}\n");
  auto accompanied = tooling::open_artifact(files, "out/shop.rpack");
  REQUIRE(accompanied);
  CHECK(accompanied->artifact.envelopes == std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"});
  CHECK(accompanied->whole().bundle == "a bundle");
}

// Envelopes that are there and cannot be read are no "none": an unsigned bundle would come of it.
TEST_CASE("envelopes that cannot be read are refused with the bundle") {
  MemoryFileSystem files;
  files.add_file("a.rbx", "a bundle");
  files.add_file("a.rbx.dsse.jsonl", "\n");
  CHECK(code_of(files, "a.rbx") == 5102);
  files.add_file("a.rbx.dsse.jsonl", std::string(kMaxEnvelopeBytes + 1, ' '));
  CHECK(code_of(files, "a.rbx") == 5101);
  files.add_file("a.rbx.dsse.jsonl",
                 std::string(kMaxEnvelopes * (kMaxEnvelopeBytes + 1) + 1, '\n'));
  CHECK(code_of(files, "a.rbx") == 5101);
  files.add_file("b.rbx", "a bundle");
  files.add_file("b.rbx.dsse.jsonl", "{}");
  files.deny("b.rbx.dsse.jsonl");
  CHECK(code_of(files, "b.rbx") == 5001);
  files.add_file("c.rbx", "a bundle");
  files.add_link("c.rbx.dsse.jsonl", "b.rbx");
  CHECK(code_of(files, "c.rbx") == 5001);
}

TEST_CASE("files that are none") {
  MemoryFileSystem files;
  CHECK(code_of(files, "nothing.rbx") == 5001);
  files.add_file("a.rpack", small_package());
  files.add_link("link.rpack", "a.rpack");
  CHECK(code_of(files, "link.rpack") == 5001);
  files.add_special("fifo.rpack");
  CHECK(code_of(files, "fifo.rpack") == 5001);
  files.add_file("cut.rpack", small_package().substr(0, 1024));
  CHECK(code_of(files, "cut.rpack") == 5030);
}

TEST_CASE("files above the limits of a bundle and of a package") {
  for (std::size_t size : {kMaxBundleBytes + 1, kMaxPackBytes + 1}) {
    MemoryFileSystem files;
    files.add_file("large.rbx", std::string(size, 'x'));
    CHECK(code_of(files, "large.rbx") == 5002);
  }
}

}  // namespace
