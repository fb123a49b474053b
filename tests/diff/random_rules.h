// Parts of random rulesets.
#pragma once

#include <array>
#include <string>

#include "generate.h"

namespace rulec::difftest {

inline constexpr std::array kEntryPoints = {"e", "f"};  // that every case has

// They may be malformed.
[[nodiscard]] Json rule_of(Generator& generator, const std::string& id);
[[nodiscard]] Json scorecard_of(Generator& generator, const char* entry_point);
// A condition that compares the term with a small number, alone or beside others.
[[nodiscard]] Json condition_over(Generator& generator, const Json& term);

}  // namespace rulec::difftest
