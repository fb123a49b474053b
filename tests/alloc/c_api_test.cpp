// Decisions through the C interface ask nothing of the heap from the second one on.
#include <doctest/doctest.h>

#include <string>

#include "bundle/bundle.h"
#include "counting_malloc.h"
#include "rulec/rulec.h"
#include "small_ruleset.h"

namespace rulec::testing {

TEST_CASE("no heap from the second decision of a session on, through the C interface") {
  std::string bytes = bundle::write_bundle(small_ruleset());
  rulec_ruleset* ruleset = nullptr;
  rulec_session* session = nullptr;
  REQUIRE(rulec_ruleset_load(bytes.data(), bytes.size(), nullptr, &ruleset, nullptr) == RULEC_OK);
  REQUIRE(rulec_session_new(&session, nullptr) == RULEC_OK);
  char buffer[64 * 1024];
  std::uint32_t rules[64];
  std::uint64_t after_first = 0;
  std::size_t made = 0;
  std::size_t fired = 0;
  std::size_t small = 0;
  for (int round = 0; round < 50; ++round) {
    // The last one is refused, and a problem document is written out of short-lived texts.
    for (std::size_t i = 0; i + 1 < small_contexts().size(); ++i) {
      const std::string& context = small_contexts()[i];
      rulec_request request = RULEC_INIT(rulec_request);
      rulec_error error = RULEC_INIT(rulec_error);
      request.entry_point = "checkout";
      request.context = context.data();
      request.context_length = context.size();
      request.now_ms = 1'700'000'000'000 + round;
      size_t length = 0;
      // Every third answer stays where it is.
      size_t capacity = made % 3 == 2 ? 10 : sizeof buffer;
      rulec_status status =
          rulec_decide(ruleset, session, &request, buffer, capacity, &length, &error);
      small += status == RULEC_BUFFER_TOO_SMALL ? 1 : 0;
      size_t count = 0;
      status = rulec_fired(ruleset, session, &request, rules, 64, &count, &error);
      fired += status == RULEC_OK ? count : 0;
      if (++made == 1) {
        after_first = heap_calls();
      }
    }
  }
  std::uint64_t asked = heap_calls() - after_first;
  rulec_session_free(session);
  rulec_ruleset_free(ruleset);
  CHECK(asked == 0);
  CHECK(made > 50);
  CHECK(fired >= 50);
  CHECK(small > 10);
}

}  // namespace rulec::testing
