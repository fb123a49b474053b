#include "run_in_memory.h"

#include "app.h"

namespace rulec::testing {

Ran run_in_memory(MemoryFileSystem& files, const std::vector<std::string>& arguments,
                  const RunSetup& setup) {
  MemoryEnv memory(files, setup.input);
  memory.variables = setup.variables;
  memory.step_ns = setup.step_ns;
  app::Env env = memory.env();
  int exit_code = static_cast<int>(app::run(arguments, env));
  return {.exit_code = exit_code, .out = memory.out(), .err = memory.err()};
}

Ran run_in_memory(const std::vector<std::string>& arguments, const RunSetup& setup) {
  MemoryFileSystem files;
  return run_in_memory(files, arguments, setup);
}

}  // namespace rulec::testing
