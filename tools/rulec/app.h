// The program without its main: parses arguments, runs one command, returns its exit status. Never
// throws, never calls exit, prints only through Env.
#pragma once

#include <string>
#include <vector>

#include "env.h"

namespace rulec::app {

// `arguments` are those after the program's name.
[[nodiscard]] ExitCode run(const std::vector<std::string>& arguments, Env& env);

}  // namespace rulec::app
