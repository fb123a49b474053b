// Native code: what a plan says, that the code agrees with bytecode or is refused, and that nothing
// is lost without it.
#include "runtime/native.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>

#include "base/hash.h"
#include "decided.h"
#include "memory_file_system.h"
#include "native/jit_library.h"
#include "native/native_engine.h"
#include "native/object_cache.h"
#include "native/plan_bytes.h"
#include "program_builder.h"

namespace rulec::native {
namespace {

using runtime::Assembler;
using runtime::EngineKind;
using runtime::ProgramBuilder;
using value::Comparison;

// Rules over numbers, texts, bools and lists, one with a condition that is no comparison.
runtime::RulesetPtr sample() {
  ProgramBuilder builder;
  auto atom = [&](Comparison comparison, const char* path, const char* json) {
    return Assembler(builder).compare_path(comparison, 0, path, json).give(0);
  };
  builder.rule({.id = "r1", .condition = atom(Comparison::kLess, "a", "5")});
  builder.rule({.id = "r2", .condition = atom(Comparison::kGreaterEqual, "a", "2.5")});
  builder.rule({.id = "r3", .condition = atom(Comparison::kLooseEqual, "a", "\"5\"")});
  builder.rule({.id = "r4", .condition = atom(Comparison::kStrictEqual, "s", "\"de\"")});
  builder.rule({.id = "r5",
                .condition = atom(Comparison::kStrictUnequal, "s",
                                  "\"a text of more than sixteen bytes\"")});
  builder.rule({.id = "r6", .condition = atom(Comparison::kLess, "s", "\"x\"")});
  builder.rule({.id = "r7", .condition = atom(Comparison::kStrictEqual, "b", "true")});
  builder.rule(
      {.id = "r8",
       .condition = Assembler(builder).in_path(0, "s", R"(["", "ab", "abcdefgh"])").give(0)});
  builder.rule({.id = "r9", .condition = Assembler(builder).load(0, "a").give(0)});
  Assembler both(builder);
  auto end = both.label();
  both.compare_path_and(Comparison::kGreater, 0, "a", "1", end)
      .compare_path(Comparison::kStrictEqual, 0, "b", "true")
      .bind(end);
  builder.rule({.id = "s1", .condition = both.give(0)});
  Assembler either(builder);
  auto out = either.label();
  either.compare_path_or(Comparison::kGreater, 0, "a", "100", out)
      .compare_path(Comparison::kStrictEqual, 0, "s", "\"de\"")
      .bind(out);
  builder.rule({.id = "s2", .from_ms = 0, .until_ms = 10, .condition = either.give(0)});
  return builder.load();
}

std::string decided(const runtime::LoadedRuleset& ruleset, std::string_view context,
                    EngineKind engine, std::int64_t now_ms) {
  runtime::Workspace workspace;
  return testing::decided(
      ruleset, {.entry_point = "shop", .context = context, .now_ms = now_ms, .engine = engine},
      workspace);
}

TEST_CASE("a plan comes back from its bytes, and a damaged one does not") {
  runtime::NativePlan plan = runtime::native_plan(*sample());
  REQUIRE(plan.functions.size() == 1);
  CHECK(plan.functions[0].attributes.size() == 3);
  std::string bytes = write_plan(plan);
  auto again = read_plan(bytes);
  REQUIRE(again.has_value());
  CHECK(*again == plan);
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    CHECK_FALSE(read_plan(bytes.substr(0, length)).has_value());
  }
  CHECK_FALSE(read_plan(bytes + "x").has_value());
  // A row that is not there.
  plan.functions[0].attributes[0].row_of_kind[0] = 1000;
  CHECK_FALSE(read_plan(write_plan(plan)).has_value());
}

TEST_CASE("more texts than have a table for certain are left to bytecode") {
  auto attributes_with = [](std::size_t count) {
    std::string list = "[\"text 0\"";
    for (std::size_t i = 1; i < count; ++i) {
      list += ",\"text " + std::to_string(i) + "\"";
    }
    ProgramBuilder builder;
    builder.rule({.id = "r1", .condition = Assembler(builder).in_path(0, "s", list + "]").give(0)});
    return runtime::native_plan(*builder.load()).functions.at(0).attributes.size();
  };
  CHECK(attributes_with(1024) == 1);
  CHECK(attributes_with(1025) == 0);
}

TEST_CASE("without the library bytecode answers, with the reason") {
  auto ruleset = sample();
  testing::MemoryFileSystem files;
  NativeOutcome outcome =
      give_native_code(*ruleset, {.files = files, .libraries = {"/nowhere/librulec_jit.so"}});
  CHECK(outcome.unavailable == "librulec_jit.so is not installed");
  CHECK_FALSE(runtime::has_engine(*ruleset, "shop", EngineKind::kNative));
  const char* context = R"({"a":3,"s":"de","b":true})";
  CHECK(decided(*ruleset, context, EngineKind::kNative, 0) ==
        decided(*ruleset, context, EngineKind::kBytecode, 0));
}

// RFC 4231, test case 1 padded to our length of key: the block is filled with zeros anyway.
TEST_CASE("the MAC is HMAC-SHA-256") {
  HostKey key = {};
  std::fill_n(key.begin(), 20, std::uint8_t{0x0b});
  std::string mac = hmac_sha256(key, "Hi There");
  CHECK(to_hex(mac) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST_CASE("the cache gives back what it kept, and nothing that was changed") {
  testing::MemoryFileSystem files;
  auto key = host_key(files, "/state/rulec/host.key");
  REQUIRE(key.has_value());
  CHECK(*host_key(files, "/state/rulec/host.key") == *key);
  ObjectCache cache(files, "/cache/v1", *key);
  CHECK_FALSE(cache.find("tuple").object.has_value());
  REQUIRE(cache.keep("tuple", "object").has_value());
  CHECK(cache.find("tuple").object == "object");
  CHECK_FALSE(cache.find("other").object.has_value());
  std::string bytes = *files.read_file(cache.path_of("tuple"), 1000);
  // Under another name, with another key, with any byte changed.
  REQUIRE(files.write_file(cache.path_of("other"), bytes).has_value());
  CHECK(cache.find("other").was_rejected);
  HostKey stranger = {};
  CHECK(ObjectCache(files, "/cache/v1", stranger).find("tuple").was_rejected);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    REQUIRE(files.write_file(cache.path_of("tuple"), damaged).has_value());
    auto found = cache.find("tuple");
    CHECK(found.was_rejected);
    CHECK_FALSE(found.object.has_value());
    CHECK_FALSE(cache.find("tuple").was_rejected);  // it is gone
  }
}

#ifdef RULEC_TEST_JIT

JitLibrary library() {
  std::string place = RULEC_TEST_JIT;
  auto opened = JitLibrary::open({&place, 1});
  REQUIRE(opened.has_value());
  return *opened;
}

TEST_CASE("machine code decides as bytecode does, in and out of windows") {
  auto ruleset = sample();
  runtime::NativePlan plan = runtime::native_plan(*ruleset);
  auto object = library().generate(plan);
  REQUIRE(object.has_value());
  CHECK(*library().generate(plan) == *object);  // the same bytes each time
  auto code = library().load(*object, plan.functions.size());
  REQUIRE(code.has_value());
  REQUIRE(runtime::use_native(*ruleset, plan, std::move(*code)).has_value());
  CHECK(runtime::has_engine(*ruleset, "shop", EngineKind::kNative));
  for (const char* a : {"null", "true", "5", "4", "100", "101", "2.5", "2.4999", "-1e300", "\"5\"",
                        "\"x\"", "[]", "{}", "9223372036854775807", "-9223372036854775808"}) {
    for (const char* s : {"\"\"", "\"de\"", "\"dE\"", "\"ab\"", "\"abcdefgh\"", "\"abcdefgi\"",
                          "\"a text of more than sixteen bytes\"",
                          "\"a text of more than sixteen bytez\"", "7", "null", "[\"de\"]"}) {
      for (const char* b : {"true", "false", "1", "null"}) {
        std::string context = std::string("{\"a\":") + a + ",\"s\":" + s + ",\"b\":" + b + "}";
        for (std::int64_t now : {0, 10}) {
          CHECK(decided(*ruleset, context, EngineKind::kNative, now) ==
                decided(*ruleset, context, EngineKind::kBytecode, now));
        }
      }
    }
  }
}

// Whether code of `other` is refused as code of the sample's plan.
bool is_refused(const runtime::NativePlan& other) {
  auto ruleset = sample();
  runtime::NativePlan plan = runtime::native_plan(*ruleset);
  auto object = library().generate(other);
  REQUIRE(object.has_value());
  auto code = library().load(*object, 1);
  REQUIRE(code.has_value());
  bool is_used = runtime::use_native(*ruleset, plan, std::move(*code)).has_value();
  CHECK(runtime::has_engine(*ruleset, "shop", EngineKind::kNative) == is_used);
  return !is_used;
}

TEST_CASE("code that decides otherwise is refused, by however little") {
  const runtime::NativePlan plan = runtime::native_plan(*sample());
  CHECK_FALSE(is_refused(plan));
  std::size_t faults = 0;
  for (std::size_t i = 0; i < plan.functions[0].attributes.size(); ++i) {
    const runtime::NativeAttribute& attribute = plan.functions[0].attributes[i];
    for (std::size_t k = 0; k < attribute.integer_cuts.size(); ++k, ++faults) {
      runtime::NativePlan other = plan;
      other.functions[0].attributes[i].integer_cuts[k] += 1;
      INFO("attribute " << i << ", integer " << attribute.integer_cuts[k]);
      CHECK(is_refused(other));
    }
    for (std::size_t k = 0; k < attribute.double_cuts.size(); ++k, ++faults) {
      runtime::NativePlan other = plan;
      double& cut = other.functions[0].attributes[i].double_cuts[k];
      cut = std::nextafter(cut, std::numeric_limits<double>::max());
      INFO("attribute " << i << ", double " << attribute.double_cuts[k]);
      CHECK(is_refused(other));
    }
  }
  CHECK(faults > 3);
}

TEST_CASE("what is no object is refused in words") {
  CHECK_FALSE(library().load("no object", 1).has_value());
  runtime::NativePlan plan = runtime::native_plan(*sample());
  std::string object = *library().generate(plan);
  CHECK_FALSE(library().load(object, 2).has_value());  // a function that it lacks
  CHECK_FALSE(library().load(object.substr(0, object.size() / 2), 1).has_value());
}

TEST_CASE("no page is writable and executable") {
  runtime::NativePlan plan = runtime::native_plan(*sample());
  auto code = library().load(*library().generate(plan), 1);
  REQUIRE(code.has_value());
  std::ifstream maps("/proc/self/maps");
  std::size_t executable = 0;
  for (std::string line; std::getline(maps, line);) {
    std::string mode = line.substr(line.find(' ') + 1, 4);
    CHECK_FALSE(mode.starts_with("rwx"));
    executable += mode[2] == 'x' ? 1U : 0U;
  }
  CHECK(executable > 1);
}

#endif

}  // namespace
}  // namespace rulec::native
