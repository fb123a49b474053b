// rulec's own operators on texts: starts_with, ends_with, split, join, to_string, parse_number.
#include <algorithm>
#include <cstring>

#include "value/cost.h"
#include "value/functions.h"
#include "value/number.h"
#include "value/print.h"
#include "value/text.h"

namespace rulec::value {
namespace {

using Test = bool (*)(std::string_view, std::string_view);

// A test of one text by another; a null first operand is false.
Value tested(OpContext& ctx, std::span<const Value> operands, Test test) {
  RULEC_PASS_ERRORS(operands);
  bool are_texts = operands.size() == 2 && operands[1].is_string() &&
                   (operands[0].is_null() || operands[0].is_string());
  if (!are_texts) {
    return invalid_arguments();
  }
  std::uint64_t bytes = text_bytes(operands);
  if (!charge_work(ctx, 0, bytes)) {
    return budget_exceeded();
  }
  if (operands[0].is_null()) {
    return Value::boolean(false);
  }
  if (is_too_long(ctx, operands[0].length()) || is_too_long(ctx, operands[1].length())) {
    return value_too_large();
  }
  return Value::boolean(test(operands[0].as_string(), operands[1].as_string()));
}

std::uint64_t count_pieces(std::string_view text, std::string_view separator) {
  std::uint64_t count = 1;
  for (std::size_t at = find_text(text, separator, 0); at != std::string_view::npos;
       at = find_text(text, separator, at + separator.size())) {
    ++count;
  }
  return count;
}

Value split_into(OpContext& ctx, std::string_view text, std::string_view separator,
                 std::uint64_t count) {
  auto pieces = ctx.arena.make_span<Value>(count);
  std::size_t begin = 0;
  for (Value& piece : pieces) {
    std::size_t end = std::min(find_text(text, separator, begin), text.size());
    piece = Value::string(text.substr(begin, end - begin));
    begin = end + separator.size();
  }
  return Value::list(pieces);
}

// Bytes of the joined text; nothing when an item is a list or an object.
std::optional<std::uint64_t> joined_size(std::span<const Value> items, std::string_view separator) {
  std::uint64_t bytes = items.empty() ? 0 : (items.size() - 1) * separator.size();
  for (const Value& item : items) {
    NumberBuffer buffer;
    auto text = scalar_text(item, buffer);
    if (!text) {
      return std::nullopt;
    }
    bytes += text->size();
  }
  return bytes;
}

Value joined(OpContext& ctx, std::span<const Value> items, std::string_view separator,
             std::size_t bytes) {
  auto made = ctx.arena.make_span<char>(bytes);
  char* next = made.data();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) {
      next = std::ranges::copy(separator, next).out;
    }
    NumberBuffer buffer;
    next = std::ranges::copy(scalar_text(items[i], buffer).value_or(""), next).out;
  }
  return Value::string({made.data(), bytes});
}

Value printed(OpContext& ctx, const Value& value) {
  // One buffer for each thread: nothing is asked of the heap once it has grown.
  static thread_local std::string buffer;
  buffer.clear();
  switch (print_bounded(ctx, buffer, value)) {
    case PrintEnd::kOverBudget:
      return budget_exceeded();
    case PrintEnd::kTooLong:
      return value_too_large();
    case PrintEnd::kDone:
      break;
  }
  return charge_work(ctx, 0, buffer.size()) ? Value::string(ctx.arena.copy(buffer))
                                            : budget_exceeded();
}

}  // namespace

Value op_starts_with(OpContext& ctx, std::span<const Value> operands) {
  return tested(ctx, operands, [](std::string_view text, std::string_view part) {
    return text.starts_with(part);
  });
}

Value op_ends_with(OpContext& ctx, std::span<const Value> operands) {
  return tested(ctx, operands,
                [](std::string_view text, std::string_view part) { return text.ends_with(part); });
}

Value op_split(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  bool are_texts = operands.size() == 2 && operands[0].is_string() && operands[1].is_string();
  if (!are_texts || operands[1].length() == 0) {
    return invalid_arguments();
  }
  std::string_view text = operands[0].as_string();
  std::string_view separator = operands[1].as_string();
  if (!charge_work(ctx, 0, text.size() + separator.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size()) || is_too_long(ctx, separator.size())) {
    return value_too_large();
  }
  std::uint64_t count = count_pieces(text, separator);
  return charge(ctx, count) ? split_into(ctx, text, separator, count) : budget_exceeded();
}

Value op_join(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 2 || !operands[0].is_list() || !operands[1].is_string()) {
    return invalid_arguments();
  }
  auto items = operands[0].as_list();
  std::string_view separator = operands[1].as_string();
  if (!charge_work(ctx, items.size(), 0)) {
    return budget_exceeded();
  }
  auto bytes = joined_size(items, separator);
  if (!bytes) {
    return invalid_arguments();
  }
  if (!charge(ctx, *bytes / kBytesPerUnit)) {
    return budget_exceeded();
  }
  return is_too_long(ctx, *bytes) ? value_too_large() : joined(ctx, items, separator, *bytes);
}

Value op_to_string(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1) {
    return invalid_arguments();
  }
  if (!operands[0].is_string()) {
    return printed(ctx, operands[0]);
  }
  if (!charge_work(ctx, 0, operands[0].length())) {
    return budget_exceeded();
  }
  return is_too_long(ctx, operands[0].length()) ? value_too_large() : operands[0];
}

Value op_parse_number(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || (!operands[0].is_string() && !operands[0].is_number())) {
    return invalid_arguments();
  }
  if (operands[0].is_number()) {
    return operands[0];
  }
  auto number = parse_number(operands[0].as_string());
  return number ? *number : nan_error();
}

}  // namespace rulec::value
