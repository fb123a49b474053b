// One run of the program in process, on files in memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "memory_env.h"

namespace rulec::testing {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

struct RunSetup {
  std::map<std::string, std::string, std::less<>> variables;
  std::string input;
  std::int64_t step_ns = 0;  // of the clock, between two readings
};

[[nodiscard]] Ran run_in_memory(MemoryFileSystem& files, const std::vector<std::string>& arguments,
                                const RunSetup& setup = {});
// Without files.
[[nodiscard]] Ran run_in_memory(const std::vector<std::string>& arguments,
                                const RunSetup& setup = {});

}  // namespace rulec::testing
