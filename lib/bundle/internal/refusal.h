// How the loader says no: one closed error code, the number of the catalogue, and a sentence about
// "the bundle", since bytes do not know the name of the file they came from.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace rulec::bundle {

enum class Refusal : std::uint16_t {
  kArtifactUnreadable = 5001,
  kArtifactTooLarge = 5002,
  kBadMagic = 5003,
  kFormatNewer = 5004,
  kBadHeader = 5005,
  kTruncatedOrTrailing = 5006,
  kHeadHashMismatch = 5007,
  kBadSectionTable = 5008,
  kUnknownCriticalSection = 5009,
  kNonzeroPadding = 5010,
  kSectionHashMismatch = 5011,
  kBadManifest = 5012,
  kEngineTooOld = 5013,
  kLimitExceeded = 5014,
  kBadSection = 5015,
  kDigestMismatch = 5020,
};

[[nodiscard]] inline std::unexpected<Error> refuse(Refusal refusal, std::string message) {
  return fail(ErrorCode::kBadArtifact, std::move(message), static_cast<std::uint16_t>(refusal));
}

}  // namespace rulec::bundle
