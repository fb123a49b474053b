// The table of operators.def, and names found in it by a hash table that the compiler fills.
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

// Every phase asks for the row of every call, so a name is found by some of its bytes.
constexpr std::size_t kSlots = 512;
static_assert(kCount * 2 < kSlots);

constexpr std::size_t slot_of(std::string_view name) {
  if (name.empty()) {
    return 0;
  }
  auto byte = [name](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(name[at]));
  };
  return (name.size() * 97 + byte(0) * 61 + byte(name.size() / 2) * 29 + byte(name.size() - 1)) %
         kSlots;
}

// Row + 1 at the first free slot from that of its name on; 0 where there is none.
constexpr std::array<std::uint16_t, kSlots> kByName = [] {
  std::array<std::uint16_t, kSlots> slots{};
  for (std::size_t row = 0; row < kCount; ++row) {
    std::size_t at = slot_of(kRows[row].name);
    while (slots[at] != 0) {
      at = (at + 1) % kSlots;
    }
    slots[at] = static_cast<std::uint16_t>(row + 1);
  }
  return slots;
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
  for (std::size_t at = slot_of(name); kByName[at] != 0; at = (at + 1) % kSlots) {
    const OperatorRow& row = kRows[kByName[at] - 1];
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace rulec::value
