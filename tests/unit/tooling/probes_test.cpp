// The self test of a bundle: probes made with it, decided when it is loaded.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "bundle/bundle.h"
#include "runtime/self_test.h"
#include "small_ruleset.h"

using namespace rulec;

TEST_CASE("a program carries as many probes as were asked for, each of its own entry point") {
  bytecode::Program program = testing::small_ruleset();
  REQUIRE(program.probes.size() == 4);
  CHECK(program.probes.front().entry_point != program.probes.back().entry_point);
  CHECK(bundle::write_bundle(program) == bundle::write_bundle(testing::small_ruleset()));
}

TEST_CASE("a program that decides its probes as when it was built is loaded with its digest") {
  auto ruleset = runtime::load_tested(testing::small_ruleset(), "sha256:1");
  REQUIRE(ruleset.has_value());
  CHECK(runtime::digest_of(**ruleset) == "sha256:1");
}

TEST_CASE("a program that decides a probe otherwise is not loaded, and says which") {
  bytecode::Program program = testing::small_ruleset();
  program.probes[2].decision_sha256[0] ^= 1;
  auto ruleset = runtime::load_tested(program, "");
  REQUIRE_FALSE(ruleset.has_value());
  CHECK(ruleset.error().rc == 5017);
  CHECK(ruleset.error().message.contains("test context 2"));
  // The rules changed, the probes did not: an entry point that answers otherwise.
  program = testing::small_ruleset();
  for (bytecode::Rule& rule : program.rules) {
    rule.flags = 0;
  }
  program.scorecards[0].items[0].points = program.scorecards[0].items[1].points;
  CHECK_FALSE(runtime::load_tested(program, "").has_value());
}
