// How lib/trust says no: one closed error code, the number of the catalogue, and its message with
// the arguments put in.
#pragma once

#include <utility>
#include <vector>

#include "base/result.h"
#include "diag/diagnostic.h"

namespace rulec::trust {

[[nodiscard]] inline std::unexpected<Error> refuse(diag::Code code, std::string message) {
  return fail(ErrorCode::kBadArtifact, std::move(message), static_cast<std::uint16_t>(code));
}

[[nodiscard]] inline std::unexpected<Error> refuse(diag::Code code,
                                                   std::vector<diag::Argument> arguments) {
  return refuse(code, diag::message_of(diag::make(code, std::move(arguments))));
}

}  // namespace rulec::trust
