// How much the checker can do at most with a value, by the size of the text it was read from. Found
// by a walk of the compiled schema; only for schemas that do not come back to themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "schema/internal/compiled_schema.h"

namespace rulec::schema {

// Something counted: at most fixed + per_value * values, where a text of n bytes has at most
// n / 2 + 1 values. Numbers too large to matter are all one.
struct Growth {
  std::uint64_t fixed = 0;
  std::uint64_t per_value = 0;

  // The longest text that keeps below `limit`; 0 when there is none.
  [[nodiscard]] std::size_t max_bytes(std::uint64_t limit) const;
};

struct WorkBound {
  Growth steps;   // that are charged
  Growth faults;  // that are collected
};

// Nothing when a schema reaches itself, or when they nest so deep that the checker might give up.
[[nodiscard]] std::optional<WorkBound> work_bound(const CompiledSchema& schema);

}  // namespace rulec::schema
