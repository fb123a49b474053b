// Updates (language.md 6.3): walk down to the target, make the new value, rebuild the parents on
// the way up. Whatever is not on that way is shared with the old value.
#include <algorithm>

#include "value/functions.h"
#include "value/lookup.h"
#include "value/number.h"

namespace rulec::value {
namespace {

// Deepest patch that is merged: a patch is an argument of an action, and deeper ones cannot be
// written (base/limits.h).
constexpr std::uint32_t kMaxPatchDepth = kMaxRuleDepth;

bool is_nothing(const Value& value) {
  return value.is_absent() || value.is_null();
}

// Where an update goes: parents[i] is the value that segment i is looked up in.
struct Way {
  std::span<Value> parents;
  Value target;         // absent when nothing is there
  bool is_open = true;  // set and the like may write there
};

bool can_hold(const Value& parent, const Segment& segment) {
  if (parent.is_list()) {
    return segment.index >= 0 && segment.index <= static_cast<std::int64_t>(parent.length());
  }
  return parent.is_object() || is_nothing(parent);
}

Way find_way(Arena& arena, const Value& root, std::span<const Segment> target) {
  Way way{.parents = arena.make_span<Value>(target.size()), .target = root};
  for (std::size_t i = 0; i < target.size(); ++i) {
    way.parents[i] = way.target;
    way.is_open = way.is_open && can_hold(way.target, target[i]);
    way.target = walk(way.target, target.subspan(i, 1));
  }
  return way;
}

Value with_item(Arena& arena, const Value& list, std::size_t index, const Value& item) {
  auto from = list.as_list();
  auto to = arena.make_span<Value>(std::max(from.size(), index + 1));
  std::ranges::copy(from, to.begin());
  to[index] = item;
  return Value::list(to);
}

// The same keys: the order index can be shared too.
Value with_replaced(Arena& arena, const Value& object, std::size_t position, const Value& value) {
  auto members = arena.copy(object.members());
  members[position].value = value;
  return Value::object(arena.make<ObjectData>(members.data(), object.object_data().order),
                       object.length());
}

Value with_added(Arena& arena, std::span<const Member> from, std::string_view key,
                 const Value& value) {
  auto members = arena.make_span<Member>(from.size() + 1);
  std::ranges::copy(from, members.begin());
  members.back() = {.key = key, .value = value};
  return make_object(arena, members);
}

Value with_member(Arena& arena, const Value& object, std::string_view key, const Value& value) {
  if (is_nothing(object)) {
    return with_added(arena, {}, arena.copy(key), value);
  }
  const Value* found = find_member(object, key);
  if (found == nullptr) {
    return with_added(arena, object.members(), arena.copy(key), value);
  }
  const auto* members = object.members().data();
  std::size_t position = 0;
  while (&members[position].value != found) {
    ++position;
  }
  return with_replaced(arena, object, position, value);
}

// All parents anew, from the innermost outwards.
Value rebuilt(Arena& arena, const Way& way, std::span<const Segment> target, Value value) {
  for (std::size_t i = target.size(); i > 0; --i) {
    const Value& parent = way.parents[i - 1];
    const Segment& segment = target[i - 1];
    value = parent.is_list()
                ? with_item(arena, parent, static_cast<std::size_t>(segment.index), value)
                : with_member(arena, parent, segment.key, value);
  }
  return value;
}

Value without_member(Arena& arena, const Value& object, std::string_view key) {
  auto members = arena.make_span<Member>(object.length());
  auto end = std::copy_if(object.members().begin(), object.members().end(), members.begin(),
                          [key](const Member& member) { return member.key != key; });
  return make_object(arena, {members.begin(), end});
}

Value without_item(Arena& arena, const Value& list, std::size_t index) {
  auto from = list.as_list();
  auto to = arena.make_span<Value>(from.size() - 1);
  auto at = from.begin() + static_cast<std::ptrdiff_t>(index);
  std::copy(at + 1, from.end(), std::copy(from.begin(), at, to.begin()));
  return Value::list(to);
}

Value without_equals(Arena& arena, const Value& list, const Value& unwanted) {
  auto to = arena.make_span<Value>(list.length());
  auto end = std::copy_if(list.as_list().begin(), list.as_list().end(), to.begin(),
                          [&](const Value& item) { return !strict_equal(item, unwanted); });
  return Value::list({to.begin(), end});
}

Value merge_patch(Arena& arena, const Value& target, const Value& patch, std::uint32_t depth);

// One member of a patch. A null removes; anything else is merged with what is there.
Value merge_member(Arena& arena, const Value& target, const Member& member, std::uint32_t depth) {
  const Value* old = find_member(target, member.key);
  if (member.value.is_null()) {
    return old == nullptr ? target : without_member(arena, target, member.key);
  }
  Value merged = merge_patch(arena, old == nullptr ? Value::null() : *old, member.value, depth + 1);
  return merged.is_error() ? merged : with_member(arena, target, member.key, merged);
}

// RFC 7396, section 2.
Value merge_patch(Arena& arena, const Value& target, const Value& patch, std::uint32_t depth) {
  if (!patch.is_object()) {
    return patch;
  }
  if (depth > kMaxPatchDepth) {
    return invalid_arguments();
  }
  Value merged = target.is_object() ? target : make_object(arena, {});
  for (const Member& member : patch.members()) {
    merged = merge_member(arena, merged, member, depth);
    if (merged.is_error()) {
      return merged;
    }
  }
  return merged;
}

// --- the new value at the target
Value incremented(OpContext& ctx, const Value& old, const Value& operand) {
  Value by = operand.is_absent() ? Value::integer(1) : operand;
  Value from = is_nothing(old) ? Value::integer(0) : old;
  if (!by.is_number() || !from.is_number()) {
    return invalid_arguments();
  }
  auto sum = calculate(Arithmetic::kAdd, Number::of(from), Number::of(by));
  return sum ? to_value(ctx.arena, *sum) : invalid_arguments();
}

Value appended(Arena& arena, const Value& old, const Value& item) {
  if (is_nothing(old)) {
    return Value::list(arena.copy(std::span(&item, 1)));
  }
  return old.is_list() ? with_item(arena, old, old.length(), item) : invalid_arguments();
}

Value merged_at(Arena& arena, const Value& old, const Value& patch) {
  bool is_mergeable = (is_nothing(old) || old.is_object()) && patch.is_object();
  return is_mergeable ? merge_patch(arena, old, patch, 1) : invalid_arguments();
}

Value new_value(OpContext& ctx, UpdateOperation operation, const Value& old, const Value& operand) {
  const Value value = operand.is_absent() ? Value::null() : operand;
  switch (operation) {
    case UpdateOperation::kSet:
    case UpdateOperation::kRemove:
      return value;
    case UpdateOperation::kIncrement:
      return incremented(ctx, old, operand);
    case UpdateOperation::kAppend:
      return appended(ctx.arena, old, value);
    case UpdateOperation::kMerge:
      return merged_at(ctx.arena, old, value);
  }
  return invalid_arguments();
}

// --- remove
Value removed_value(OpContext& ctx, const Value& root, const Way& way,
                    std::span<const Segment> target, const Value& unwanted) {
  if (is_nothing(way.target)) {
    return root;
  }
  if (!way.target.is_list()) {
    return invalid_arguments();
  }
  return rebuilt(ctx.arena, way, target, without_equals(ctx.arena, way.target, unwanted));
}

Value removed(OpContext& ctx, const Value& root, const Way& way, std::span<const Segment> target) {
  if (way.target.is_absent()) {
    return root;
  }
  if (target.empty()) {  // the whole context
    return Value::null();
  }
  const Value& parent = way.parents.back();
  const Segment& last = target.back();
  Value rest = parent.is_list()
                   ? without_item(ctx.arena, parent, static_cast<std::size_t>(last.index))
                   : without_member(ctx.arena, parent, last.key);
  return rebuilt(ctx.arena, way, target.first(target.size() - 1), rest);
}

}  // namespace

Value update(OpContext& ctx, UpdateOperation operation, const Value& root,
             std::span<const Segment> target, const Value& operand) {
  if (root.is_error()) {
    return root;
  }
  if (operand.is_error()) {
    return operand;
  }
  Way way = find_way(ctx.arena, root, target);
  if (operation == UpdateOperation::kRemove) {
    return operand.is_absent() ? removed(ctx, root, way, target)
                               : removed_value(ctx, root, way, target, operand);
  }
  if (!way.is_open) {
    return invalid_arguments();
  }
  Value made = new_value(ctx, operation, way.target, operand);
  return made.is_error() ? made : rebuilt(ctx.arena, way, target, made);
}

}  // namespace rulec::value
