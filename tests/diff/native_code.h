// Machine code for rulesets of the equality tests; none unless a library was opened.
#pragma once

#include <string>

#include "runtime/engine.h"

namespace rulec::difftest {

// Ends the program with a sentence when the library cannot be opened.
void open_native_code(const std::string& library);
[[nodiscard]] bool has_native_code();
// Makes, links and tests code for a ruleset that has anything to gain; a failure ends the program.
void give_native_code(const runtime::LoadedRuleset& ruleset);

}  // namespace rulec::difftest
