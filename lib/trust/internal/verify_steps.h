// Where the verifier's steps begin. A test build (RULEC_VERIFY_FAULTS, tests/unit/trust) puts
// faults there; in every other build there is nothing to reach.
#pragma once

#include "base/result.h"

namespace rulec::trust {

inline constexpr int kVerifySteps = 12;

#ifdef RULEC_VERIFY_FAULTS
// Set by a test: called with the number of each step, may fail or throw.
extern Status (*verify_fault)(int step);
inline Status begin_step(int step) {
  return verify_fault == nullptr ? Status() : verify_fault(step);
}
#else
inline Status begin_step(int /*step*/) {
  return {};
}
#endif

}  // namespace rulec::trust
