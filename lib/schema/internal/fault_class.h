// Which keyword leads to which finding.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "schema/internal/checker.h"

namespace rulec::schema {

enum class FaultClass : std::uint8_t {
  kUnknownMember,
  kMissingMember,
  kType,
  kValue,
  kForm,
  kMemberName,
  kRange,
  kOther
};

[[nodiscard]] FaultClass classify(Keyword keyword);

// What is out of range ("" for a number, which is shown itself) and how.
[[nodiscard]] std::pair<std::string, std::string> range_in_words(const Violation& violation,
                                                                 const SchemaNode& schema);
[[nodiscard]] std::string mismatch_in_words(const Violation& violation);

}  // namespace rulec::schema
