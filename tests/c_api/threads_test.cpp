// Eight threads decide with one ruleset, each with a session of its own, while rulesets come and go
// beside them: every answer is that of a single thread. Meant for the thread sanitizer.
#include <doctest/doctest.h>
#include <pthread.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "bundle/bundle.h"
#include "rulec/rulec.h"
#include "small_ruleset.h"

namespace rulec {
namespace {

using testing::small_contexts;

constexpr int kThreads = 8;
constexpr int kRounds = 200;
constexpr const char* kEntryPoints[] = {"checkout", "triage", "nowhere"};

struct Shared {
  const rulec_ruleset* ruleset = nullptr;
  const std::string* bytes = nullptr;
  std::atomic<int> wrong = 0;
  std::atomic<int> made = 0;
};

rulec_request request(const char* entry_point, const std::string& context) {
  rulec_request made = RULEC_INIT(rulec_request);
  made.entry_point = entry_point;
  made.context = context.data();
  made.context_length = context.size();
  made.now_ms = 1'700'000'000'000;
  return made;
}

std::string answer(const rulec_ruleset* ruleset, rulec_session* session,
                   const rulec_request& asked) {
  char buffer[64 * 1024];
  size_t length = 0;
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_status status =
      rulec_decide(ruleset, session, &asked, buffer, sizeof buffer, &length, &error);
  return std::to_string(status) + std::string(buffer, length);
}

// All answers, in one order.
std::vector<std::string> answers(const rulec_ruleset* ruleset, rulec_session* session) {
  std::vector<std::string> made;
  for (const char* entry_point : kEntryPoints) {
    for (const std::string& context : small_contexts()) {
      made.push_back(answer(ruleset, session, request(entry_point, context)));
    }
  }
  return made;
}

void work(Shared& shared, const std::vector<std::string>& expected, int number) {
  rulec_session* session = nullptr;
  if (rulec_session_new(&session, nullptr) != RULEC_OK) {
    ++shared.wrong;
    return;
  }
  for (int round = 0; round < kRounds; ++round) {
    if (round % 50 == number) {  // one of its own, loaded and freed beside the others' decisions
      rulec_ruleset* own = nullptr;
      bool is_loaded = rulec_ruleset_load(shared.bytes->data(), shared.bytes->size(), nullptr, &own,
                                          nullptr) == RULEC_OK;
      shared.wrong += is_loaded && answers(own, session) == expected ? 0 : 1;
      rulec_ruleset_free(own);
    }
    shared.wrong += answers(shared.ruleset, session) == expected ? 0 : 1;
    shared.wrong += rulec_ruleset_rule_id(shared.ruleset, 0) == nullptr ? 1 : 0;
    shared.made += static_cast<int>(expected.size());
  }
  rulec_session_free(session);
}

}  // namespace

TEST_CASE("eight threads share a ruleset") {
  std::string bytes = bundle::write_bundle(testing::small_ruleset());
  rulec_ruleset* ruleset = nullptr;
  REQUIRE(rulec_ruleset_load(bytes.data(), bytes.size(), nullptr, &ruleset, nullptr) == RULEC_OK);
  rulec_session* session = nullptr;
  REQUIRE(rulec_session_new(&session, nullptr) == RULEC_OK);
  std::vector<std::string> expected = answers(ruleset, session);
  rulec_session_free(session);

  Shared shared{.ruleset = ruleset, .bytes = &bytes};
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { work(shared, expected, i); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  rulec_ruleset_free(ruleset);
  CHECK(shared.wrong == 0);
  CHECK(shared.made == kThreads * kRounds * static_cast<int>(expected.size()));
}

// The header promises how much stack a call needs. (Sanitizers need more.)
#ifndef RULEC_SANITIZED
namespace {

constexpr std::size_t kStackBytes = std::size_t{256} * 1024;

void* load_and_decide(void* given) {
  auto& shared = *static_cast<Shared*>(given);
  rulec_ruleset* ruleset = nullptr;
  rulec_session* session = nullptr;
  if (rulec_ruleset_load(shared.bytes->data(), shared.bytes->size(), nullptr, &ruleset, nullptr) !=
          RULEC_OK ||
      rulec_session_new(&session, nullptr) != RULEC_OK) {
    ++shared.wrong;
  }
  std::string deep = R"({"cart":{"total":1,"x":)" + std::string(60, '[') + std::string(60, ']') + "}}";
  rulec_request asked = request("checkout", deep);
  for (int i = 0; i < 3; ++i) {
    size_t length = 0;
    shared.wrong +=
        rulec_decide(ruleset, session, &asked, nullptr, 0, &length, nullptr) == RULEC_BUFFER_TOO_SMALL
            ? 0
            : 1;
    ++shared.made;
  }
  rulec_session_free(session);
  rulec_ruleset_free(ruleset);
  return nullptr;
}

}  // namespace

TEST_CASE("a thread with a small stack loads and decides") {
  std::string bytes = bundle::write_bundle(testing::small_ruleset());
  Shared shared{.bytes = &bytes};
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, kStackBytes) == 0);
  pthread_t thread{};
  REQUIRE(pthread_create(&thread, &attributes, load_and_decide, &shared) == 0);
  CHECK(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
  CHECK(shared.wrong == 0);
  CHECK(shared.made == 3);
}
#endif

}  // namespace rulec
