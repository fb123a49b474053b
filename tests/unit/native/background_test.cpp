// Machine code comes while other threads decide: every answer is that of bytecode, before, while
// and after. Without a generator, so that it is light for the thread sanitizer.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "decided.h"
#include "native/background_code.h"
#include "plan_interpreter.h"
#include "program_builder.h"
#include "runtime/native.h"

namespace rulec::native {
namespace {

using runtime::Assembler;
using runtime::EngineKind;
using runtime::ProgramBuilder;
using value::Comparison;

constexpr int kThreads = 4;

// Six rules: more than `auto` leaves to bytecode.
runtime::RulesetPtr sample() {
  ProgramBuilder builder;
  for (const char* limit : {"0", "10", "20", "30"}) {
    builder.rule(
        {.id = std::string("a") + limit,
         .condition =
             Assembler(builder).compare_path(Comparison::kGreaterEqual, 0, "a", limit).give(0)});
  }
  builder.rule({.id = "b", .condition = Assembler(builder).load(0, "b").give(0)});
  builder.rule(
      {.id = "s",
       .condition =
           Assembler(builder).compare_path(Comparison::kStrictEqual, 0, "s", "\"de\"").give(0)});
  return builder.load();
}

std::string decided(const runtime::LoadedRuleset& ruleset, int a, runtime::Workspace& workspace,
                    EngineKind engine) {
  std::string context = "{\"a\":" + std::to_string(a) + R"(,"s":")" + (a % 2 == 0 ? "de" : "en") +
                        R"(","b":)" + (a % 3 == 0 ? "[1]" : "0") + "}";
  return testing::decided(ruleset, {.entry_point = "shop", .context = context, .engine = engine},
                          workspace);
}

NativeOutcome make(const runtime::LoadedRuleset& ruleset, const runtime::NativePlan& plan) {
  NativeOutcome outcome;
  if (Status used = runtime::use_native(ruleset, plan, testing::interpreted(plan)); !used) {
    outcome.unavailable = used.error().message;
  }
  return outcome;
}

// Threads that decide until they are told to end; what they saw is all bytecode's, or not.
class Deciders {
 public:
  explicit Deciders(const runtime::LoadedRuleset& ruleset) {
    runtime::Workspace workspace;
    for (int a = 0; a < 40; ++a) {
      expected_.push_back(decided(ruleset, a, workspace, EngineKind::kBytecode));
    }
    for (int i = 0; i < kThreads; ++i) {
      threads_.emplace_back([this, &ruleset] { decide(ruleset); });
    }
  }
  // After each of them has decided some more.
  bool end() {
    int wanted = decisions_ + 2 * kThreads * static_cast<int>(expected_.size());
    while (decisions_ < wanted) {
      std::this_thread::yield();
    }
    is_over_ = true;
    threads_.clear();
    return differences_ == 0;
  }

 private:
  void decide(const runtime::LoadedRuleset& ruleset) {
    runtime::Workspace workspace;
    for (std::size_t i = 0; !is_over_; i = (i + 1) % expected_.size()) {
      std::string got = decided(ruleset, static_cast<int>(i), workspace, EngineKind::kAuto);
      differences_ += got == expected_[i] ? 0 : 1;
      ++decisions_;
    }
  }

  std::vector<std::string> expected_;
  std::atomic<bool> is_over_ = false;
  std::atomic<int> decisions_ = 0;
  std::atomic<int> differences_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace

TEST_CASE("code that comes while others decide changes no decision") {
  runtime::RulesetPtr ruleset = sample();
  runtime::NativePlan plan = runtime::native_plan(*ruleset);
  REQUIRE(plan.functions.size() == 1);
  CHECK(runtime::gains_from_native(*ruleset));
  Deciders deciders(*ruleset);
  CHECK_FALSE(runtime::has_native(*ruleset));
  BackgroundCode code(ruleset,
                      [&plan](const runtime::LoadedRuleset& of) { return make(of, plan); });
  CHECK(code.wait().unavailable.empty());
  REQUIRE(code.outcome().has_value());
  CHECK(runtime::has_engine(*ruleset, "shop", EngineKind::kNative));
  CHECK(deciders.end());
}

TEST_CASE("where no code comes bytecode goes on, and nobody waits for it") {
  runtime::RulesetPtr ruleset = sample();
  std::atomic<bool> may_fail = false;
  BackgroundCode code(ruleset, [&may_fail](const runtime::LoadedRuleset&) {
    may_fail.wait(false);
    return NativeOutcome{.unavailable = "the child was killed", .cache_notice = {}};
  });
  Deciders deciders(*ruleset);
  CHECK_FALSE(code.outcome().has_value());
  CHECK(deciders.end());  // while it is being made
  may_fail = true;
  may_fail.notify_all();
  CHECK(code.wait().unavailable == "the child was killed");
  CHECK_FALSE(runtime::has_native(*ruleset));
}

TEST_CASE("the first code stays, and a ruleset that goes takes nothing of another along") {
  runtime::RulesetPtr first = sample();
  runtime::NativePlan plan = runtime::native_plan(*first);
  auto giver = [&plan](const runtime::LoadedRuleset& of) { return make(of, plan); };
  CHECK(BackgroundCode(first, giver).wait().unavailable.empty());
  CHECK(BackgroundCode(first, giver).wait().unavailable == "it has machine code already");
  Deciders deciders(*first);
  for (int i = 0; i < 20; ++i) {
    runtime::RulesetPtr next = sample();
    BackgroundCode code(next, giver);
    next.reset();  // held until the code is there
  }
  CHECK(deciders.end());
  CHECK(runtime::has_native(*first));
}

TEST_CASE("a generator that is wrong is found out before anybody decides by it") {
  runtime::RulesetPtr ruleset = sample();
  runtime::NativePlan plan = runtime::native_plan(*ruleset);
  runtime::NativePlan wrong = plan;
  ++wrong.functions[0].attributes[0].integer_cuts[1];
  Deciders deciders(*ruleset);
  BackgroundCode code(ruleset, [&](const runtime::LoadedRuleset& of) {
    NativeOutcome outcome;
    Status used = runtime::use_native(of, plan, testing::interpreted(wrong));
    outcome.unavailable = used ? "" : used.error().message;
    return outcome;
  });
  CHECK(code.wait().unavailable == "its machine code decides otherwise than its bytecode");
  CHECK(deciders.end());
  CHECK_FALSE(runtime::has_native(*ruleset));
}

}  // namespace rulec::native
