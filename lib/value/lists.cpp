// Operators that make or search lists, and what the iterators' sources mean.
#include <algorithm>

#include "value/cost.h"
#include "value/functions.h"
#include "value/number.h"
#include "value/text.h"

namespace rulec::value {
namespace {

std::uint64_t item_count(const Value& operand) {
  return operand.is_list() ? operand.length() : 1;
}

bool text_contains(OpContext& ctx, std::string_view haystack, const Value& needle, bool& found) {
  NumberBuffer buffer;
  auto text = needle.is_null() ? std::nullopt : scalar_text(needle, buffer);
  std::uint64_t bytes = haystack.size() + (text ? text->size() : 0);
  if (!charge_work(ctx, 0, bytes)) {
    return false;
  }
  found = text.has_value() && find_text(haystack, *text, 0) != std::string_view::npos;
  return true;
}

Value in_text(OpContext& ctx, const Value& needle, const Value& haystack) {
  if (is_too_long(ctx, haystack.length()) ||
      (needle.is_string() && is_too_long(ctx, needle.length()))) {
    return value_too_large();
  }
  bool found = false;
  return text_contains(ctx, haystack.as_string(), needle, found) ? Value::boolean(found)
                                                                 : budget_exceeded();
}

Value in_list(OpContext& ctx, const Value& needle, const Value& haystack) {
  std::uint64_t bytes = needle.is_string() ? needle.length() : 0;
  if (!charge_work(ctx, haystack.length(), bytes)) {
    return budget_exceeded();
  }
  for (const Value& item : haystack.as_list()) {
    if (item.kind() == needle.kind() && (item.is_list() || item.is_object()) &&
        !charge(ctx, values_in_smaller(item, needle, left_of(ctx)))) {
      return budget_exceeded();
    }
  }
  return Value::boolean(list_contains(haystack.as_list(), needle));
}

// The answer for a source that is no list, by iterator.
Value answer_without_list(OperatorId iterator, const Value& source) {
  if (!source.is_null() && !source.is_absent()) {
    return invalid_arguments();
  }
  if (iterator == OperatorId::kReduce) {
    return Value::null();
  }
  bool makes_list = iterator == OperatorId::kMap || iterator == OperatorId::kFilter;
  return makes_list ? Value::list({}) : invalid_arguments();
}

Value answer_for_empty(OperatorId iterator) {
  if (iterator == OperatorId::kMap || iterator == OperatorId::kFilter) {
    return Value::list({});
  }
  return iterator == OperatorId::kReduce ? Value::null()
                                         : Value::boolean(iterator == OperatorId::kNone);
}

}  // namespace

IteratorSource iterator_source(OperatorId iterator, const Value& source, bool is_written_null) {
  if (source.is_error()) {
    return {.walks = false, .result = source};
  }
  bool refuses_null = iterator == OperatorId::kMap || iterator == OperatorId::kFilter;
  if (is_written_null && refuses_null) {
    return {.walks = false, .result = invalid_arguments()};
  }
  if (!source.is_list()) {
    return {.walks = false, .result = answer_without_list(iterator, source)};
  }
  if (source.length() == 0) {
    return {.walks = false, .result = answer_for_empty(iterator)};
  }
  return {.walks = true, .result = Value::null()};
}

Value op_merge(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  std::uint64_t count = 0;
  for (const Value& operand : operands) {
    count += item_count(operand);
  }
  if (!charge_work(ctx, count, 0)) {
    return budget_exceeded();
  }
  auto items = ctx.arena.make_span<Value>(count);
  auto* next = items.data();
  for (const Value& operand : operands) {
    auto from = operand.is_list() ? operand.as_list() : std::span(&operand, 1);
    next = std::ranges::copy(from, next).out;
  }
  return Value::list(items);
}

Value op_in(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 2) {
    return invalid_arguments();
  }
  if (operands[1].is_string()) {
    return in_text(ctx, operands[0], operands[1]);
  }
  return operands[1].is_list() ? in_list(ctx, operands[0], operands[1]) : Value::boolean(false);
}

}  // namespace rulec::value
