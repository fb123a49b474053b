// Faults of ranges and shapes in words.
#pragma once

#include <string>
#include <utility>

#include "schema/internal/checker.h"

namespace rulec::schema {

// What is out of range ("" for a number, which is shown itself) and how; for class kRange.
[[nodiscard]] std::pair<std::string, std::string> range_in_words(const Violation& violation,
                                                                 const SchemaNode& schema);
// For class kOther.
[[nodiscard]] std::string mismatch_in_words(Fault fault);

}  // namespace rulec::schema
