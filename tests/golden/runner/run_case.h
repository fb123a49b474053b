// Runs the command lines of a case through the real program, in process and in memory.
#pragma once

#include <string>

#include "golden_case.h"

namespace rulec::testing {

struct RunOutcome {
  Expectation actual;               // files: those that the case expects, as they are now
  std::vector<std::string> faults;  // command lines that could not be read, files missing
};

[[nodiscard]] RunOutcome run_case(const GoldenCase& golden);

}  // namespace rulec::testing
