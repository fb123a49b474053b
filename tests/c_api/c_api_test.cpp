// rulec.h, function by function: what is answered, what is refused, and that it is the answer of
// the library behind it.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/bundle.h"
#include "parser/json/reader.h"
#include "rulec/rulec.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "runtime/self_test.h"
#include "small_ruleset.h"

namespace rulec {
namespace {

using testing::small_contexts;
using testing::small_ruleset;

struct Free {
  void operator()(rulec_ruleset* ruleset) const { rulec_ruleset_free(ruleset); }
  void operator()(rulec_session* session) const { rulec_session_free(session); }
};
using Ruleset = std::unique_ptr<rulec_ruleset, Free>;
using Session = std::unique_ptr<rulec_session, Free>;

const std::string& bundle_bytes() {
  static const std::string kBytes = bundle::write_bundle(small_ruleset());
  return kBytes;
}

Ruleset load(std::string_view bytes = bundle_bytes()) {
  rulec_ruleset* ruleset = nullptr;
  rulec_error error = RULEC_INIT(rulec_error);
  CHECK(rulec_ruleset_load(bytes.data(), bytes.size(), nullptr, &ruleset, &error) == RULEC_OK);
  REQUIRE(ruleset != nullptr);
  return Ruleset(ruleset);
}

Session session() {
  rulec_session* made = nullptr;
  REQUIRE(rulec_session_new(&made, nullptr) == RULEC_OK);
  return Session(made);
}

std::string entry_point() {
  bytecode::Program program = small_ruleset();
  return program.strings[program.entry_points[0].name.index()];
}

rulec_request request(const std::string& name, std::string_view context) {
  rulec_request made = RULEC_INIT(rulec_request);
  made.entry_point = name.c_str();
  made.context = context.data();
  made.context_length = context.size();
  made.now_ms = 1'700'000'000'000;
  return made;
}

// Status of loading these bytes, and the message.
rulec_status refusal(std::string_view bytes, std::string* message = nullptr,
                     const rulec_load_options* options = nullptr) {
  auto* ruleset = reinterpret_cast<rulec_ruleset*>(&message);  // must be overwritten
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_status status = rulec_ruleset_load(bytes.data(), bytes.size(), options, &ruleset, &error);
  CHECK((status == RULEC_OK) == (ruleset != nullptr));
  CHECK(error.code == status);
  if (message != nullptr) {
    *message = error.message;
  }
  rulec_ruleset_free(ruleset);
  return status;
}

struct Asked {
  rulec_status status = 0;
  std::string text;
  rulec_error error = RULEC_INIT(rulec_error);
};

Asked decide(const Ruleset& ruleset, const Session& session, const rulec_request& request) {
  Asked asked;
  std::vector<char> buffer(256 * 1024, 'x');
  size_t length = 77;
  asked.status = rulec_decide(ruleset.get(), session.get(), &request, buffer.data(), buffer.size(),
                              &length, &asked.error);
  if (asked.status >= 0) {
    REQUIRE(length < buffer.size());
    CHECK(buffer[length] == '\0');
    asked.text.assign(buffer.data(), length);
  } else {
    CHECK(length == 0);
  }
  return asked;
}

// What the library behind the interface says.
std::string expected(const rulec_request& asked, std::vector<std::uint32_t>* fired = nullptr) {
  auto sealed = bundle::seal(bundle_bytes());
  auto container = bundle::open_container(*sealed, "");
  auto program = bundle::read_program(*container);
  auto ruleset = runtime::load_tested(std::move(*program), container->digest);
  REQUIRE(ruleset.has_value());
  runtime::Workspace workspace;
  runtime::Decision decision;
  runtime::Request inner{.entry_point = asked.entry_point,
                         .context = {asked.context, asked.context_length},
                         .now_ms = asked.now_ms};
  if (asked.acknowledgements != nullptr) {
    inner.acknowledgements = {asked.acknowledgements, asked.acknowledgements_length};
  }
  std::string text;
  JsonWriter json(text);
  if (const auto* problem = runtime::decide(**ruleset, inner, workspace, decision)) {
    runtime::write_problem(json, **ruleset, asked.entry_point, *problem);
  } else {
    runtime::write_decision(json, **ruleset, decision);
    for (const runtime::ExecutedRule& rule : decision.rules_executed) {
      if (fired != nullptr) {
        fired->push_back(rule.rule);
      }
    }
  }
  return text;
}

}  // namespace

TEST_CASE("versions and names") {
  CHECK(rulec_api_version() == RULEC_API_VERSION);
  CHECK(std::string_view(rulec_version()).find('.') != std::string_view::npos);
  CHECK(std::string_view(rulec_status_name(RULEC_OK)) == "ok");
  CHECK(std::string_view(rulec_status_name(6111)) == "entry-point-not-found");
  CHECK(std::string_view(rulec_status_name(5003)) == "bad-magic");
  CHECK(std::string_view(rulec_status_name(RULEC_BAD_ARGUMENT)) == "bad-argument");
  CHECK(std::string_view(rulec_status_name(RULEC_NO_ANSWER)) == "no-answer");
  CHECK(std::string_view(rulec_status_name(RULEC_NO_ANSWER - 1)).empty());
  CHECK(std::string_view(rulec_status_name(9999)).empty());
  CHECK(std::string_view(rulec_status_name(INT32_MIN)).empty());
  CHECK(std::string_view(rulec_status_name(INT32_MAX)).empty());
}

TEST_CASE("a ruleset tells about itself") {
  Ruleset ruleset = load();
  auto sealed = bundle::seal(bundle_bytes());
  CHECK(rulec_ruleset_digest(ruleset.get()) == bundle::digest_of(**sealed));
  size_t length = 0;
  const char* manifest = rulec_ruleset_manifest(ruleset.get(), &length);
  CHECK(std::strlen(manifest) == length);
  CHECK(std::string_view(manifest).starts_with("{\""));
  CHECK(rulec_ruleset_manifest(ruleset.get(), nullptr) == manifest);

  bytecode::Program program = small_ruleset();
  REQUIRE(rulec_ruleset_rule_count(ruleset.get()) == program.rules.size());
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    CHECK(rulec_ruleset_rule_id(ruleset.get(), i) == program.strings[program.rules[i].id.index()]);
  }
  CHECK(rulec_ruleset_rule_id(ruleset.get(), static_cast<std::uint32_t>(program.rules.size())) ==
        nullptr);
}

TEST_CASE("decisions, problems and fired rules are those of the engine") {
  Ruleset ruleset = load();
  Session kept = session();
  bytecode::Program program = small_ruleset();
  std::size_t decisions = 0;
  std::size_t fired_rules = 0;
  std::vector<std::string> contexts = small_contexts();
  contexts.insert(contexts.end(), {"", "{", "[1]", "{\"a\":1,\"a\":2}", "null"});
  for (const bytecode::EntryPoint& row : program.entry_points) {
    const std::string& name = program.strings[row.name.index()];
    for (const std::string& context : contexts) {
      for (const char* acknowledgements :
           {static_cast<const char*>(nullptr), "{}", "{\"terms\":1}"}) {
        rulec_request asked = request(name, context);
        asked.acknowledgements = acknowledgements;
        asked.acknowledgements_length =
            acknowledgements == nullptr ? 0 : std::strlen(acknowledgements);
        std::vector<std::uint32_t> want;
        std::string text = expected(asked, &want);
        Asked got = decide(ruleset, kept, asked);
        CHECK(got.text == text);
        CHECK((got.status == RULEC_OK) == text.starts_with("{\"success\":true"));
        CHECK(got.error.code == got.status);
        decisions += got.status == RULEC_OK ? 1 : 0;

        std::uint32_t rules[64];
        size_t count = 99;
        CHECK(rulec_fired(ruleset.get(), kept.get(), &asked, rules, 64, &count, nullptr) ==
              got.status);
        CHECK(std::vector<std::uint32_t>(rules, rules + count) == want);
        fired_rules += count;
      }
    }
  }
  CHECK(decisions > 3);
  CHECK(fired_rules >= 3);
}

TEST_CASE("every engine decides alike") {
  Ruleset ruleset = load();
  Session kept = session();
  std::string name = entry_point();
  for (const std::string& context : small_contexts()) {
    rulec_request asked = request(name, context);
    Asked first = decide(ruleset, kept, asked);
    for (std::uint32_t engine = RULEC_ENGINE_BYTECODE; engine <= RULEC_ENGINE_NATIVE; ++engine) {
      asked.engine = engine;
      Asked got = decide(ruleset, kept, asked);
      CHECK(got.status == first.status);
      CHECK(got.text == first.text);
    }
  }
}

TEST_CASE(
    "a small buffer: the size is answered, nothing is written beyond it, the answer is kept") {
  Ruleset ruleset = load();
  Session kept = session();
  std::string name = entry_point();
  for (std::string_view context : {std::string_view(small_contexts()[0]), std::string_view("{")}) {
    rulec_request asked = request(name, context);
    Asked whole = decide(ruleset, kept, asked);
    for (std::size_t capacity : {std::size_t{0}, std::size_t{1}, whole.text.size() - 1,
                                 whole.text.size(), whole.text.size() + 1}) {
      std::vector<char> buffer(capacity + 8, '#');
      size_t length = 0;
      rulec_error error = RULEC_INIT(rulec_error);
      rulec_status status =
          rulec_decide(ruleset.get(), kept.get(), &asked, capacity == 0 ? nullptr : buffer.data(),
                       capacity, &length, &error);
      CHECK(length == whole.text.size());
      CHECK(std::string_view(buffer.data() + capacity, 8) == "########");
      bool fits = capacity > whole.text.size();
      CHECK(status == (fits ? whole.status : RULEC_BUFFER_TOO_SMALL));
      if (fits) {
        CHECK(std::string_view(buffer.data(), length) == whole.text);
      } else {
        CHECK(error.code == RULEC_BUFFER_TOO_SMALL);
        CHECK((capacity == 0 || buffer[0] == '\0'));
      }
      const char* text = nullptr;
      size_t kept_length = 0;
      CHECK(rulec_session_answer(kept.get(), &text, &kept_length) == whole.status);
      CHECK(std::string_view(text, kept_length) == whole.text);
      CHECK(text[kept_length] == '\0');
    }
  }
}

TEST_CASE("a small list of fired rules holds the first ones") {
  Ruleset ruleset = load();
  Session kept = session();
  bytecode::Program program = small_ruleset();
  bool was_small = false;
  for (const std::string& context : small_contexts()) {
    std::string name = entry_point();
    rulec_request asked = request(name, context);
    std::uint32_t all[64];
    size_t count = 0;
    if (rulec_fired(ruleset.get(), kept.get(), &asked, all, 64, &count, nullptr) != RULEC_OK ||
        count == 0) {
      continue;
    }
    was_small = true;
    std::uint32_t some[64];
    std::fill(some, some + 64, 4711U);
    size_t again = 0;
    rulec_error error = RULEC_INIT(rulec_error);
    CHECK(rulec_fired(ruleset.get(), kept.get(), &asked, some, count - 1, &again, &error) ==
          RULEC_BUFFER_TOO_SMALL);
    CHECK(error.code == RULEC_BUFFER_TOO_SMALL);
    CHECK(again == count);
    CHECK(std::equal(some, some + (count - 1), all));
    CHECK(some[count - 1] == 4711U);
    CHECK(rulec_fired(ruleset.get(), kept.get(), &asked, nullptr, 0, &again, nullptr) ==
          RULEC_BUFFER_TOO_SMALL);
    CHECK(again == count);
    const char* text = nullptr;
    size_t length = 1;
    CHECK(rulec_session_answer(kept.get(), &text, &length) == RULEC_NO_ANSWER);
    CHECK(text == nullptr);
    CHECK(length == 0);
  }
  CHECK(was_small);
}

namespace {
const std::string kNowhere = "nowhere";
}  // namespace

TEST_CASE("unknown entry points and contexts that are no JSON") {
  Ruleset ruleset = load();
  Session kept = session();
  Asked unknown = decide(ruleset, kept, request(kNowhere, "{}"));
  CHECK(unknown.status == 6111);
  CHECK(std::string_view(unknown.error.message) == "the ruleset has no entry point `nowhere`");
  CHECK(unknown.text.find("\"code\":\"RC6111\"") != std::string::npos);

  std::string name = entry_point();
  Asked bad = decide(ruleset, kept, request(name, R"({"a":1,})"));
  CHECK(bad.status == 6101);
  CHECK(bad.error.offset == 6);
  CHECK(bad.text.find("\"offset\":6") != std::string::npos);

  rulec_request acknowledged = request(name, small_contexts()[0]);
  acknowledged.acknowledgements = "[";
  acknowledged.acknowledgements_length = 1;
  CHECK(decide(ruleset, kept, acknowledged).status == 6101);

  // Refused as rulec_fired too, with the problem kept.
  size_t count = 5;
  rulec_request asked = request(kNowhere, "{}");
  CHECK(rulec_fired(ruleset.get(), kept.get(), &asked, nullptr, 0, &count, nullptr) == 6111);
  CHECK(count == 0);
  const char* text = nullptr;
  size_t length = 0;
  CHECK(rulec_session_answer(kept.get(), &text, &length) == 6111);
  CHECK(std::string_view(text, length) == unknown.text);
}

TEST_CASE("limits of a context") {
  Ruleset ruleset = load();
  Session kept = session();
  std::string name = entry_point();
  std::string deep = "{\"a\":" + std::string(64, '[') + std::string(64, ']') + "}";
  CHECK(decide(ruleset, kept, request(name, deep)).status == 6101);
  std::string large = "{\"a\":\"" + std::string(1024 * 1024, 'x') + "\"}";
  CHECK(decide(ruleset, kept, request(name, large)).status == 6101);
}

TEST_CASE("a message is cut at a whole character") {
  Ruleset ruleset = load();
  Session kept = session();
  for (int shift = 0; shift < 4; ++shift) {
    std::string name(static_cast<std::size_t>(shift), 'x');
    for (int i = 0; i < 400; ++i) {
      name += "\xe2\x82\xac";
    }
    Asked asked = decide(ruleset, kept, request(name, "{}"));
    std::string_view message = asked.error.message;
    CHECK(message.size() > sizeof asked.error.message - 5);
    CHECK(message.size() < sizeof asked.error.message);
    CHECK(message.ends_with("\xe2\x82\xac"));
  }
}

TEST_CASE("damaged bundles") {
  std::string message;
  CHECK(refusal("", &message) == 5003);
  CHECK_FALSE(message.empty());
  CHECK(refusal("PK\x03\x04 and so on, as long as a header has to be to be looked at at all, "
                "and a little more") == 5003);
  const std::string& good = bundle_bytes();
  CHECK(refusal(good) == RULEC_OK);
  CHECK(refusal(good + "x") == 5006);
  CHECK(refusal(std::string_view(good).substr(0, good.size() - 1)) == 5006);
  for (std::size_t at = 0; at < good.size(); at += 97) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    rulec_status status = refusal(damaged);
    CHECK(status >= 5003);
    CHECK(status <= 5020);
  }
  // With the hashes put right the decoders and the verifier stand alone; nothing may crash.
  for (std::size_t at = 64; at < good.size(); at += 61) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x04);
    testing::put_hashes_right(damaged);
    rulec_status status = refusal(damaged);
    CHECK((status == RULEC_OK || (status >= 5003 && status <= 5020)));
  }
}

TEST_CASE("the digest that is expected") {
  std::string digest = rulec_ruleset_digest(load().get());
  rulec_load_options options = RULEC_INIT(rulec_load_options);
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_OK);
  options.expected_digest = digest.c_str();
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_OK);
  digest.back() = digest.back() == '0' ? '1' : '0';
  options.expected_digest = digest.c_str();
  CHECK(refusal(bundle_bytes(), nullptr, &options) == 5020);
  // "" is no wish for any bundle: it is a digest that was not filled in.
  options.expected_digest = "";
  CHECK(refusal(bundle_bytes(), nullptr, &options) == 5020);
}

TEST_CASE("null arguments") {
  Ruleset ruleset = load();
  Session kept = session();
  std::string name = entry_point();
  rulec_request good = request(name, small_contexts()[0]);
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_ruleset* made = nullptr;
  size_t length = 0;
  char buffer[16];
  std::uint32_t rules[4];
  const char* text = nullptr;

  CHECK(rulec_ruleset_load(nullptr, 0, nullptr, &made, &error) == RULEC_BAD_ARGUMENT);
  CHECK(error.code == RULEC_BAD_ARGUMENT);
  CHECK(std::strlen(error.message) > 0);
  CHECK(rulec_ruleset_load("x", 1, nullptr, nullptr, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_session_new(nullptr, nullptr) == RULEC_BAD_ARGUMENT);
  rulec_ruleset_free(nullptr);
  rulec_session_free(nullptr);
  CHECK(rulec_ruleset_digest(nullptr) == nullptr);
  length = 5;
  CHECK(rulec_ruleset_manifest(nullptr, &length) == nullptr);
  CHECK(length == 0);
  CHECK(rulec_ruleset_rule_count(nullptr) == 0);
  CHECK(rulec_ruleset_rule_id(nullptr, 0) == nullptr);

  CHECK(rulec_decide(nullptr, kept.get(), &good, buffer, 16, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_decide(ruleset.get(), nullptr, &good, buffer, 16, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_decide(ruleset.get(), kept.get(), nullptr, buffer, 16, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_decide(ruleset.get(), kept.get(), &good, nullptr, 16, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_decide(ruleset.get(), kept.get(), &good, buffer, 16, nullptr, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_fired(nullptr, kept.get(), &good, rules, 4, &length, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_fired(ruleset.get(), nullptr, &good, rules, 4, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_fired(ruleset.get(), kept.get(), nullptr, rules, 4, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_fired(ruleset.get(), kept.get(), &good, nullptr, 4, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_fired(ruleset.get(), kept.get(), &good, rules, 4, nullptr, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_session_answer(nullptr, &text, &length) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_session_answer(kept.get(), nullptr, &length) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_session_answer(kept.get(), &text, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_session_answer(kept.get(), &text, &length) == RULEC_NO_ANSWER);

  auto with = [&](auto change) {
    rulec_request changed = good;
    change(changed);
    return decide(ruleset, kept, changed).status;
  };
  CHECK(with([](rulec_request&) {}) == RULEC_OK);
  CHECK(with([](rulec_request& r) { r.entry_point = nullptr; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.entry_point = "\xff"; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.context = nullptr; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.acknowledgements_length = 1; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.now_ms = INT64_MAX; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.now_ms = -62'135'596'800'001; }) == RULEC_BAD_ARGUMENT);
  CHECK(with([](rulec_request& r) { r.engine = 4; }) == RULEC_BAD_ARGUMENT);
}

TEST_CASE("structs of other versions") {
  Ruleset ruleset = load();
  Session kept = session();
  std::string name = entry_point();

  struct Later {
    rulec_request known;
    std::uint64_t member;
  };
  auto status = [&](std::size_t size, std::uint64_t member) {
    Later later{request(name, small_contexts()[0]), member};
    later.known.struct_size = size;
    return decide(ruleset, kept, later.known).status;
  };
  CHECK(status(sizeof(Later), 0) == RULEC_OK);
  CHECK(status(sizeof(Later), 1) == RULEC_BAD_VERSION);
  CHECK(status(0, 0) == RULEC_BAD_VERSION);
  CHECK(status(sizeof(rulec_request) - 1, 0) == RULEC_BAD_VERSION);
  CHECK(status(SIZE_MAX, 0) == RULEC_BAD_VERSION);
  rulec_request reserved = request(name, small_contexts()[0]);
  reserved.reserved = 1;
  CHECK(decide(ruleset, kept, reserved).status == RULEC_BAD_VERSION);

  rulec_load_options options = RULEC_INIT(rulec_load_options);
  options.struct_size = 3;
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_BAD_VERSION);
  options = RULEC_INIT(rulec_load_options);
  options.reserved = 1;
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_BAD_VERSION);
  options = RULEC_INIT(rulec_load_options);
  options.index = 3;
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_BAD_ARGUMENT);
  options.index = RULEC_INDEX_ALWAYS;
  CHECK(refusal(bundle_bytes(), nullptr, &options) == RULEC_OK);

  // An error of another size cannot be written to.
  rulec_error error = RULEC_INIT(rulec_error);
  error.struct_size = 8;
  error.message[0] = '?';
  rulec_session* made = kept.get();  // anything but NULL
  rulec_ruleset* other = ruleset.get();
  size_t length = 0;
  rulec_request good = request(name, "{}");
  CHECK(rulec_session_new(&made, &error) == RULEC_BAD_VERSION);
  CHECK(made == nullptr);
  CHECK(rulec_ruleset_load("x", 1, nullptr, &other, &error) == RULEC_BAD_VERSION);
  CHECK(other == nullptr);
  CHECK(rulec_decide(ruleset.get(), kept.get(), &good, nullptr, 0, &length, &error) ==
        RULEC_BAD_VERSION);
  CHECK(rulec_fired(ruleset.get(), kept.get(), &good, nullptr, 0, &length, &error) ==
        RULEC_BAD_VERSION);
  CHECK(error.message[0] == '?');
}

TEST_CASE("a session goes from one ruleset to the next, and outlives them") {
  Session kept = session();
  std::string name = entry_point();
  rulec_request asked = request(name, small_contexts()[0]);
  std::string first;
  for (int i = 0; i < 3; ++i) {
    Ruleset ruleset = load();
    Asked got = decide(ruleset, kept, asked);
    CHECK(got.status == RULEC_OK);
    CHECK((first.empty() || first == got.text));
    first = got.text;
  }
  const char* text = nullptr;
  size_t length = 0;
  CHECK(rulec_session_answer(kept.get(), &text, &length) == RULEC_OK);
  CHECK(std::string_view(text, length) == first);
}

}  // namespace rulec
