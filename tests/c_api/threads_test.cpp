// Eight threads decide with one ruleset, each with a session of its own, while rulesets come and go
// beside them: every answer is that of a single thread. Meant for the thread sanitizer.
#include <doctest/doctest.h>
#include <pthread.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "bundle/bundle.h"
#include "program_builder.h"
#include "rulec/rulec.h"

namespace rulec {
namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 200;
constexpr const char* kEntryPoints[] = {"shop", "nowhere"};

constexpr const char* kSchema = R"({"type":"object","required":["user"],"properties":{
    "user":{"type":"object","properties":{"name":{"type":"string","pattern":"^[A-Z][a-z]*$"}}}}})";

// By hand, so that few libraries are built again for the sanitizer: iterators, patterns, an update,
// a message with a computed text, a rule that throws.
std::string bundle_bytes(std::string_view schema) {
  using bytecode::ActionKind;
  using runtime::Assembler;
  using value::OperatorId;
  runtime::ProgramBuilder b;
  b.allow("**");
  b.schema(schema);
  Assembler some(b);
  auto again = some.label();
  auto done = some.label();
  some.meter_begin().load(0, "cart.items").iter_begin(OperatorId::kSome, 0, done, 0, 3).bind(again);
  some.item(1, "price").constant(2, "50").compare(value::Comparison::kGreater, 1, 1, 2);
  some.iter_next(OperatorId::kSome, 0, again).bind(done);
  bytecode::Expression greeting = Assembler(b)
                                      .meter_begin()
                                      .constant(0, "\"Hello \"")
                                      .load(1, "user.name")
                                      .call(OperatorId::kCat, 0, 2)
                                      .give(0);
  b.rule(
      {.id = "a_message",
       .condition = some.give(0),
       .actions = {{.id = "hello", .arguments = {{.name = "message", .expression = greeting}}}}});
  runtime::ActionSpec update{.kind = ActionKind::kUpdate, .target = "user.next"};
  update.arguments = {
      {.name = "value",
       .expression =
           Assembler(b).load(0, "user.age").constant(1, "1").call(OperatorId::kAdd, 0, 2).give(0)}};
  b.rule(
      {.id = "b_update", .condition = Assembler(b).load(0, "user").give(0), .actions = {update}});
  b.rule(
      {.id = "c_throws",
       .condition = Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0)});
  return bundle::write_bundle(b.program);
}

const std::vector<std::string>& contexts() {
  static const std::vector<std::string> kContexts = {
      R"({"user":{"name":"Ann","age":30},"cart":{"items":[{"price":10},{"price":60}]}})",
      R"({"user":{"name":"bob"},"cart":{"items":[]}})",
      R"({"user":{"name":"Bo","age":"41"},"cart":{"items":[{"price":1.5},{"price":"x"}]}})",
      R"({"user":{"name":"J\u00fcrgen"}})",
      R"({"cart":{}})",
      R"({"user":)",
  };
  return kContexts;
}

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
    for (const std::string& context : contexts()) {
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
  std::string bytes = bundle_bytes(kSchema);
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
  CHECK(expected[0].starts_with("0{\"success\":true"));
  CHECK(shared.made == kThreads * kRounds * static_cast<int>(expected.size()));
}

// The header promises how much stack a call needs. (Sanitizers need more.)
#ifndef RULEC_SANITIZED
namespace {

constexpr std::size_t kStackBytes = std::size_t{512} * 1024;

// For lists in lists, so that the checker goes as deep as it may.
std::string deep_schema() {
  std::string lists = R"({"type":"array","items":{"$ref":"#/definitions/lists"}})";
  for (int i = 0; i < 6; ++i) {
    lists.insert(0, R"({"oneOf":[{"type":"string"},)").append("]}");
  }
  return R"({"type":"object","properties":{"x":{"$ref":"#/definitions/lists"}},"definitions":{"lists":)" +
         lists + "}}";
}

void* load_and_decide(void* given) {
  auto& shared = *static_cast<Shared*>(given);
  rulec_ruleset* ruleset = nullptr;
  rulec_session* session = nullptr;
  if (rulec_ruleset_load(shared.bytes->data(), shared.bytes->size(), nullptr, &ruleset, nullptr) !=
          RULEC_OK ||
      rulec_session_new(&session, nullptr) != RULEC_OK) {
    ++shared.wrong;
  }
  std::string deep =
      R"({"user":{"name":"Ann"},"x":)" + std::string(60, '[') + std::string(60, ']') + "}";
  rulec_request asked = request("shop", deep);
  for (int i = 0; i < 3; ++i) {
    size_t length = 0;
    shared.wrong += rulec_decide(ruleset, session, &asked, nullptr, 0, &length, nullptr) ==
                            RULEC_BUFFER_TOO_SMALL
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
  std::string bytes = bundle_bytes(deep_schema());
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
