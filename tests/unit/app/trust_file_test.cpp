// RC5201: a trust file counts only when nobody else could put another one in its place, by whatever
// way it is named.
#include <doctest/doctest.h>

#include "../trust/samples.h"
#include "run_in_memory.h"

namespace rulec::testing {
namespace {

using namespace trust::samples;

constexpr std::uint32_t kOpen = 0777;
constexpr std::uint32_t kStickyOpen = 01777;
constexpr std::uint32_t kClosed = 0755;

MemoryFileSystem machine() {
  MemoryFileSystem files;
  files.add_file("/srv/trust/trust.json", trust_text({row(rfc_key(), "ci@shop", "release")}));
  return files;
}

bool is_unsafe(MemoryFileSystem& files, const std::string& path) {
  Ran ran = run_in_memory(files, {"key", "list", "--trust", path});
  CHECK_MESSAGE(ran.exit_code == (ran.err.contains("RC5201") ? 2 : 0), ran.err);
  return ran.err.contains("RC5201");
}

TEST_CASE("the folder of the file, and each above it") {
  MemoryFileSystem files = machine();
  CHECK_FALSE(is_unsafe(files, "/srv/trust/trust.json"));
  CHECK_FALSE(is_unsafe(files, "/srv/trust"));
  for (const char* folder : {"/srv/trust", "/srv", "/"}) {
    CAPTURE(folder);
    files.set_mode(folder, kOpen);
    CHECK(is_unsafe(files, "/srv/trust/trust.json"));
    CHECK(is_unsafe(files, "../srv/trust/trust.json"));
    files.set_mode(folder, kClosed);
  }
  // Its own folder must be closed, sticky or not.
  files.set_mode("/srv/trust", kStickyOpen);
  CHECK(is_unsafe(files, "/srv/trust/trust.json"));
  files.set_mode("/srv/trust", kClosed);
  files.set_mode("/srv", kStickyOpen);
  CHECK_FALSE(is_unsafe(files, "/srv/trust/trust.json"));
}

TEST_CASE("the folder of a link") {
  MemoryFileSystem files = machine();
  files.add_link("/links/trust.json", "/srv/trust/trust.json");
  files.add_link("/links/folder", "/srv/trust");
  files.add_link("here.json", "/srv/trust/trust.json");
  CHECK_FALSE(is_unsafe(files, "/links/trust.json"));
  CHECK_FALSE(is_unsafe(files, "/links/folder/trust.json"));
  CHECK_FALSE(is_unsafe(files, "here.json"));
  files.set_mode("/links", kOpen);
  CHECK(is_unsafe(files, "/links/trust.json"));
  CHECK(is_unsafe(files, "/links/folder/trust.json"));
  CHECK(is_unsafe(files, "/links/folder"));
  CHECK(is_unsafe(files, "../links/trust.json"));
  files.set_mode("/links", kClosed);
  files.set_mode("/project", kOpen);
  CHECK(is_unsafe(files, "here.json"));
  files.set_mode("/project", kClosed);
  // What the link leads to counts as before.
  files.set_mode("/srv/trust", kOpen);
  CHECK(is_unsafe(files, "/links/trust.json"));
  CHECK(is_unsafe(files, "here.json"));
}

}  // namespace
}  // namespace rulec::testing
