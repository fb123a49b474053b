// IdTable: rows of a table found by what they hold. It keeps places of rows and bits of their
// hashes, and whoever asks compares with the rows themselves, so no key is made of any. Open
// addressing, never more than half full.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rulec::compiler {

// Of bytes, words and other hashes, in order. The mixing step is that of splitmix64 (Sebastiano
// Vigna, public domain).
class RowHash {
 public:
  void add(std::uint64_t word) {
    hash_ += 0x9e37'79b9'7f4a'7c15 + word;
    hash_ = (hash_ ^ (hash_ >> 30U)) * 0xbf58'476d'1ce4'e5b9;
    hash_ ^= hash_ >> 27U;
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    std::uint64_t word = 0;
    for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
      std::memcpy(&word, text.data(), sizeof word);
      add(word);
    }
    word = 0;
    for (char c : text) {
      word = (word << 8U) | static_cast<unsigned char>(c);
    }
    add(word);
  }
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t last = hash_ * 0x94d0'49bb'1331'11eb;
    return last ^ (last >> 31U);
  }

 private:
  std::uint64_t hash_ = 0;
};

class IdTable {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // The row of this hash that `is_same(row)` knows, or `next`, which is in the table from then on:
  // the caller makes that row.
  template <class IsSame>
  std::uint32_t find_or_add(std::uint64_t hash, std::uint32_t next, IsSame is_same) {
    if (2 * (count_ + 1) > slots_.size()) {
      grow();
    }
    std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.row == kNone) {
        slot = {.hash = hash, .row = next};
        ++count_;
        return next;
      }
      if (slot.hash == hash && is_same(slot.row)) {
        return slot.row;
      }
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t row = kNone;
  };

  void grow() {
    constexpr std::size_t kFirst = 64;
    std::vector<Slot> old(slots_.empty() ? kFirst : 2 * slots_.size());
    old.swap(slots_);
    std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.row != kNone) {
        std::size_t at = slot.hash & mask;
        while (slots_[at].row != kNone) {
          at = (at + 1) & mask;
        }
        slots_[at] = slot;
      }
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace rulec::compiler
