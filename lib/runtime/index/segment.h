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

#include "runtime/index/ranks.h"
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

// Classes of an attribute in steps: what lies in one is the same to all rows.
class Steps {
 public:
  Steps() = default;
  // First classes of the steps after the first, ascending.
  Steps(std::vector<ClassId> begins, std::uint32_t class_count);

  [[nodiscard]] std::uint32_t of(ClassId id) const {
    return by_class_.empty() ? begins_.below(id + 1) : by_class_[id];
  }
  [[nodiscard]] std::size_t bytes() const {
    return begins_.bytes() + by_class_.capacity() * sizeof(std::uint32_t);
  }

 private:
  Ranks<ClassId> begins_;
  std::vector<std::uint32_t> by_class_;  // the same by class, when classes are few
};

// The names of all blocks of a segment, for any class of one attribute. Either all lists are there,
// or some and the changes between them.
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
    std::uint32_t step = steps_.of(id);
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
  void keep_lists(const std::vector<BitsName>& before, const std::vector<Change>& changes,
                  std::size_t steps);
  void keep_changes(const std::vector<BitsName>& before, const std::vector<Change>& changes);
  [[nodiscard]] const BitsName* replayed(std::uint32_t step, BitsName* room) const;

  std::uint32_t attribute_ = 0;
  std::uint32_t stride_ = 0;
  bool has_changes_ = false;
  std::uint32_t changes_per_list_ = 0;
  Steps steps_;
  std::vector<BitsName> lists_;
  std::vector<SmallChange> changes_;
  std::vector<std::uint32_t> change_end_;  // by step
};

// What a block asks of an attribute: bits of the name n lie at bits[first + n].
struct Demand {
  std::uint32_t list = 0;  // into Segment::lists
  std::uint32_t first = 0;
};

// In segments of so many blocks rows lie in the order of their turns, and all blocks are and-ed
// side by side over all attributes: that needs neither names nor demands, and what is left comes
// out in order. (1,000 rules in two or three blocks: 45 ands of a loop that the processor foresees,
// a fifth of the instructions of the loop over demands.)
inline constexpr std::uint32_t kFewBlocks = 4;

// Of a segment of few blocks: where the bits of its blocks are for any class of one attribute.
class BitsPlaces {
 public:
  BitsPlaces(std::uint32_t attribute, Steps steps, std::uint32_t blocks,
             std::vector<std::uint32_t> places)
      : attribute_(attribute),
        blocks_(blocks),
        steps_(std::move(steps)),
        places_(std::move(places)) {}

  [[nodiscard]] std::uint32_t attribute() const { return attribute_; }
  // By block, into Segment::bits.
  [[nodiscard]] const std::uint32_t* of(ClassId id) const {
    return places_.data() + std::size_t{steps_.of(id)} * blocks_;
  }
  [[nodiscard]] std::size_t bytes() const {
    return steps_.bytes() + places_.capacity() * sizeof(std::uint32_t);
  }

 private:
  std::uint32_t attribute_;
  std::uint32_t blocks_;
  Steps steps_;
  std::vector<std::uint32_t> places_;  // by step and block
};

struct Segment {
  std::uint32_t first_turn = 0;  // a multiple of 64
  std::uint32_t end_turn = 0;
  std::uint32_t block_count = 0;
  std::vector<BitsPlaces> places;  // when blocks are few: what refuses most first; else
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
