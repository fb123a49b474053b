// Steps into objects and lists, inline because every path of every rule takes them. Internal.
#pragma once

#include <cstdint>
#include <string_view>

#include "value/value.h"

namespace rulec::value {

// Null when the object has no such member.
inline const Value* find_member(const Value& object, std::string_view key) {
  const ObjectData& data = object.object_data();
  const std::uint32_t count = object.length();
  if (data.order == nullptr) {
    for (const Member* member = data.members; member != data.members + count; ++member) {
      if (member->key == key) {  // lengths first
        return &member->value;
      }
    }
    return nullptr;
  }
  std::uint32_t low = 0;
  std::uint32_t high = count;
  while (low < high) {
    std::uint32_t middle = low + (high - low) / 2;
    const Member& member = data.members[data.order[middle]];
    int order = member.key.compare(key);
    if (order == 0) {
      return &member.value;
    }
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return nullptr;
}

}  // namespace rulec::value
