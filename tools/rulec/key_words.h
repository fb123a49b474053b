// What the commands about keys and signatures read and print in the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "failure.h"

namespace rulec::app {

// First 12 digits of a key id, for people.
[[nodiscard]] std::string short_id(std::string_view key_id);
// "staging, production".
[[nodiscard]] std::string joined(const std::vector<std::string>& names);
// Names of a comma-separated flag; a fault of the first one that is no environment's name.
[[nodiscard]] Outcome<std::vector<std::string>> environment_names(std::string_view value,
                                                                  std::string_view flag);
// "2027-12-31T00:00:00Z", or a date for its beginning.
[[nodiscard]] Outcome<std::int64_t> time_of(const std::string& value, std::string_view flag);

}  // namespace rulec::app
