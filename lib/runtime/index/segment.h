// Segment: the rows of some successive turns as bits. Rows lie in blocks of 512, those that ask for
// the same values side by side. For each attribute and class a block has the bits of the rows that
// allow the class; and-ed over the attributes they leave the rows that are met. Blocks of bits are
// shared between classes, and named by a small number within their attribute and block: 0 means no
// row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/index/rows.h"

namespace rulec::runtime::index {

inline constexpr std::uint32_t kBlockRows = 512;
struct alignas(64) Bits {
  std::array<std::uint64_t, kBlockRows / 64> words{};
  bool operator==(const Bits&) const = default;
};

using BitsName = std::uint16_t;
// From so many blocks on, names are looked through first for blocks that have a row at all, so many
// at a time; lists of names are padded to a multiple of that, with 0.
inline constexpr std::uint32_t kManyBlocks = 8;
inline constexpr std::uint32_t kNamesStep = 32;
[[nodiscard]] constexpr std::uint32_t padded(std::uint32_t blocks) {
  return blocks < kManyBlocks ? blocks : (blocks + kNamesStep - 1) / kNamesStep * kNamesStep;
}

// The names of all blocks of a segment, for any class of one attribute. Classes from one step to
// the next have the same. Either all lists are there, or some and the changes between them.
class NameLists {
 public:
  struct Change {
    ClassId from = 0;  // first class that has it
    std::uint16_t block = 0;
    BitsName name = 0;
  };
  // `before` are the names of classes before the first change. `changes` are sorted here.
  NameLists(std::uint32_t attribute, std::vector<BitsName> before, std::vector<Change> changes,
            std::uint32_t class_count);

  [[nodiscard]] std::uint32_t attribute() const { return attribute_; }
  // Names by block; in `room` (as many as the segment has, padded) unless they lie here.
  [[nodiscard]] const BitsName* names_of(ClassId id, BitsName* room) const {
    std::uint32_t step = step_of(id);
    if (!has_changes_) {
      return lists_.data() + std::size_t{step} * stride_;
    }
    return replayed(step, room);
  }
  [[nodiscard]] bool needs_room() const { return has_changes_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct SmallChange {
    std::uint16_t block = 0;
    BitsName name = 0;
  };
  void keep_lists(const std::vector<BitsName>& before, const std::vector<Change>& changes);
  void keep_changes(const std::vector<BitsName>& before, const std::vector<Change>& changes);
  [[nodiscard]] std::uint32_t step_of(ClassId id) const;
  [[nodiscard]] const BitsName* replayed(std::uint32_t step, BitsName* room) const;

  std::uint32_t attribute_ = 0;
  std::uint32_t stride_ = 0;
  bool has_changes_ = false;
  std::uint32_t changes_per_list_ = 0;
  std::vector<ClassId> step_begins_;          // of the steps after the first; or
  std::vector<std::uint32_t> step_by_class_;  // the same by class, when classes are few
  std::vector<BitsName> lists_;
  std::vector<SmallChange> changes_;
  std::vector<std::uint32_t> change_end_;  // by step
};

// What a block asks of an attribute: bits of the name n lie at bits[first + n].
struct Demand {
  std::uint32_t list = 0;  // into Segment::lists
  std::uint32_t first = 0;
};

struct Segment {
  std::uint32_t first_turn = 0;  // a multiple of 64
  std::uint32_t end_turn = 0;
  std::uint32_t block_count = 0;
  std::vector<NameLists> lists;
  std::vector<Demand> demands;               // by block
  std::vector<std::uint32_t> demands_begin;  // by block, and the end
  std::vector<Bits> bits;
  std::vector<std::uint32_t> turns;  // by row, from first_turn on; ascending within a block
  std::vector<Bits> necessary_only;  // by block; empty when there is no such row
  [[nodiscard]] std::size_t bytes() const;
};

// Of rows[first … end), whose turns lie in [first_turn, end_turn).
[[nodiscard]] Segment make_segment(const Rows& rows, std::span<const Row> of_turns,
                                   std::uint32_t first_turn, std::uint32_t end_turn);

}  // namespace rulec::runtime::index
