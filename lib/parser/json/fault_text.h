// Small texts of which the findings of the reader are made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::json {

// Not longer than forty bytes, cut between code points.
[[nodiscard]] std::string shortened(std::string_view text);
// In upper case, with zeros before it up to `digits`.
[[nodiscard]] std::string hex(std::uint32_t value, std::size_t digits);
// The first character: one that cannot be seen by its number, others as they are.
[[nodiscard]] std::string character(std::string_view text);

struct NumberProblem {
  std::string reason;
  std::string better;  // what was probably meant; may be empty
};
// `number` is not empty and not a JSON number.
[[nodiscard]] NumberProblem number_problem(std::string_view number);

}  // namespace rulec::json
