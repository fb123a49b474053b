// The paths of a projection as a tree of steps, and what a scan remembers from one text to the
// next. Internal to the projection scanner.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/json/projection.h"

namespace rulec::json {

inline constexpr std::uint32_t kNoSlot = UINT32_MAX;

// One step of a path: a key of an object, and an index of a list when the key is one.
struct alignas(64) PathNode {
  static constexpr std::size_t kQuotedBytes = 32;
  // The key as most writers write it, `"key":`, and zeros: compared at once with what is expected
  // to come. Length 0, and bytes that no text has, when the key does not fit or has escapes.
  std::array<char, kQuotedBytes> quoted{};
  std::uint32_t quoted_mask = UINT32_MAX;  // a bit for each byte that counts
  std::uint32_t quoted_length = 0;
  std::uint32_t slot = kNoSlot;  // where the value goes
  std::uint32_t parent = 0;      // kNoNode for the root
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
  std::uint32_t first_bucket = 0;  // in Trie::buckets
  std::uint32_t bucket_mask = 0;   // buckets of this node, less one
  std::uint32_t first_item = 0;    // in Trie::items
  std::uint32_t item_count = 0;
  // Two children are the same item of a list ("1" and "01"): no list may be read by this node.
  bool has_equal_items = false;
  std::int64_t index = -1;
  std::string_view key;
};

inline constexpr std::uint32_t kNoNode = 0;  // stands for everything that nobody wants
inline constexpr std::uint32_t kRootNode = 1;

// Mixes a key for look-up among wanted keys and for finding equal keys. Only some of the bytes of a
// long key count; whoever makes many keys alike gains nothing but comparisons that are bounded.
[[nodiscard]] inline std::uint32_t hash_key(std::string_view key) {
  constexpr std::uint64_t kFirst = 0x9e3779b97f4a7c15ULL;
  constexpr std::uint64_t kLast = 0xc2b2ae3d27d4eb4fULL;
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (key.size() >= sizeof head) {
    __builtin_memcpy(&head, key.data(), sizeof head);
    __builtin_memcpy(&tail, key.data() + key.size() - sizeof tail, sizeof tail);
  } else if (key.size() >= 4) {
    __builtin_memcpy(&head, key.data(), 4);
    __builtin_memcpy(&tail, key.data() + key.size() - 4, 4);
  } else if (!key.empty()) {
    head = static_cast<unsigned char>(key.front());
    tail = (std::uint64_t{static_cast<unsigned char>(key[key.size() / 2])} << 8U) |
           static_cast<unsigned char>(key.back());
  }
  std::uint64_t mixed = (head ^ (key.size() << 56U)) * kFirst;
  mixed = (mixed ^ (mixed >> 29U) ^ tail) * kLast;
  return static_cast<std::uint32_t>(mixed >> 32U);
}

struct Projection::Trie {
  std::vector<PathNode> nodes;         // kNoNode, kRootNode, then children side by side
  std::vector<std::uint32_t> buckets;  // hash tables of children, by hash_key; kNoNode: empty
  std::vector<std::uint32_t> items;    // children that are items, ascending by index
  std::vector<std::string> keys;       // what the nodes' views look into
  std::size_t path_count = 0;
  struct Copy {
    std::uint32_t from;
    std::uint32_t to;
  };
  std::vector<Copy> copies;  // paths that stand there twice
  std::uint64_t id = 0;      // distinct among all projections of this process
};

}  // namespace rulec::json
