// Machine code of a bundle: made, put beside the bytecode, and used only where it is allowed and
// whole. Whatever is wrong with it, the bundle decides by bytecode and the reason is said.
#include <doctest/doctest.h>
#include <elf.h>

#include <cstring>
#include <string>

#include "bundle/bundle.h"
#include "memory_file_system.h"
#include "native/bundled_code.h"
#include "native/jit_library.h"
#include "native/native_engine.h"
#include "native/object_check.h"
#include "native/plan_bytes.h"
#include "program_builder.h"
#include "runtime/native.h"

#ifdef RULEC_TEST_JIT

namespace rulec::native {
namespace {

using bundle::NativePermission;
using bundle::NativeTarget;
using runtime::Assembler;
using runtime::EngineKind;
using runtime::ProgramBuilder;
using value::Comparison;

// r1: a < `limit`; r2: s is a text of more than sixteen bytes.
bytecode::Program sample(const char* limit = "5") {
  ProgramBuilder builder;
  builder.rule(
      {.id = "r1",
       .condition = Assembler(builder).compare_path(Comparison::kLess, 0, "a", limit).give(0)});
  builder.rule({.id = "r2",
                .condition = Assembler(builder)
                                 .compare_path(Comparison::kStrictEqual, 0, "s",
                                               "\"a text of more than sixteen bytes\"")
                                 .give(0)});
  return builder.program;
}

JitLibrary library() {
  std::string place = RULEC_TEST_JIT;
  auto opened = JitLibrary::open({&place, 1});
  REQUIRE(opened.has_value());
  return *opened;
}

// What the child of the program does, in this process and without its limits.
class WorkerInProcess final : public ProgramRunner {
 public:
  Result<ProgramAnswer> run(const ProgramRequest& request) override {
    auto plan = read_plan(request.input);
    REQUIRE(plan.has_value());
    REQUIRE(request.arguments.at(1) == kWorkerVerb);
    return ProgramAnswer{.exit_status = exit_status, .output = *library().generate(*plan)};
  }
  int exit_status = 0;
};

testing::MemoryFileSystem& no_files() {
  static testing::MemoryFileSystem files;
  return files;
}

NativeSettings settings(ProgramRunner* programs) {
  return {.files = no_files(),
          .programs = programs,
          .program = "/usr/bin/rulec",
          .libraries = {RULEC_TEST_JIT},
          .build_id = "test"};
}

bundle::Container opened(const std::string& bytes) {
  auto sealed = bundle::seal(bytes);
  REQUIRE(sealed.has_value());
  auto container = bundle::open_container(*sealed, "");
  REQUIRE(container.has_value());
  return *container;
}

runtime::RulesetPtr loaded(const bundle::Container& container) {
  auto program = bundle::read_program(container);
  REQUIRE(program.has_value());
  auto ruleset = runtime::load(std::move(*program), container.digest);
  REQUIRE(ruleset.has_value());
  return *ruleset;
}

std::string fired(const runtime::LoadedRuleset& ruleset, const char* context, EngineKind engine) {
  runtime::Workspace workspace;
  runtime::Decision decision;
  runtime::Request request{.entry_point = "shop", .context = context, .engine = engine};
  REQUIRE(runtime::decide(ruleset, request, workspace, decision) == nullptr);
  std::string text;
  for (const runtime::ExecutedRule& rule : decision.rules_executed) {
    text += std::to_string(rule.rule) + " ";
  }
  return text;
}

// Why the section is left aside, "" when it is used. However that is, `native` decides as bytecode.
std::string ignored(const std::string& section, NativePermission permission,
                    const NativeSettings& with = settings(nullptr)) {
  bundle::Container container = opened(bundle::write_bundle(sample(), section));
  runtime::RulesetPtr ruleset = loaded(container);
  auto reason = use_bundled_code(*ruleset, container, permission,
                                 {.libraries = with.libraries, .build_id = with.build_id});
  REQUIRE(reason.has_value());
  CHECK(reason->empty() == runtime::has_native(*ruleset));
  for (const char* context : {R"({"a":4})", R"({"a":5})", R"({"a":"4"})", R"({"a":null})",
                              R"({"a":9,"s":"a text of more than sixteen bytes"})"}) {
    CHECK(fired(*ruleset, context, EngineKind::kNative) ==
          fired(*ruleset, context, EngineKind::kBytecode));
  }
  return *reason;
}

std::string object_of(const bytecode::Program& program) {
  auto object =
      library().generate(runtime::native_plan(*loaded(opened(bundle::write_bundle(program)))));
  REQUIRE(object.has_value());
  return *object;
}

NativeTarget here() {
  return library().target("test");
}

std::string section_with(const std::string& object) {
  return bundle::write_native({{.target = here(), .bytes = object}});
}

std::string ignored_object(const std::string& object) {
  return ignored(section_with(object), NativePermission::kLocalFlag);
}

// The first section of the object for which `change` answers true is what it made of it.
template <class Change>
std::string with_section(std::string object, Change change) {
  Elf64_Ehdr head;
  std::memcpy(&head, object.data(), sizeof(head));
  for (std::size_t i = 0; i < head.e_shnum; ++i) {
    std::size_t at = head.e_shoff + i * sizeof(Elf64_Shdr);
    Elf64_Shdr section;
    std::memcpy(&section, object.data() + at, sizeof(section));
    if (change(section, object)) {
      std::memcpy(object.data() + at, &section, sizeof(section));
      return object;
    }
  }
  FAIL("no such section");
  return object;
}

}  // namespace

TEST_CASE("a bundle gets machine code, the same bytes each time, and uses it where allowed") {
  WorkerInProcess worker;
  auto make = [&worker] {
    auto made =
        make_bundled_code(*loaded(opened(bundle::write_bundle(sample()))), settings(&worker));
    REQUIRE(made.has_value());
    return *made;
  };
  BundledCode made = make();
  CHECK(made.object_bytes > 0);
  CHECK(made.target == here());
  CHECK(make().section == made.section);
  CHECK(bundle::write_bundle(sample(), made.section) ==
        bundle::write_bundle(sample(), make().section));
  CHECK(ignored(made.section, NativePermission::kLocalFlag).empty());
  CHECK(ignored(made.section, NativePermission::kTrustedFile).empty());
  CHECK(ignored(made.section, NativePermission::kNobody) ==
        "neither the trust file nor `--allow-native` allows it");
}

TEST_CASE("a bundle without machine code has none to be used") {
  bundle::Container container = opened(bundle::write_bundle(sample()));
  NativeSettings with = settings(nullptr);
  CHECK_FALSE(use_bundled_code(*loaded(container), container, NativePermission::kLocalFlag,
                               {.libraries = with.libraries, .build_id = with.build_id})
                  .has_value());
}

TEST_CASE("nothing is gained where bytecode would be asked about all rules") {
  ProgramBuilder builder;
  builder.rule({.id = "r1", .condition = Assembler(builder).load(0, "a").give(0)});
  WorkerInProcess worker;
  auto made = make_bundled_code(*builder.load(), settings(&worker));
  REQUIRE(made.has_value());
  CHECK(made->section.empty());
}

TEST_CASE("what cannot be made is said, and nothing half-made is given") {
  runtime::RulesetPtr ruleset = loaded(opened(bundle::write_bundle(sample())));
  auto reason = [&](const NativeSettings& with) {
    auto made = make_bundled_code(*ruleset, with);
    REQUIRE_FALSE(made.has_value());
    CHECK_FALSE(runtime::has_native(*ruleset));
    return made.error().message;
  };
  CHECK(reason(settings(nullptr)) == "no program can be started here to make it");
  WorkerInProcess failing;
  failing.exit_status = 137;
  CHECK(reason(settings(&failing)) == "the program that makes it ended with status 137");
  NativeSettings nowhere = settings(nullptr);
  nowhere.libraries = {"/nowhere/librulec_jit.so"};
  CHECK(reason(nowhere) == "librulec_jit.so is not installed");
}

TEST_CASE("machine code for another machine or build is left aside with the reason") {
  const std::string object = object_of(sample());
  auto reason = [&](auto change) {
    NativeTarget target = here();
    change(target);
    return ignored(bundle::write_native({{.target = target, .bytes = object}}),
                   NativePermission::kLocalFlag);
  };
  CHECK(reason([](NativeTarget& target) { target.processor = "no-such-cpu"; }) ==
        "none of its targets is this processor");
  CHECK(reason([](NativeTarget& target) { target.triple = "x86_64-pc-none"; }) ==
        "none of its targets is this processor");
  CHECK(reason([](NativeTarget& target) { target.features += ",+avx512f"; }) ==
        "none of its targets is this processor");
  CHECK(reason([](NativeTarget& target) { target.llvm = "18.1.8"; }) ==
        "it was made with another version of LLVM");
  CHECK(reason([](NativeTarget& target) { target.build_id = "other"; }) ==
        "it was made by another build of rulec");
  NativeSettings nowhere = settings(nullptr);
  nowhere.libraries = {"/nowhere/librulec_jit.so"};
  CHECK(ignored(section_with(object), NativePermission::kLocalFlag, nowhere) ==
        "librulec_jit.so is not installed");
}

TEST_CASE("a changed or cut section is left aside with the reason") {
  const std::string section = section_with(object_of(sample()));
  for (std::size_t at = 0; at < section.size(); at += 1 + section.size() / 50) {
    std::string changed = section;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    CHECK_FALSE(ignored(changed, NativePermission::kLocalFlag).empty());
    if (at > 0) {
      CHECK_FALSE(ignored(section.substr(0, at), NativePermission::kLocalFlag).empty());
    }
  }
}

TEST_CASE("code of other rules is refused by its decisions, with hashes that are right") {
  CHECK(ignored_object(object_of(sample("6"))) ==
        "its machine code decides otherwise than its bytecode");
}

TEST_CASE("an object holds code and constants, and nothing else") {
  const std::string good = object_of(sample());
  CHECK(check_object(good, 1).has_value());
  CHECK(ignored_object("no object at all") == "its machine code is refused: it is no object file");
  CHECK_FALSE(check_object(good, 2).has_value());
  CHECK(ignored_object(with_section(good, [](Elf64_Shdr& section, std::string&) {
          bool is_constants = section.sh_type == SHT_PROGBITS && section.sh_flags == SHF_ALLOC;
          section.sh_flags |= SHF_WRITE;
          return is_constants;
        })) == "its machine code is refused: it has data that can be written");
  CHECK(
      ignored_object(with_section(good, [](Elf64_Shdr& section, std::string&) {
        bool is_constants = section.sh_type == SHT_PROGBITS && section.sh_flags == SHF_ALLOC;
        section.sh_type = SHT_INIT_ARRAY;
        return is_constants;
      })) == "its machine code is refused: it has a section of a kind that does not belong there");
  CHECK(ignored_object(with_section(
            good,
            [](Elf64_Shdr& section, std::string& object) {
              if (section.sh_type != SHT_RELA) {
                return false;
              }
              Elf64_Rela relocation;
              std::memcpy(&relocation, object.data() + section.sh_offset, sizeof(relocation));
              relocation.r_info = ELF64_R_INFO(ELF64_R_SYM(relocation.r_info), R_X86_64_64);
              std::memcpy(object.data() + section.sh_offset, &relocation, sizeof(relocation));
              return true;
            })) ==
        "its machine code is refused: it has a relocation of a kind that does not belong there");
  std::string foreign = good;
  std::size_t name = foreign.find("rulec_h1_same_bytes");
  REQUIRE(name != std::string::npos);
  foreign.replace(name, 6, "system");
  CHECK(ignored_object(foreign) ==
        "its machine code is refused: it refers to something outside of it");
  std::string extra = good;
  name = extra.find("rulec_native_0");
  REQUIRE(name != std::string::npos);
  extra[name + 13] = '7';
  CHECK(ignored_object(extra) == "its machine code is refused: it defines what nobody asked for");
}

TEST_CASE("no cut object is taken, and no changed head of one brings the reader out of it") {
  const std::string good = object_of(sample());
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_FALSE(check_object(std::string_view(good).substr(0, length), 1).has_value());
  }
  // Whatever is answered: a sanitizer sees that nothing outside is read.
  std::size_t refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (unsigned change : {0x01U, 0x80U, 0xffU}) {
      std::string changed = good;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ change);
      refused += check_object(changed, 1) ? 0 : 1;
    }
  }
  CHECK(refused > 0);
}

}  // namespace rulec::native

#endif
