// A project in memory, linted with every lint on.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"

namespace rulec::tooling::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // path and bytes

// Those that are off until they are asked for speak of nearly every small rule.
enum class Hints : std::uint8_t { kLeftOut, kKept };
// "RC3007 message" of each finding of the lints that are tested here, and of each error, sorted by
// place.
[[nodiscard]] std::vector<std::string> lints_of(const Files& files, Hints hints = Hints::kLeftOut);
// The findings themselves.
[[nodiscard]] std::vector<diag::Diagnostic> findings_of(const Files& files);
// The files after the first fix of every such finding.
[[nodiscard]] Files fixed(const Files& files);

// A rule `r` of the entry point `e` with these members besides.
[[nodiscard]] std::string rule(const std::string& members, const std::string& id = "r");
// One file with rules.
[[nodiscard]] std::pair<std::string, std::string> rules(const std::vector<std::string>& all);
// The context schema of `e` with these properties; `required` are all of them.
[[nodiscard]] std::pair<std::string, std::string> schema(const std::string& properties);
// A rule with this condition, and a schema with these properties.
[[nodiscard]] Files with_condition(const std::string& condition, const std::string& properties);
// A rule that sets `target` to an expression, and a schema with these properties.
[[nodiscard]] Files with_update(const std::string& target, const std::string& expression,
                                const std::string& properties);

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
