// rulec's own operators over lists and objects: length, count, keys, values, has, sum, avg,
// distinct, sort (language.md 3.5).
#include <algorithm>
#include <bit>

#include "value/cost.h"
#include "value/functions.h"
#include "value/number.h"
#include "value/order.h"
#include "value/text.h"

namespace rulec::value {
namespace {

Value length_of_text(OpContext& ctx, const Value& text) {
  if (!charge_work(ctx, 0, text.length())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.length())) {
    return value_too_large();
  }
  return Value::integer(static_cast<std::int64_t>(count_code_points(text.as_string())));
}

// Elements of a list, members of an object; null counts 0.
Value size_of(OpContext& ctx, const Value& container) {
  std::uint32_t size = container.is_null() ? 0 : container.length();
  return charge_work(ctx, size, 0) ? Value::integer(size) : budget_exceeded();
}

// The members of an object in byte order of the keys, each as `part` of it.
template <class Part>
Value members_as(OpContext& ctx, std::span<const Value> operands, Part part) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || !operands[0].is_object()) {
    return invalid_arguments();
  }
  auto members = operands[0].members();
  if (!charge_work(ctx, members.size(), 0)) {
    return budget_exceeded();
  }
  auto order = key_order(operands[0], ctx.arena);
  auto items = ctx.arena.make_span<Value>(members.size());
  std::ranges::transform(order, items.begin(), [&](std::uint32_t i) { return part(members[i]); });
  return Value::list(items);
}

// Shared by sum and avg: one list, charged, or null. Otherwise the error.
struct ListOperand {
  std::span<const Value> items;
  bool is_null = false;
  Value error;
};

ListOperand list_operand(OpContext& ctx, std::span<const Value> operands) {
  ListOperand found;
  if (const Value* error = first_error(operands)) {
    found.error = *error;
    return found;
  }
  found.is_null = operands.size() == 1 && operands[0].is_null();
  if (operands.size() != 1 || (!operands[0].is_list() && !found.is_null)) {
    found.error = invalid_arguments();
    return found;
  }
  found.items = found.is_null ? std::span<const Value>() : operands[0].as_list();
  if (!charge_work(ctx, found.items.size(), text_bytes(found.items))) {
    found.error = budget_exceeded();
  }
  return found;
}

// A list's positions in the order of its values; of equal ones the first comes first.
std::span<std::uint32_t> sorted_positions(Arena& arena, std::span<const Value> list,
                                          std::strong_ordering before) {
  auto positions = arena.make_span<std::uint32_t>(list.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<std::uint32_t>(i);
  }
  std::ranges::sort(positions, [&](std::uint32_t a, std::uint32_t b) {
    auto order = order_of(list[a], list[b]);
    return order == 0 ? a < b : order == before;
  });
  return positions;
}

// Up to so many items are compared one by one: cheaper than sorting.
constexpr std::size_t kFewItems = 12;

std::span<const Value> distinct_few(Arena& arena, std::span<const Value> list) {
  auto kept = arena.make_span<Value>(list.size());
  std::size_t count = 0;
  for (const Value& item : list) {
    if (!list_contains(kept.first(count), item)) {
      kept[count++] = item;
    }
  }
  return kept.first(count);
}

// Sorting brings equal items together, the first one in front. Unlike a hash table this is never
// quadratic, whatever the items are.
std::span<const Value> distinct_many(Arena& arena, std::span<const Value> list) {
  auto positions = sorted_positions(arena, list, std::strong_ordering::less);
  auto is_first = arena.make_span<bool>(list.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    is_first[positions[i]] = i == 0 || order_of(list[positions[i - 1]], list[positions[i]]) != 0;
  }
  auto kept = arena.make_span<Value>(list.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (is_first[i]) {
      kept[count++] = list[i];
    }
  }
  return kept.first(count);
}

// The direction that sorts first; nothing when it is no direction.
std::optional<std::strong_ordering> sort_direction(std::span<const Value> operands) {
  if (operands.size() == 1) {
    return std::strong_ordering::less;
  }
  if (operands.size() != 2 || !operands[1].is_string()) {
    return std::nullopt;
  }
  if (operands[1].as_string() == "asc") {
    return std::strong_ordering::less;
  }
  return operands[1].as_string() == "desc" ? std::optional(std::strong_ordering::greater)
                                           : std::nullopt;
}

bool are_scalars(std::span<const Value> list) {
  return std::ranges::none_of(list,
                              [](const Value& item) { return item.is_list() || item.is_object(); });
}

}  // namespace

Value op_length(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1) {
    return invalid_arguments();
  }
  const Value& operand = operands[0];
  if (operand.is_string()) {
    return length_of_text(ctx, operand);
  }
  bool has_size = operand.is_null() || operand.is_list() || operand.is_object();
  return has_size ? size_of(ctx, operand) : invalid_arguments();
}

Value op_count(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  bool is_countable = operands.size() == 1 && (operands[0].is_null() || operands[0].is_list());
  return is_countable ? size_of(ctx, operands[0]) : invalid_arguments();
}

Value op_keys(OpContext& ctx, std::span<const Value> operands) {
  return members_as(ctx, operands, [](const Member& member) { return Value::string(member.key); });
}

Value op_values(OpContext& ctx, std::span<const Value> operands) {
  return members_as(ctx, operands, [](const Member& member) { return member.value; });
}

Value op_has(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 2) {
    return invalid_arguments();
  }
  const Value& container = operands[0];
  const Value& key = operands[1];
  if (container.is_null()) {
    return Value::boolean(false);
  }
  if (container.is_object() && key.is_string()) {
    return Value::boolean(!container.member(key.as_string()).is_absent());
  }
  if (container.is_list() && key.is_integer()) {
    return Value::boolean(key.as_integer() >= 0 && key.as_integer() < container.length());
  }
  return invalid_arguments();
}

Value op_sum(OpContext& ctx, std::span<const Value> operands) {
  ListOperand list = list_operand(ctx, operands);
  if (list.error.is_error()) {
    return list.error;
  }
  if (list.items.empty()) {
    return Value::integer(0);
  }
  auto sum = fold(Arithmetic::kAdd, list.items);
  return sum ? to_value(ctx.arena, *sum) : nan_error();
}

Value op_avg(OpContext& ctx, std::span<const Value> operands) {
  ListOperand list = list_operand(ctx, operands);
  if (list.error.is_error()) {
    return list.error;
  }
  if (list.items.empty()) {
    return Value::null();
  }
  auto sum = fold(Arithmetic::kAdd, list.items);
  auto count = Number::of(static_cast<std::int64_t>(list.items.size()));
  auto average = sum ? calculate(Arithmetic::kDivide, *sum, count) : std::nullopt;
  return average ? to_value(ctx.arena, *average) : nan_error();
}

Value op_distinct(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || !operands[0].is_list()) {
    return invalid_arguments();
  }
  auto list = operands[0].as_list();
  // What lies inside the items is read as often as a sort reads an item.
  std::uint64_t inner = values_in(operands[0], list.size() + left_of(ctx)) - list.size();
  if (!charge_work(ctx,
                   list.size() + inner * static_cast<std::uint64_t>(std::bit_width(list.size())),
                   text_bytes(list))) {
    return budget_exceeded();
  }
  return Value::list(list.size() <= kFewItems ? distinct_few(ctx.arena, list)
                                              : distinct_many(ctx.arena, list));
}

Value op_sort(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  auto direction = operands.empty() ? std::nullopt : sort_direction(operands);
  if (!direction || !operands[0].is_list()) {
    return invalid_arguments();
  }
  auto list = operands[0].as_list();
  // n·⌈log2(n + 1)⌉ for n elements
  auto comparisons = list.size() * static_cast<std::uint64_t>(std::bit_width(list.size()));
  if (!charge_work(ctx, comparisons, text_bytes(list))) {
    return budget_exceeded();
  }
  if (!are_scalars(list)) {
    return invalid_arguments();
  }
  auto positions = sorted_positions(ctx.arena, list, *direction);
  auto sorted = ctx.arena.make_span<Value>(list.size());
  std::ranges::transform(positions, sorted.begin(),
                         [&](std::uint32_t position) { return list[position]; });
  return Value::list(sorted);
}

}  // namespace rulec::value
