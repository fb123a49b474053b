// What `rulec compile --verify` found, as text and as JSON.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "tooling/test/verify.h"

namespace rulec::app {

// One line for a verification without differences; without a decision it is no success but a hint.
[[nodiscard]] std::string verification_text(const tooling::Verification& verification);
// The member `verification`.
void write_verification(JsonWriter& json, const tooling::Verification& verification);

}  // namespace rulec::app
