// The container: layout byte for byte, the order of refusals, and that no damage passes.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/file_system.h"
#include "base/hash.h"
#include "bundle/bundle.h"
#include "bundle/internal/layout.h"

namespace rulec::bundle {
namespace {

constexpr std::uint32_t kManifest = 1;
constexpr std::uint32_t kStrings = 2;
constexpr std::uint32_t kRuleText = 33;

std::string from_hex(std::string_view text) {
  std::string bytes;
  std::string digits;
  for (char c : text) {
    if (c != ' ') {
      digits += c;
    }
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string sample() {
  return write_container({{kManifest, true, "{\"name\":\"demo\"}"},
                          {kStrings, true, std::string(70, 's')},
                          {kRuleText, false, "text"}});
}

// Refusal of `bytes`, 0 when they are accepted.
int refusal(std::string_view bytes, std::string_view expected_digest = "") {
  auto sealed = seal(bytes);
  REQUIRE(sealed.has_value());
  auto container = open_container(*sealed, expected_digest);
  return container ? 0 : container.error().rc;
}

std::string digest(std::string_view bytes) {
  return "sha256:" + to_hex(sha256(bytes));
}

template <class Int>
void put(std::string& bytes, std::size_t offset, Int value) {
  std::string raw;
  append<Int>(raw, value);
  bytes.replace(offset, raw.size(), raw);
}

// Makes the head hash right again, as a forger would.
void rehash(std::string& bytes) {
  std::size_t table = std::size_t{load<std::uint32_t>(bytes, kSectionCountAt)} * kEntryBytes;
  Sha256Digest head = sha256(bytes.substr(0, kHeadHashAt) + bytes.substr(kHeaderBytes, table));
  bytes.replace(kHeadHashAt, kHashBytes,
                std::string(reinterpret_cast<const char*>(head.data()), head.size()));
}

std::size_t entry(std::size_t index) {
  return kHeaderBytes + index * kEntryBytes;
}

}  // namespace

TEST_CASE("the published test vector is written byte for byte") {
  std::string expected =
      from_hex(
          "895242580d0a1a0a 0100 0000 40000000 8f00000000000000 01000000 40000000"
          "7f05175bb015fa28b12d084f3c411c8214a4c3845e58a54a9b7f37110cdc698a"
          "01000000 01000000 8000000000000000 0f00000000000000 0000000000000000"
          "d7d234f759ec34fd6298b7e32318614760070aaef9f4e92ced928324b49a0602") +
      "{\"name\":\"demo\"}";
  REQUIRE(expected.size() == 143);
  std::string written = write_container({{kManifest, true, "{\"name\":\"demo\"}"}});
  CHECK(to_hex(written) == to_hex(expected));
  CHECK(digest(written) ==
        "sha256:1d9512d0858eb9a274cf02c55627935db91d016e2724673cacb501d61109051f");

  auto sealed = seal(written);
  REQUIRE(sealed.has_value());
  auto container = open_container(*sealed, "");
  REQUIRE(container.has_value());
  CHECK(container->digest == digest(written));
  CHECK(container->section(kManifest) == "{\"name\":\"demo\"}");
  CHECK_FALSE(container->section(kStrings).has_value());
  auto program = read_program(*container);
  REQUIRE_FALSE(program.has_value());
  CHECK(program.error().rc == 5012);
}

TEST_CASE("sections lie at multiples of 64 with zero gaps and come back unchanged") {
  std::string bytes = sample();
  auto sealed = seal(bytes);
  auto container = open_container(*sealed, digest(bytes));
  REQUIRE(container.has_value());
  REQUIRE(container->entries.size() == 3);
  for (const SectionEntry& section : container->entries) {
    CHECK(section.offset % 64 == 0);
  }
  CHECK(container->section(kStrings) == std::string(70, 's'));
  CHECK(container->section(kRuleText) == "text");
  CHECK(container->entries[1].is_critical);
  CHECK_FALSE(container->entries[2].is_critical);
}

TEST_CASE("any single changed bit is refused") {
  std::string good = sample();
  std::size_t refused = 0;
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    refused += refusal(bad) != 0 ? 1 : 0;
  }
  CHECK(refused == good.size() * 8);
}

TEST_CASE("any truncation and any appended byte is refused") {
  std::string good = sample();
  std::size_t refused = 0;
  for (std::size_t size = 0; size < good.size(); ++size) {
    refused += refusal(good.substr(0, size)) != 0 ? 1 : 0;
  }
  CHECK(refused == good.size());
  CHECK(refusal(good + '\0') == 5006);
  CHECK(refusal(good + good) == 5006);
}

TEST_CASE("each step refuses with its own code") {
  std::string bad = sample();
  SUBCASE("digest") {
    CHECK(refusal(sample(), digest(sample())) == 0);
    CHECK(refusal(sample(), digest("other")) == 5020);
    CHECK(refusal("no bundle", digest("other")) == 5020);
  }
  SUBCASE("magic") {
    CHECK(refusal("") == 5003);
    CHECK(refusal("{}") == 5003);
    CHECK(refusal(bad.substr(0, 5)) == 5006);
    bad[4] = '\n';
    CHECK(refusal(bad) == 5003);
  }
  SUBCASE("format") {
    put<std::uint16_t>(bad, kMajorAt, 2);
    CHECK(refusal(bad) == 5004);
    put<std::uint16_t>(bad, kMajorAt, 1);
    put<std::uint16_t>(bad, kMinorAt, 7);
    CHECK(refusal(bad) == 5007);
    rehash(bad);
    CHECK(refusal(bad) == 0);
  }
  SUBCASE("sizes and count") {
    put<std::uint32_t>(bad, kHeaderSizeAt, 128);
    CHECK(refusal(bad) == 5005);
    put<std::uint32_t>(bad, kHeaderSizeAt, kHeaderBytes);
    put<std::uint32_t>(bad, kEntrySizeAt, 32);
    CHECK(refusal(bad) == 5005);
    put<std::uint32_t>(bad, kEntrySizeAt, kEntryBytes);
    put<std::uint32_t>(bad, kSectionCountAt, 0);
    CHECK(refusal(bad) == 5005);
    put<std::uint32_t>(bad, kSectionCountAt, 4097);
    CHECK(refusal(bad) == 5005);
    put<std::uint32_t>(bad, kSectionCountAt, 4096);
    CHECK(refusal(bad) == 5008);
  }
  SUBCASE("real length") {
    put<std::uint64_t>(bad, kFileSizeAt, ~std::uint64_t{0});
    CHECK(refusal(bad) == 5006);
  }
  SUBCASE("table") {
    SUBCASE("order") {
      put<std::uint32_t>(bad, entry(1) + kTypeAt, 1);
    }
    SUBCASE("reserved field") {
      put<std::uint64_t>(bad, entry(1) + kReservedAt, 1);
    }
    SUBCASE("other flag") {
      put<std::uint32_t>(bad, entry(1) + kFlagsAt, 3);
    }
    SUBCASE("critical flag missing") {
      put<std::uint32_t>(bad, entry(1) + kFlagsAt, 0);
    }
    SUBCASE("alignment") {
      put<std::uint64_t>(bad, entry(1) + kOffsetAt, 0x141);
    }
    SUBCASE("a hole") {
      put<std::uint64_t>(bad, entry(1) + kOffsetAt, 0x180);
    }
    SUBCASE("overlap") {
      put<std::uint64_t>(bad, entry(2) + kOffsetAt, 0x140);
    }
    SUBCASE("offset near the end of numbers") {
      put<std::uint64_t>(bad, entry(1) + kOffsetAt, ~std::uint64_t{63});
    }
    SUBCASE("length 2^63") {
      put<std::uint64_t>(bad, entry(1) + kLengthAt, std::uint64_t{1} << 63);
    }
    SUBCASE("length that wraps") {
      put<std::uint64_t>(bad, entry(1) + kLengthAt, ~std::uint64_t{0} - 100);
    }
    SUBCASE("last section too short") {
      put<std::uint64_t>(bad, entry(2) + kLengthAt, 3);
    }
    CHECK(refusal(bad) == 5007);
    rehash(bad);
    CHECK(refusal(bad) == 5008);
  }
  SUBCASE("unknown critical section") {
    put<std::uint32_t>(bad, entry(2) + kTypeAt, 99);
    rehash(bad);
    CHECK(refusal(bad) == 0);  // optional: passed over
    put<std::uint32_t>(bad, entry(2) + kFlagsAt, 1);
    rehash(bad);
    CHECK(refusal(bad) == 5009);
  }
  SUBCASE("padding") {
    bad[entry(3) + 15] = 'x';
    CHECK(refusal(bad) == 5010);
  }
  SUBCASE("section hash") {
    bad.back() = 'T';
    CHECK(refusal(bad) == 5011);
    CHECK(refusal(bad, digest(bad)) == 0);  // the expected digest vouches for all of it
  }
}

TEST_CASE("files are read once, whole, and only when they are files") {
  char name[] = "/tmp/rulec-bundle-XXXXXX";
  REQUIRE(::mkdtemp(name) != nullptr);
  std::string folder = name;
  std::string path = folder + "/a.rbx";
  RealFileSystem files;
  REQUIRE(files.write_file(path, "0123456789").has_value());
  auto sealed = read_sealed(path, 10);
  REQUIRE(sealed.has_value());
  CHECK(bytes_of(**sealed) == "0123456789");
  REQUIRE(files.write_file(path, "changed").has_value());
  CHECK(bytes_of(**sealed) == "0123456789");

  REQUIRE(files.write_file(path, "01234567890").has_value());
  CHECK(read_sealed(path, 10).error().rc == 5002);
  CHECK(read_sealed(folder + "/missing", 10).error().rc == 5001);
  CHECK(read_sealed(folder + "/missing", 10).error().code == ErrorCode::kNotFound);
  CHECK(read_sealed(folder, 10).error().code == ErrorCode::kNotRegularFile);
  std::string link = folder + "/link";
  REQUIRE(::symlink(path.c_str(), link.c_str()) == 0);
  CHECK(read_sealed(link, 100).error().code == ErrorCode::kNotRegularFile);
  std::string fifo = folder + "/fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(read_sealed(fifo, 100).error().rc == 5001);
  std::string empty = folder + "/empty";
  REQUIRE(files.write_file(empty, "").has_value());
  auto nothing = read_sealed(empty, 10);
  REQUIRE(nothing.has_value());
  CHECK(bytes_of(**nothing).empty());
  CHECK(open_container(*nothing, "").error().rc == 5003);
  for (const std::string& made : {path, link, fifo, empty}) {
    static_cast<void>(std::remove(made.c_str()));
  }
  static_cast<void>(::rmdir(folder.c_str()));
}

}  // namespace rulec::bundle
