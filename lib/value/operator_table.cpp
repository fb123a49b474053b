// The table of operators.def, and names found in it by binary search over a sorted index.
#include <algorithm>
#include <array>

#include "value/cost.h"
#include "value/functions.h"

namespace rulec::value {
namespace {

constexpr OperatorRow kRows[] = {
#define RULEC_OPERATOR(id, name, form, min, max, flags, function) \
  {OperatorId::k##id, name, OperandForm::k##form, min, max, flags, function},
#include "value/operators.def"
#undef RULEC_OPERATOR
};
constexpr std::size_t kCount = std::size(kRows);
static_assert(kCount <= 256, "instructions name an operator with one byte");

constexpr std::array<std::uint8_t, kCount> kByName = [] {
  std::array<std::uint8_t, kCount> order{};
  for (std::size_t i = 0; i < kCount; ++i) {
    order[i] = static_cast<std::uint8_t>(i);
  }
  std::ranges::sort(order, {}, [](std::uint8_t row) { return kRows[row].name; });
  return order;
}();

}  // namespace

std::span<const OperatorRow> operator_table() {
  return kRows;
}

const OperatorRow& row_of(OperatorId id) {
  return kRows[static_cast<std::size_t>(id)];
}

bool charge_spread(OpContext& ctx, const OperatorRow& row, std::span<const Value> operands) {
  return !row.has(kMeteredSpread) || charge_work(ctx, operands.size(), text_bytes(operands));
}

const OperatorRow* find_operator(std::string_view name) {
  const auto* found =
      std::ranges::lower_bound(kByName, name, {}, [](std::uint8_t row) { return kRows[row].name; });
  bool is_known = found != kByName.end() && kRows[*found].name == name;
  return is_known ? &kRows[*found] : nullptr;
}

}  // namespace rulec::value
