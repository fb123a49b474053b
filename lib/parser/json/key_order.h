// Keys of one object in byte order, for finding equal ones and for the index of objects with many
// members. Sorting: O(n log n) whatever the keys are, so no choice of keys makes it slow; and the
// order is needed for look-up anyway.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rulec::json {

// A key by its first bytes (big-endian, so integer order is byte order) and its place.
struct KeyRank {
  std::uint64_t prefix = 0;
  std::uint32_t position = 0;
};

[[nodiscard]] inline std::uint64_t key_prefix(std::string_view key) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = (prefix << 8U) | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  }
  return prefix;
}

// Fills `ranks` with 0…count-1 in byte order of key_at(position); equal keys keep their order.
template <class KeyAt>
void order_keys(std::uint32_t count, KeyAt key_at, std::vector<KeyRank>& ranks) {
  ranks.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    ranks.push_back({.prefix = key_prefix(key_at(i)), .position = i});
  }
  std::sort(ranks.begin(), ranks.end(), [&](const KeyRank& a, const KeyRank& b) {
    if (a.prefix != b.prefix) {
      return a.prefix < b.prefix;
    }
    int order = key_at(a.position).compare(key_at(b.position));
    return order != 0 ? order < 0 : a.position < b.position;
  });
}

// Calls on_equal(first, later) for each key that stands before already.
template <class KeyAt, class OnEqual>
void find_equal_keys(std::uint32_t count, KeyAt key_at, std::vector<KeyRank>& ranks,
                     OnEqual on_equal) {
  order_keys(count, key_at, ranks);
  for (std::size_t i = 1, first = 0; i < ranks.size(); ++i) {
    if (key_at(ranks[i].position) == key_at(ranks[first].position)) {
      on_equal(ranks[first].position, ranks[i].position);
    } else {
      first = i;
    }
  }
}

}  // namespace rulec::json
