// When machine code of a bundle is used: never, unless allowed, sound, and made for this process.
#include "bundle/native.h"

#include <doctest/doctest.h>

namespace rulec::bundle {
namespace {

const NativeTarget kHost{.triple = "x86_64-pc-linux-gnu",
                         .processor = "skylake",
                         .features = "+avx2",
                         .llvm = "19.1.7",
                         .build_id = "aa11",
                         .helpers = 1};

std::string section_for(NativeTarget target, std::string_view object =
                                                 "\x7f"
                                                 "ELF code") {
  return write_native({{.target = std::move(target), .bytes = object}});
}

Container container_with(const std::string& native) {
  std::string file = write_container({{.type = 1, .is_critical = true, .bytes = "{}"},
                                      {.type = 48, .is_critical = false, .bytes = native}});
  auto sealed = seal(file);
  REQUIRE(sealed.has_value());
  auto container = open_container(*sealed, "");
  REQUIRE(container.has_value());
  return *container;
}

// The reason why it is ignored, "" when it is used.
std::string ignored(const std::string& native, NativePermission permission,
                    const std::optional<NativeTarget>& host) {
  Container container = container_with(native);
  auto verdict = judge_native(container, permission, host);
  REQUIRE(verdict.has_value());
  CHECK(verdict->ignored.empty() == verdict->object.has_value());
  return verdict->ignored;
}

}  // namespace

TEST_CASE("a bundle without machine code has nothing to be judged") {
  auto sealed = seal(write_container({{.type = 1, .is_critical = true, .bytes = "{}"}}));
  auto container = open_container(*sealed, "");
  REQUIRE(container.has_value());
  CHECK_FALSE(judge_native(*container, NativePermission::kTrustedFile, kHost).has_value());
}

TEST_CASE("machine code is used when somebody allows it and it fits exactly") {
  NativeTarget other = kHost;
  other.processor = "znver4";
  std::string native =
      write_native({{.target = other, .bytes = "other"}, {.target = kHost, .bytes = "mine"}});
  Container container = container_with(native);
  for (auto permission : {NativePermission::kLocalFlag, NativePermission::kTrustedFile}) {
    auto verdict = judge_native(container, permission, kHost);
    REQUIRE(verdict.has_value());
    REQUIRE(verdict->object.has_value());
    CHECK(verdict->object->bytes == "mine");
    CHECK(verdict->object->target == kHost);
  }
}

TEST_CASE("machine code that nobody allows, or that does not fit, is ignored with the reason") {
  std::string native = section_for(kHost);
  CHECK(ignored(native, NativePermission::kNobody, kHost) ==
        "neither the trust file nor `--allow-native` allows it");
  CHECK(ignored(native, NativePermission::kLocalFlag, std::nullopt) ==
        "this rulec has no native engine");
  auto with = [&](auto change) {
    NativeTarget target = kHost;
    change(target);
    return ignored(section_for(target), NativePermission::kTrustedFile, kHost);
  };
  CHECK(with([](NativeTarget& target) { target.triple = "aarch64-linux-gnu"; }) ==
        "none of its targets is this processor");
  CHECK(with([](NativeTarget& target) { target.processor = "znver4"; }) ==
        "none of its targets is this processor");
  CHECK(with([](NativeTarget& target) { target.features = "+avx512f"; }) ==
        "none of its targets is this processor");
  CHECK(with([](NativeTarget& target) { target.llvm = "19.1.6"; }) ==
        "it was made with another version of LLVM");
  CHECK(with([](NativeTarget& target) { target.build_id = "bb22"; }) ==
        "it was made by another build of rulec");
  CHECK(with([](NativeTarget& target) { target.helpers = 2; }) ==
        "it was made by another build of rulec");
}

TEST_CASE("no changed, cut or longer section of machine code is used") {
  const std::string good = section_for(kHost);
  std::size_t used = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    used += ignored(changed, NativePermission::kLocalFlag, kHost).empty() ? 1 : 0;
    used += ignored(good.substr(0, at), NativePermission::kLocalFlag, kHost).empty() ? 1 : 0;
  }
  CHECK(used == 0);
  CHECK_FALSE(ignored(good + '\0', NativePermission::kLocalFlag, kHost).empty());
  CHECK(ignored(good, NativePermission::kLocalFlag, kHost).empty());
}

TEST_CASE("counts and lengths that the bytes do not carry are refused") {
  std::string none = write_native({});
  CHECK_FALSE(read_native(none).has_value());
  CHECK_FALSE(read_native(std::string("\xff\xff\xff\xff", 4)).has_value());
  std::string long_text("\x01\0\0\0\xff\xff\xff\x7f", 8);
  CHECK_FALSE(read_native(long_text).has_value());
}

}  // namespace rulec::bundle
