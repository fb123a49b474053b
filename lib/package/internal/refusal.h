// How a package is refused: one closed error code, the number of the catalogue, and a sentence
// about "the package", since bytes do not know the name of the file they came from.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"
#include "diag/diagnostic.h"

namespace rulec::package {

[[nodiscard]] inline std::unexpected<Error> refuse(diag::Code code, std::string message) {
  return fail(ErrorCode::kBadArtifact, std::move(message), static_cast<std::uint16_t>(code));
}

}  // namespace rulec::package
