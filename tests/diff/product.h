// The product's answer to one expression, by the road that `rulec eval --expr` takes.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/reference.h"
#include "runtime/engine.h"

namespace rulec::difftest {

using reference::Json;
using reference::kExprCost;
using reference::Outcome;

// The one instant of all comparisons: 2026-02-28T23:59:58.765Z, a leap year's neighbour at its
// edge.
constexpr std::int64_t kNow = 1'772'323'198'765;

// An expression compiled at optimiser level 0, 1 or 2. A compiler refusal is an error of type
// "refused: …".
class Product {
 public:
  Product(const Json& expression, int level, std::uint64_t expr_cost = kExprCost);
  [[nodiscard]] Outcome answer(const Json& context) const;

 private:
  void refuse(const std::string& why);

  std::optional<Outcome> refusal_;
  runtime::RulesetPtr ruleset_;
};

}  // namespace rulec::difftest
