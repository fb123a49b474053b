// An error or an exception in any step of the verifier is a refusal. This binary alone is built
// with RULEC_VERIFY_FAULTS.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "samples.h"
#include "trust/internal/verify_steps.h"

namespace rulec::trust {
namespace {

using namespace samples;

enum class Fault : std::uint8_t { kError, kException, kOddException, kFailedCheck };

int g_step = 0;
Fault g_fault = Fault::kError;
int g_seen = 0;

Status strike(int step) {
  g_seen = std::max(g_seen, step);
  if (step != g_step) {
    return {};
  }
  switch (g_fault) {
    case Fault::kError:
      return fail(ErrorCode::kIo, "a fault of the world", 5199);
    case Fault::kException:
      throw std::runtime_error("a fault of a library");
    case Fault::kOddException:
      throw 1;
    case Fault::kFailedCheck:
      throw std::bad_alloc();
  }
  return {};
}

TEST_CASE("a fault in each step refuses what would have been admitted") {
  PrivateKey key = rfc_key();
  TrustPolicy policy = policy_of(trust_text({row(key, "ci@shop", "release")}));
  std::vector<std::string> envelopes = {envelope_of(write_release(subject(), release()), key)};
  verify_fault = strike;
  g_step = 0;
  REQUIRE(verdict(envelopes, policy) == 0);
  CHECK(g_seen == kVerifySteps);
  for (g_step = 1; g_step <= kVerifySteps; ++g_step) {
    for (Fault fault :
         {Fault::kError, Fault::kException, Fault::kOddException, Fault::kFailedCheck}) {
      g_fault = fault;
      CAPTURE(g_step);
      CHECK(verdict(envelopes, policy) == 5199);
    }
  }
  // Also where signatures are optional and none is there.
  TrustPolicy lax = policy_of(trust_text(
      {row(key, "ci@shop", "release")},
      R"(,"environments":{"production":{"type":"development","signatures":"optional"}})"));
  g_step = 0;
  REQUIRE(verdict({}, lax) == 0);
  for (g_step = 1; g_step <= 3; ++g_step) {
    g_fault = Fault::kException;
    CHECK(verdict({}, lax) == 5199);
  }
  verify_fault = nullptr;
}

}  // namespace
}  // namespace rulec::trust
