// Hash of a value that agrees with strict equality: 1 and 1.0 hash alike, and so do objects whose
// members stand in another order. Keyed once per process, so that nobody can prepare collisions.
#pragma once

#include <cstdint>
#include <span>

#include "base/arena.h"
#include "value/value.h"

namespace rulec::schema {

[[nodiscard]] std::uint64_t hash_of(const Value& value);
// Whether two of `items` are strictly equal. The table lies in `arena`.
[[nodiscard]] bool has_equal_items(std::span<const Value> items, Arena& arena);

}  // namespace rulec::schema
