// merge, in, cat, substr of the reference, over evaluated operands, and how values are written.
#pragma once

#include <string>
#include <vector>

#include "numbers.h"
#include "own.h"

namespace rulec::reference {

[[nodiscard]] std::vector<std::string> code_points(const std::string& text);
// "null is "", bool true/false, number by the printer; list or object: Invalid Arguments"
[[nodiscard]] std::string cat_text(const Json& value);
// "compact JSON, keys in byte order"; `number` writes a number.
[[nodiscard]] std::string json_text(const Json& value,
                                    std::string (*number)(const Json&) = number_text);

[[nodiscard]] Json merge(const Operands& operands);
[[nodiscard]] Json in(const Operands& operands);
[[nodiscard]] Json cat(const Operands& operands);
[[nodiscard]] Json substr(const Operands& operands);

}  // namespace rulec::reference
