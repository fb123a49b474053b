// ClassIndex: finds the turns of an entry point whose conditions hold, from the classes of the
// values that the conditions compare with constants. Built once for a loaded ruleset, immutable,
// shared by threads. What it cannot tell it leaves to bytecode: a turn that is found is certain to
// hold or may hold, or may throw; one that is not found neither holds nor throws.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/index/attribute.h"
#include "runtime/index/match_rows.h"
#include "runtime/index/segment.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime::index {

// Turns that come first when a turn may end the decision: bytecode takes them, since one of them
// may be the end before classes were found.
inline constexpr std::uint32_t kLeadingTurns = 16;

// 64 turns of a set, from 64 * word on; sets hold only those that are not empty, ascending.
struct TurnWord {
  std::uint32_t word = 0;
  std::uint64_t turns = 0;
  bool operator==(const TurnWord&) const = default;
};
using TurnSet = std::vector<TurnWord>;

struct IndexFacts {
  std::size_t rows = 0;
  std::size_t necessary_only = 0;  // of the rows
  std::size_t attributes = 0;
  std::size_t bytes = 0;
};

class ClassIndex {
 public:
  ClassIndex(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point);

  // Paths of the attributes, into LoadedRuleset::paths; the first attribute is the time and has
  // none.
  [[nodiscard]] std::span<const std::uint32_t> paths() const { return paths_; }
  [[nodiscard]] std::span<const Attribute> attributes() const { return attributes_; }
  // Attributes that an update of the turn's rule may change. When it did, they have to be set
  // again, and the turns behind found again.
  [[nodiscard]] std::span<const std::uint32_t> changed_by(std::uint32_t turn) const {
    return changed_by_.empty() ? std::span<const std::uint32_t>()
                               : std::span<const std::uint32_t>(changed_by_[turn]);
  }
  [[nodiscard]] std::uint32_t leading_turns() const { return leading_turns_; }
  // Turns before `end` whose window `now_ms` lies in.
  [[nodiscard]] std::uint32_t turns_in_window(std::uint32_t end, std::int64_t now_ms) const;
  // Turns that a value of the attribute leaves open; null: none.
  [[nodiscard]] const TurnSet* open_turns(std::uint32_t attribute, const Value& value) const {
    return open_sets_.empty()
               ? nullptr
               : open_sets_[attribute]
                           [static_cast<std::size_t>(attributes_[attribute].group_of(value))];
  }
  // Whether this is expected to be faster than bytecode.
  [[nodiscard]] bool pays() const { return pays_; }
  [[nodiscard]] const IndexFacts& facts() const { return facts_; }

 private:
  friend class TurnFinder;

  void find_changes(const LoadedRuleset& ruleset, const std::vector<Turn>& turns);
  void make_segments(const Rows& rows, const LoadedRuleset& ruleset,
                     const LoadedEntryPoint& entry_point);
  void keep_open(const Rows& rows);
  void reckon(const Rows& rows);

  std::vector<Attribute> attributes_;
  std::vector<std::uint32_t> paths_;
  std::vector<Segment> segments_;
  std::vector<Segment> gates_;  // of the turns that may be open, for each segment; or none
  // Turns that a value of a group leaves open, by attribute and group; null: none.
  std::vector<std::array<const TurnSet*, kGroupCount>> open_sets_;
  std::vector<std::unique_ptr<const TurnSet>> turn_sets_;
  std::vector<std::vector<std::uint32_t>> changed_by_;  // by turn; empty when none changes any
  struct Window {
    std::uint32_t turn = 0;
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;
  };
  std::vector<Window> windows_;  // of the turns that have one, ascending
  std::uint32_t turn_count_ = 0;
  std::uint32_t leading_turns_ = 0;
  std::uint32_t most_blocks_ = 0;  // of a segment, padded
  bool pays_ = false;
  IndexFacts facts_;
};

// Memory of a TurnFinder, kept between decisions.
struct FinderBuffers {
  std::vector<ClassId> classes;        // by attribute
  std::vector<const TurnSet*> open;    // by attribute; null: nothing
  std::vector<BitsName> room;          // by attribute and block
  std::vector<const BitsName*> names;  // by list of the segment
  std::vector<std::uint64_t> certain;  // turns of the segment at hand, not taken yet
  std::vector<std::uint64_t> possible;
  std::vector<std::uint64_t> gate;  // turns that may be open; all 0 but while it is used
  std::vector<std::uint64_t> gate_touched;
  std::vector<std::uint64_t> touched;  // words of the two that are not zero
};

// One decision's walk over the turns. Set every attribute but the time before the first next().
class TurnFinder {
 public:
  TurnFinder(const ClassIndex& index, FinderBuffers& buffers, std::int64_t now_ms);

  // `key` is key_of(value), see code.h.
  void set(std::uint32_t attribute, const Value& value, std::uint64_t key) {
    const Attribute& own = index_.attributes_[attribute];
    buffers_.classes[attribute] = own.class_of(value, key);
    if (!index_.open_sets_.empty()) {
      buffers_.open[attribute] =
          index_.open_sets_[attribute][static_cast<std::size_t>(own.group_of(value))];
    }
  }
  // From which turn on to look, at first and after attributes changed. Turns only grow.
  void look_from(std::uint32_t turn);

  struct Found {
    std::uint32_t turn = 0;
    bool is_certain = false;  // else bytecode has to say, and the window has to be looked at
  };
  // The next turn that holds, or may; false when there is none.
  [[nodiscard]] bool next(Found& found) {
    if (left_ == 0 && !enter_next_word()) {
      return false;
    }
    auto bit = static_cast<std::uint32_t>(std::countr_zero(left_));
    found = {.turn = word_turn_ + bit, .is_certain = (certain_ >> bit & 1U) != 0};
    left_ &= left_ - 1;
    return true;
  }

 private:
  [[nodiscard]] bool enter_next_word();
  [[nodiscard]] bool enter_next_segment();
  void find(const Segment& segment);
  void find_rows(const Segment& segment, const TurnSets& found);
  void add_open(const Segment& segment, const Segment& gate);
  void drop_before(std::uint32_t turn);
  void clear();

  const ClassIndex& index_;
  FinderBuffers& buffers_;
  std::size_t segment_ = 0;  // the next one to enter
  std::uint32_t from_ = 0;   // turns before are done
  std::uint32_t base_ = 0;   // first turn of the segment at hand
  std::uint32_t end_ = 0;    // and the turn behind its last
  std::uint64_t left_ = 0;   // of the word at hand
  std::uint64_t certain_ = 0;
  std::uint32_t word_turn_ = 0;  // its first turn
  std::size_t summary_ = 0;      // word of `touched` at hand
};

}  // namespace rulec::runtime::index
