// Ids are unique, entry points are declared. Internal to the checker.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/check/report.h"

namespace rulec::compiler {

using EntryPointsByName = std::map<std::string_view, const EntryPointSettings*>;

// Reports the rule's undeclared entry points and returns the settings of the others. Without a list
// in rulec.yaml every name is good, and one without settings has none.
[[nodiscard]] std::vector<const EntryPointSettings*> check_entry_points(
    const EntryPointsByName& declared, RuleReport& report);
void report_duplicate(const parser::RuleNode& first, RuleReport& report);

}  // namespace rulec::compiler
