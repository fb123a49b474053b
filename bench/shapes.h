// Workloads of other shapes than the peers' generator makes, so that nothing is tuned to it. Made
// from a number that fixes them: same shape, sizes and seed, same bytes. There are no expected
// matches: engines are compared with each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workload.h"

namespace rulec::bench {

struct ShapeSize {
  std::uint32_t rules = 1000;
  std::uint32_t events = 1000;
  std::uint32_t seed = 7;
};

// ranges     3 to 5 ranges over 12 integers
// equality   3 to 5 equalities over 12 texts of 5 to 2,000 values
// nesting    and, or, not eight deep over fields four deep
// arrays     some, all, none, in and reduce over a list of ten objects
// derived    few computed terms (a product, days between two dates, some of a list), each compared
//            with many constants, beside a few fields
// guarded    the same behind an equality that seldom holds
// strings    equality, in, starts_with and ends_with over texts of 2,000 bytes
// context5k, context50k  few fields of contexts of 5 and 50 kB
// Nothing for another name.
[[nodiscard]] std::optional<Workload> make_shape(std::string_view name, const ShapeSize& size);

// Other conditions, over 15 fields (6 texts, 6 numbers, 3 bools), rules and events from one number:
// mixed      texts, numbers and bools, some alternatives
// ranges     numbers only; equality: texts only; doubles: fractions
// nested     alternatives two deep
// absent     mixed, with events that lack fields
// The names are those of field_shape_names().
[[nodiscard]] const std::vector<std::string>& field_shape_names();
[[nodiscard]] Workload make_field_shape(const std::string& name, const ShapeSize& size);

// Sigma rules of the corpora folder, those of the largest log source, and the events beside them.
[[nodiscard]] Workload sigma_shape(const std::string& corpora);

}  // namespace rulec::bench
