// Names of units and parts, for messages about literal operands. Internal to lib/value.
#pragma once

#include <span>
#include <string_view>

namespace rulec::value {

[[nodiscard]] std::span<const std::string_view> unit_names();  // of date_diff
[[nodiscard]] std::span<const std::string_view> part_names();  // of date_part

}  // namespace rulec::value
