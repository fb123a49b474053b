// Which exit code stands when several apply: the first of 70, 2, 3, 4, 5, 1.
#pragma once

#include <algorithm>
#include <array>

#include "env.h"

namespace rulec::app {

[[nodiscard]] inline ExitCode worse_of(ExitCode a, ExitCode b) {
  constexpr std::array kOrder = {ExitCode::kBug,        ExitCode::kUsage,   ExitCode::kEnvironment,
                                 ExitCode::kNotAllowed, ExitCode::kRefused, ExitCode::kNo,
                                 ExitCode::kOk};
  return std::ranges::find(kOrder, a) < std::ranges::find(kOrder, b) ? a : b;
}

}  // namespace rulec::app
