// The smallest changes of a context that turn an outcome round: one field before two, the nearest
// value of a field first. Each is asked of `flips` (the real engine) before it is given.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tooling/explain/flip_values.h"

namespace rulec::tooling {

struct FieldChange {
  std::string path;    // "cart.total", "cart.items.0.price"
  std::string value;   // JSON; "" when the field is taken away
  std::string before;  // JSON; "" when it is not there
};

struct Flip {
  std::vector<FieldChange> changes;  // one or two
};

struct FlipSearch {
  std::vector<Flip> flips;
  std::size_t tried = 0;     // contexts
  bool is_complete = false;  // everything was tried, or as many as wanted were found
};

// At most `wanted`, all with the same number of fields, and at most one for each field or pair.
// `flips` answers for a context as JSON; one that does not fit the schema does not flip.
[[nodiscard]] FlipSearch find_flips(std::span<const FieldValues> fields, const Value& context,
                                    std::size_t wanted,
                                    const std::function<bool(const std::string&)>& flips);

// `cart.total = 99.99`, `remove user.vat_id`, two joined by `and`.
[[nodiscard]] std::string flip_text(const Flip& flip);

}  // namespace rulec::tooling
