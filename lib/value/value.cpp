#include "value/value.h"

#include <algorithm>

#include "value/lookup.h"
#include "value/small_stack.h"

namespace rulec {
namespace {

std::span<const std::uint32_t> sorted_positions(std::span<const Member> members, Arena& arena) {
  auto order = arena.make_span<std::uint32_t>(members.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = static_cast<std::uint32_t>(i);
  }
  std::ranges::sort(order, {}, [members](std::uint32_t i) { return members[i].key; });
  return order;
}

// One value still to be copied. `to` is storage in the arena.
struct Copy {
  const Value* from;
  Value* to;
};
using CopyStack = value::SmallStack<Copy, 128>;

void copy_list(const Copy& copy, Arena& arena, CopyStack& open) {
  auto from = copy.from->as_list();
  auto to = arena.make_span<Value>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    open.push({.from = &from[i], .to = &to[i]});
  }
  *copy.to = Value::list(to);
}

void copy_object(const Copy& copy, Arena& arena, CopyStack& open) {
  auto from = copy.from->members();
  auto to = arena.make_span<Member>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i].key = arena.copy(from[i].key);
    open.push({.from = &from[i].value, .to = &to[i].value});
  }
  const std::uint32_t* order = copy.from->object_data().order;
  if (order != nullptr) {
    order = arena.copy(std::span(order, from.size())).data();
  }
  *copy.to = Value::object(arena.make<ObjectData>(to.data(), order), copy.from->length());
}

void copy_one(const Copy& copy, Arena& arena, CopyStack& open) {
  switch (copy.from->kind()) {
    case Kind::kList:
      return copy_list(copy, arena, open);
    case Kind::kObject:
      return copy_object(copy, arena, open);
    case Kind::kString:
      *copy.to = Value::string(arena.copy(copy.from->as_string()));
      return;
    case Kind::kDecimal:
      *copy.to = Value::decimal(arena.make<DecimalBits>(copy.from->as_decimal()));
      return;
    case Kind::kError: {
      auto* thrown = arena.make<Value>();
      open.push({.from = &copy.from->thrown(), .to = thrown});
      *copy.to = Value::error(thrown, copy.from->is_catchable());
      return;
    }
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kInteger:
    case Kind::kDouble:
      *copy.to = *copy.from;
      return;
  }
}

}  // namespace

Value Value::member(std::string_view key) const {
  if (!is_object()) {
    return absent();
  }
  const Value* found = value::find_member(*this, key);
  return found == nullptr ? absent() : *found;
}

Value Value::item(std::uint64_t index) const {
  return is_list() && index < length_ ? items_[index] : absent();
}

Value make_object(Arena& arena, std::span<const Member> members) {
  const std::uint32_t* order = nullptr;
  if (members.size() > ObjectData::kLinearMembers) {
    order = sorted_positions(members, arena).data();
  }
  return Value::object(arena.make<ObjectData>(members.data(), order),
                       static_cast<std::uint32_t>(members.size()));
}

Value deep_copy(const Value& value, Arena& arena) {
  Value copied;
  CopyStack open;
  open.push({.from = &value, .to = &copied});
  while (!open.empty()) {
    Copy next = open.top();
    open.pop();
    copy_one(next, arena, open);
  }
  return copied;
}

std::span<const std::uint32_t> key_order(const Value& object, Arena& arena) {
  const std::uint32_t* order = object.object_data().order;
  if (order != nullptr) {
    return {order, object.length()};
  }
  return sorted_positions(object.members(), arena);
}

}  // namespace rulec
