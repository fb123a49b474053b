// Ids are unique, entry points are declared. Internal to the checker.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/check/report.h"

namespace rulec::compiler {

using EntryPointsByName = std::map<std::string_view, const EntryPointSettings*>;

// Reports the undeclared entry points among `names` and returns the settings of the others. Without
// a list in rulec.yaml every name is good, and one without settings has none.
[[nodiscard]] std::vector<const EntryPointSettings*> check_entry_points(
    const EntryPointsByName& declared, std::span<const parser::TextAt> names, RuleReport& report);
void report_duplicate(const parser::RuleNode& first, const parser::RuleNode& second,
                      RuleReport& report);
// Two scorecards with one id, or at one entry point: `what` they share, as both write it.
void report_duplicate_scorecard(std::string_view what, const parser::TextAt& first,
                                const parser::TextAt& second, RuleReport& report);

}  // namespace rulec::compiler
