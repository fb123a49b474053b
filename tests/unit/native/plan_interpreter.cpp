#include "plan_interpreter.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string_view>

#include "value/value.h"

namespace rulec::testing {
namespace {

using runtime::NativeAttribute;
using runtime::NativeFunctionPlan;
using runtime::NativePlan;

std::atomic<const NativePlan*> current = nullptr;

template <class Field>
Field read(const char* slot, std::uint32_t at) {
  Field field;
  std::memcpy(static_cast<void*>(&field), slot + at, sizeof(field));
  return field;
}

std::size_t row_of(const NativeAttribute& attribute, const char* slot) {
  const runtime::NativeLayout& layout = current.load()->layout;
  auto kind = static_cast<Kind>(read<std::uint8_t>(slot, layout.kind));
  std::size_t row = attribute.row_of_kind[static_cast<std::size_t>(kind)];
  auto above = [&](const auto& cuts, auto number) {
    return row + static_cast<std::size_t>(std::ranges::upper_bound(cuts, number) - cuts.begin());
  };
  if (kind == Kind::kBool) {
    return row + read<std::uint64_t>(slot, layout.payload);
  }
  if (kind == Kind::kInteger) {
    return above(attribute.integer_cuts, read<std::int64_t>(slot, layout.payload));
  }
  if (kind == Kind::kDouble) {
    return above(attribute.double_cuts, read<double>(slot, layout.payload));
  }
  if (kind == Kind::kString) {
    std::string_view text(read<const char*>(slot, layout.payload),
                          read<std::uint32_t>(slot, layout.length));
    auto found = std::ranges::find(attribute.texts, text);
    return found == attribute.texts.end()
               ? row
               : row + 1 + static_cast<std::size_t>(found - attribute.texts.begin());
  }
  return row;
}

void call(const void* slots, std::uint64_t* found) {
  const NativeFunctionPlan& plan = current.load()->functions.front();
  std::vector<std::uint64_t> groups = plan.start;
  for (const NativeAttribute& attribute : plan.attributes) {
    const char* slot = static_cast<const char*>(slots) +
                       std::size_t{attribute.path} * current.load()->layout.slot_bytes;
    const std::uint64_t* row = attribute.rows.data() + row_of(attribute, slot) * plan.row_words();
    for (std::size_t i = 0; i < groups.size(); ++i) {
      std::size_t group = i / plan.words;
      bool is_or = (group >= 1 && group <= plan.any_count) || group + 1 == plan.groups();
      groups[i] = is_or ? groups[i] | row[i] : groups[i] & row[i];
    }
  }
  for (std::size_t word = 0; word < plan.words; ++word) {
    auto of = [&](std::size_t group) { return groups[group * plan.words + word]; };
    std::uint64_t holds = of(0);
    for (std::size_t i = 0; i < plan.any_count; ++i) {
      holds &= of(1 + i);
    }
    for (std::size_t i = 0; i < plan.all_count; ++i) {
      holds |= of(1 + plan.any_count + i);
    }
    std::uint64_t ask = of(plan.groups() - 1);
    found[word] = holds & ~ask;
    found[plan.words + word] = ask;
  }
}

}  // namespace

runtime::NativeCode interpreted(const NativePlan& plan) {
  current = &plan;
  return {.owner = nullptr, .calls = {&call}};
}

}  // namespace rulec::testing
