// A severity as the word that every output uses for it.
#pragma once

#include <string_view>

#include "diag/diagnostic.h"

namespace rulec::diag {

[[nodiscard]] inline std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Hint:
    case Severity::Retired:
      return "hint";
  }
  return "hint";
}

}  // namespace rulec::diag
