// Two projects in memory, compared, and the result as lines of text.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tooling/diff/diff.h"

namespace rulec::tooling::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // path and bytes

enum class Form : std::uint8_t { kSources, kBundle, kStripped };
[[nodiscard]] std::unique_ptr<RulesetSide> side_of(const Files& files, Form form = Form::kSources);
[[nodiscard]] Comparison compared(const Files& a, const Files& b);

// "changed r1 proved: priority 1 -> 2; condition a -> b".
[[nodiscard]] std::vector<std::string> lines_of(const DefinitionChanges& definitions);
// "e field_added user.id compatible" (or `incompatible`, `undecided`).
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<SchemaChange>& changes);
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<SettingChange>& changes);

// A rule of the entry point "e" with these members besides.
[[nodiscard]] std::string rule(const std::string& id, const std::string& members);
// One file with a rule that has this condition.
[[nodiscard]] Files with_condition(const std::string& condition);

}  // namespace rulec::tooling::testing

template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static doctest::String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += "\n    " + line;
    }
    return text.c_str();
  }
};
