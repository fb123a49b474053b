// Machine code of a bundle through the C interface: used when the caller allows it and all of it
// fits, left aside with the reason otherwise, and never another answer.
#include "bundle/native.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "bundle/bundle.h"
#include "c_api/ruleset.h"
#include "native/jit_library.h"
#include "program_builder.h"
#include "rulec/rulec.h"
#include "runtime/native.h"

namespace rulec {
namespace {

using bundle::NativeTarget;
using runtime::Assembler;
using value::Comparison;

constexpr const char* kLibrary = RULEC_TEST_JIT;
constexpr std::array kContexts = {R"({"a":3,"s":"de"})",
                                  R"({"a":9,"s":"fr"})",
                                  R"({"a":"4","s":null})",
                                  R"({"a":[1],"s":"de"})",
                                  R"({"a":5.5})",
                                  R"({"s":{"t":"de"}})",
                                  R"({"a":)",
                                  "7"};

// More rules than `auto` leaves to bytecode, one that is no comparison.
bytecode::Program sample() {
  runtime::ProgramBuilder b;
  for (int i = 0; i < 6; ++i) {
    b.rule(
        {.id = "r" + std::to_string(i),
         .condition =
             Assembler(b).compare_path(Comparison::kLess, 0, "a", std::to_string(i * 2)).give(0)});
  }
  b.rule({.id = "s",
          .condition =
              Assembler(b).compare_path(Comparison::kStrictEqual, 0, "s", R"("de")").give(0)});
  b.rule({.id = "t", .condition = Assembler(b).load(0, "a").give(0)});
  return b.program;
}

native::JitLibrary library() {
  std::string place = kLibrary;
  auto opened = native::JitLibrary::open({&place, 1});
  REQUIRE(opened.has_value());
  return *opened;
}

NativeTarget here() {
  return library().target(rulec_version());
}

std::string bundle_for(const NativeTarget& target) {
  auto ruleset = runtime::load(sample(), "");
  REQUIRE(ruleset.has_value());
  auto object = library().generate(runtime::native_plan(**ruleset));
  REQUIRE(object.has_value());
  return bundle::write_bundle(sample(),
                              bundle::write_native({{.target = target, .bytes = *object}}));
}

class Ruleset {
 public:
  explicit Ruleset(const std::string& bytes) {
    REQUIRE(rulec_ruleset_load(bytes.data(), bytes.size(), nullptr, &made_, nullptr) == RULEC_OK);
    REQUIRE(rulec_session_new(&session_, nullptr) == RULEC_OK);
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;
  ~Ruleset() {
    rulec_ruleset_free(made_);
    rulec_session_free(session_);
  }

  // The status, and what is said.
  std::string use(const char* library = kLibrary) {
    rulec_error error = RULEC_INIT(rulec_error);
    rulec_status status = rulec_ruleset_use_native(made_, library, &error);
    CHECK(rulec_ruleset_use_native(made_, library, nullptr) == status);
    return status == RULEC_OK ? "" : std::to_string(status) + " " + error.message;
  }
  [[nodiscard]] bool has_native() const { return runtime::has_native(*made_->loaded); }

  // Decisions and fired rules of all contexts.
  std::string answers(rulec_engine engine) {
    std::string all;
    for (const char* context : kContexts) {
      rulec_request request = RULEC_INIT(rulec_request);
      request.entry_point = "shop";
      request.context = context;
      request.context_length = std::string_view(context).size();
      request.engine = engine;
      std::vector<char> buffer(1 << 16);
      std::size_t length = 0;
      all += std::to_string(
          rulec_decide(made_, session_, &request, buffer.data(), buffer.size(), &length, nullptr));
      all.append(buffer.data(), length);
      std::array<std::uint32_t, 16> rules{};
      all += std::to_string(
          rulec_fired(made_, session_, &request, rules.data(), rules.size(), &length, nullptr));
      for (std::size_t i = 0; i < length; ++i) {
        all += " " + std::to_string(rules.at(i));
      }
      all += "\n";
    }
    return all;
  }

 private:
  rulec_ruleset* made_ = nullptr;
  rulec_session* session_ = nullptr;
};

TEST_CASE("machine code that fits is used, and answers as bytecode does") {
  Ruleset ruleset(bundle_for(here()));
  std::string before = ruleset.answers(RULEC_ENGINE_BYTECODE);
  CHECK(before == ruleset.answers(RULEC_ENGINE_NATIVE));
  CHECK_FALSE(ruleset.has_native());
  CHECK(ruleset.use() == "");
  CHECK(ruleset.has_native());
  for (rulec_engine engine : {RULEC_ENGINE_AUTO, RULEC_ENGINE_BYTECODE, RULEC_ENGINE_NATIVE}) {
    CHECK(before == ruleset.answers(engine));
  }
}

TEST_CASE("machine code that does not fit is left aside, with the reason") {
  auto said = [](auto change) {
    NativeTarget target = here();
    change(target);
    Ruleset ruleset(bundle_for(target));
    std::string reason = ruleset.use();
    CHECK_FALSE(ruleset.has_native());
    CHECK(ruleset.answers(RULEC_ENGINE_NATIVE) == ruleset.answers(RULEC_ENGINE_BYTECODE));
    return reason;
  };
  const std::string aside = "5016 the bundle's machine code is left aside: ";
  CHECK(said([](NativeTarget& target) { target.processor = "no-such-cpu"; }) ==
        aside + "none of its targets is this processor");
  CHECK(said([](NativeTarget& target) { target.llvm = "1.0"; }) ==
        aside + "it was made with another version of LLVM");
  CHECK(said([](NativeTarget& target) { target.build_id = "other"; }) ==
        aside + "it was made by another build of rulec");
}

TEST_CASE("no machine code, no library, no arguments") {
  Ruleset without(bundle::write_bundle(sample()));
  CHECK(without.use() == "5016 the bundle has no machine code");
  Ruleset with(bundle_for(here()));
  CHECK(with.use("/nowhere/librulec_jit.so") ==
        "5016 the bundle's machine code is left aside: librulec_jit.so is not installed");
  CHECK(with.use("librulec_jit.so") == "-1 the library is a name without a folder");
  CHECK(with.use(nullptr) == "-1 the ruleset or the path of the library is NULL");
  CHECK(rulec_ruleset_use_native(nullptr, kLibrary, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(with.use() == "");
}

}  // namespace
}  // namespace rulec
