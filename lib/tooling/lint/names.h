// The words that the name of a field is made of: `unit_price`, `unitPrice`, `unit-price` are all
// "unit", "price".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::tooling {

// In small letters; other letters than those of ASCII stay as they are.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name);

}  // namespace rulec::tooling
