// Which fields hold money, by their names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rulec::tooling {

// The last word of the last segment that is no index says so: `unit_price`; not `tax_rate`,
// `amount_cents`. Of `total` and `charge` only with another word of money in the path, or beside it
// in the schema: `cart.total`, not `stats.total` or `battery.charge`. `siblings` are the names of
// the fields that lie beside it.
[[nodiscard]] bool is_money_name(std::span<const std::string_view> path,
                                 std::span<const std::string> siblings = {});

}  // namespace rulec::tooling
