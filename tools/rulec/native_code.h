// `--engine native`: machine code for what is about to be decided, and the hidden verb that makes
// it.
#pragma once

#include <string>
#include <vector>

#include "env.h"
#include "runtime/engine.h"

namespace rulec::app {

// Where there is none, a line on standard error says why, and bytecode answers.
void give_native_code(const runtime::LoadedRuleset& ruleset, bool is_quiet, Env& env);

// Whether these arguments are those of the child that makes machine code.
[[nodiscard]] bool is_native_worker(const std::vector<std::string>& arguments);
// A plan from standard input, an object to standard output.
[[nodiscard]] ExitCode run_native_worker(const std::vector<std::string>& arguments, Env& env);

}  // namespace rulec::app
