// var, val, exists, missing and the scope chain (language.md 3.4 "Scopes").
#include <algorithm>

#include "value/cost.h"
#include "value/functions.h"
#include "value/lookup.h"
#include "value/number.h"

namespace rulec::value {
namespace {

// Eighteen digits: more items than any list has, and no overflow.
constexpr std::size_t kMaxIndexDigits = 18;

std::int64_t index_of(std::string_view key) {
  if (key.empty() || key.size() > kMaxIndexDigits) {
    return -1;
  }
  std::int64_t index = 0;
  for (char c : key) {
    if (c < '0' || c > '9') {
      return -1;
    }
    index = index * 10 + (c - '0');
  }
  return index;
}

// The step by a key that is only known now. `from` stays where it is when the step leads nowhere.
const Value* step(const Value& from, std::string_view key) {
  if (from.is_object()) {
    return find_member(from, key);
  }
  if (!from.is_list()) {
    return nullptr;
  }
  std::int64_t index = index_of(key);
  bool is_there = index >= 0 && index < static_cast<std::int64_t>(from.length());
  return is_there ? &from.as_list()[static_cast<std::size_t>(index)] : nullptr;
}

// The step by a key or an index (`val`).
const Value* step_by(const Value& from, const Value& key) {
  if (key.is_string()) {
    return step(from, key.as_string());
  }
  if (!key.is_integer()) {
    return nullptr;
  }
  NumberBuffer buffer;
  return step(from, print_number(key, buffer));
}

Value walk_text(const Value& from, std::string_view path) {
  const Value* at = &from;
  while (at != nullptr) {
    std::size_t dot = path.find('.');
    at = step(*at, path.substr(0, dot));
    if (dot == std::string_view::npos) {
      break;
    }
    path.remove_prefix(dot + 1);
  }
  return at == nullptr ? Value::absent() : *at;
}

// Text, an integer, or null for the whole context.
bool is_path(const Value& value) {
  return value.is_string() || value.is_integer() || value.is_null();
}

// What `var` and `missing` find by a path: absent where it leads nowhere.
Value look_up(const Value& current, const Value& path) {
  if (path.is_null() || (path.is_string() && path.length() == 0)) {
    return current;
  }
  if (path.is_string()) {
    return walk_text(current, path.as_string());
  }
  const Value* found = step_by(current, path);
  return found == nullptr ? Value::absent() : *found;
}

Value meta_value(OpContext& ctx, const Scope& scope) {
  if (!scope.has_index) {
    return make_object(ctx.arena, {});
  }
  auto* member = ctx.arena.make<Member>("index", Value::integer(scope.index));
  return make_object(ctx.arena, {member, 1});
}

// `[k]` as the first operand of `val`: |k|; nothing when it is no such list.
std::optional<std::uint64_t> level_of(const Value& operand) {
  if (!operand.is_list() || operand.length() != 1) {
    return std::nullopt;
  }
  const Value& level = operand.as_list()[0];
  if (!level.is_integer()) {
    return std::nullopt;
  }
  auto magnitude = static_cast<std::uint64_t>(level.as_integer());
  return level.as_integer() < 0 ? 0 - magnitude : magnitude;
}

Value walk_keys(const Value& from, std::span<const Value> keys) {
  const Value* at = &from;
  for (const Value& key : keys) {
    at = step_by(*at, key);
    if (at == nullptr) {
      return Value::absent();
    }
  }
  return *at;
}

// `val` without its last word on absent values. A null alone is the current context, as for `var`.
Value look_up_keys(OpContext& ctx, std::span<const Value> operands) {
  if (operands.size() == 1 && operands[0].is_null()) {
    return ctx.scope->current;
  }
  if (operands.empty() || !operands[0].is_list()) {
    return walk_keys(ctx.scope->current, operands);
  }
  auto level = level_of(operands[0]);
  return level ? walk_keys(level_value(ctx, *level), operands.subspan(1)) : Value::absent();
}

Value or_null(const Value& value) {
  return value.is_absent() ? Value::null() : value;
}

bool is_missing(const Value& current, const Value& path) {
  Value found = look_up(current, path);
  return found.is_absent() || found.is_null() || (found.is_string() && found.length() == 0);
}

// Every operand, and every item of an operand that is a list.
bool are_paths(std::span<const Value> operands) {
  return std::ranges::all_of(operands, [](const Value& operand) {
    return operand.is_list() ? std::ranges::all_of(operand.as_list(), is_path) : is_path(operand);
  });
}

std::uint64_t path_count(std::span<const Value> operands) {
  std::uint64_t count = 0;
  for (const Value& operand : operands) {
    count += operand.is_list() ? operand.length() : 1;
  }
  return count;
}

std::uint64_t path_bytes(std::span<const Value> operands) {
  std::uint64_t bytes = text_bytes(operands);
  for (const Value& operand : operands) {
    bytes += operand.is_list() ? text_bytes(operand.as_list()) : 0;
  }
  return bytes;
}

// The paths among the operands, and in operands that are lists, that are missing.
std::span<const Value> missing_paths(OpContext& ctx, std::span<const Value> operands,
                                     std::uint64_t count) {
  auto found = ctx.arena.make_span<Value>(count);
  std::size_t size = 0;
  for (const Value& operand : operands) {
    auto paths = operand.is_list() ? operand.as_list() : std::span(&operand, 1);
    for (const Value& path : paths) {
      if (is_missing(ctx.scope->current, path)) {
        found[size++] = path;
      }
    }
  }
  return found.first(size);
}

}  // namespace

Segment make_segment(std::string_view key) {
  return {.key = key, .index = index_of(key)};
}

Value walk(const Value& from, std::span<const Segment> segments) {
  const Value* at = &from;
  for (const Segment& segment : segments) {
    if (at->is_object()) {
      at = find_member(*at, segment.key);
      if (at == nullptr) {
        return Value::absent();
      }
    } else if (at->is_list() && segment.index >= 0 &&
               segment.index < static_cast<std::int64_t>(at->length())) {
      at = &at->as_list()[static_cast<std::size_t>(segment.index)];
    } else {
      return Value::absent();
    }
  }
  return *at;
}

Value level_value(OpContext& ctx, std::uint64_t level) {
  const Scope* scope = ctx.scope;
  for (; level >= 2 && scope != nullptr; level -= 2) {
    scope = scope->outer;
  }
  if (scope == nullptr) {
    return Value::absent();
  }
  if (level == 0) {
    return scope->current;
  }
  return scope->outer == nullptr ? Value::absent() : meta_value(ctx, *scope);
}

Value op_var(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.empty()) {
    return ctx.scope->current;
  }
  if (operands.size() > 2 || !is_path(operands[0])) {
    return invalid_arguments();
  }
  Value found = look_up(ctx.scope->current, operands[0]);
  if (found.is_absent() && operands.size() > 1) {
    return or_null(operands[1]);
  }
  return or_null(found);
}

Value op_val(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return or_null(look_up_keys(ctx, operands));
}

Value op_exists(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return Value::boolean(!look_up_keys(ctx, operands).is_absent());
}

Value op_missing(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  std::uint64_t count = path_count(operands);
  if (!charge_work(ctx, count, path_bytes(operands))) {
    return budget_exceeded();
  }
  return are_paths(operands) ? Value::list(missing_paths(ctx, operands, count))
                             : invalid_arguments();
}

Value op_missing_some(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 2 || !operands[0].is_integer() || !operands[1].is_list()) {
    return invalid_arguments();
  }
  std::uint64_t count = operands[1].length();
  if (!charge_work(ctx, count, path_bytes(operands))) {
    return budget_exceeded();
  }
  if (!are_paths(operands.subspan(1))) {
    return invalid_arguments();
  }
  auto missing = missing_paths(ctx, operands.subspan(1), count);
  auto there = static_cast<std::int64_t>(count - missing.size());
  bool is_enough = there >= operands[0].as_integer();
  return Value::list(is_enough ? std::span<const Value>() : missing);
}

}  // namespace rulec::value
