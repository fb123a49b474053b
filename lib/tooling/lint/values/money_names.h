// Which fields hold money, by their names.
#pragma once

#include <span>
#include <string_view>

namespace rulec::tooling {

// The last word of the last segment that is no index says so: `cart.total`, `unit_price`; not
// `total_items`, `tax_rate`, `amount_cents`.
[[nodiscard]] bool is_money_name(std::span<const std::string_view> path);

}  // namespace rulec::tooling
