// ClassIndex: finds the turns of an entry point whose conditions hold, from the classes of the
// values that the conditions compare with constants. Built once for a loaded ruleset, immutable,
// shared by threads. What it cannot tell it leaves to bytecode: a turn that is found is certain to
// hold or may hold, or may throw; one that is not found neither holds nor throws.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "parser/json/projection.h"
#include "runtime/index/attribute.h"
#include "runtime/index/match_rows.h"
#include "runtime/index/segment.h"
#include "runtime/index/term_use.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime::index {

// Turns that come first when a turn may end the decision: where decisions mostly end in them,
// bytecode takes them, since finding classes costs more.
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
  std::size_t terms = 0;  // of the attributes
  std::size_t bytes = 0;
};

struct FinderBuffers;

using KindSet = std::uint16_t;  // bit i for the kind i

class ClassIndex {
 public:
  ClassIndex(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point);

  // Paths of the attributes, into LoadedRuleset::paths; the first attribute is the time and has
  // none. Behind them come attributes whose values are computed.
  [[nodiscard]] std::span<const std::uint32_t> paths() const { return paths_; }
  [[nodiscard]] std::span<const Attribute> attributes() const { return attributes_; }
  // Where a scan for the entry point puts the values of the attributes (ProjectedPaths); a place
  // beyond all of them for those that it does not look for.
  [[nodiscard]] std::span<const std::uint32_t> scan_places() const { return scan_places_; }
  // Whether a decision has to compute values of attributes.
  [[nodiscard]] bool has_terms() const { return !terms_.empty(); }
  // Attributes that an update of the turn's rule may change. When it did, they have to be set
  // again, and the turns behind found again.
  [[nodiscard]] std::span<const std::uint32_t> changed_by(std::uint32_t turn) const {
    return changed_by_.empty() ? std::span<const std::uint32_t>()
                               : std::span<const std::uint32_t>(changed_by_[turn]);
  }
  // Rules by turn, as twice their number, and one more where the rule ends the decision: what
  // somebody who asks for rules alone needs of a turn, in a small table.
  [[nodiscard]] std::span<const std::uint32_t> rules() const { return rules_; }
  // How many leading turns to give to bytecode, as the last decisions ended.
  [[nodiscard]] std::uint32_t leading_turns(const FinderBuffers& buffers) const;
  // Keeps in mind that a decision ended with that turn, or with none.
  void note_end(FinderBuffers& buffers, std::uint32_t turn) const;
  // Turns before `end` whose window `now_ms` lies in.
  [[nodiscard]] std::uint32_t turns_in_window(std::uint32_t end, std::int64_t now_ms) const;
  // Kinds of values of the attribute that may leave turns open.
  [[nodiscard]] KindSet open_kinds(std::uint32_t attribute) const { return open_kinds_[attribute]; }
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

  struct TermAttribute {
    std::vector<Code> code;
    std::vector<Guard> guards;
  };

  void find_changes(const LoadedRuleset& ruleset, const Rows& rows, const std::vector<Turn>& turns);
  void make_segments(const Rows& rows, const LoadedRuleset& ruleset,
                     const LoadedEntryPoint& entry_point);
  void keep_open(const Rows& rows);
  void reckon(const Rows& rows);

  std::vector<Attribute> attributes_;
  std::vector<std::uint32_t> paths_;
  std::vector<std::uint32_t> scan_places_;
  std::vector<TermAttribute> terms_;  // of the attributes behind those of paths
  std::vector<KindSet> open_kinds_;   // by attribute: kinds of values that may leave turns open
  std::vector<std::uint32_t> rules_;
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
  std::uint64_t id_ = 0;           // distinct among all indexes of this process
  bool asks_time_ = false;
  bool pays_ = false;
  IndexFacts facts_;
};

// A turn that holds, or may: then bytecode has to say, and the window has to be looked at.
class Hit {
 public:
  Hit() = default;
  Hit(std::uint32_t turn, bool is_certain) : bits_(turn << 1U | (is_certain ? 0U : 1U)) {}

  [[nodiscard]] std::uint32_t turn() const { return bits_ >> 1U; }
  [[nodiscard]] bool is_certain() const { return (bits_ & 1U) == 0; }
  [[nodiscard]] bool is_same_turn(Hit other) const { return (bits_ ^ other.bits_) <= 1; }
  // Of the same turn: certain when one of them is.
  [[nodiscard]] Hit merged(Hit other) const {
    Hit made;
    made.bits_ = bits_ & other.bits_;
    return made;
  }

 private:
  std::uint32_t bits_ = UINT32_MAX;  // no turn
};

// Decisions that end among the leading turns count up to here, others down.
inline constexpr std::uint32_t kEarlyEnds = 7;

// Memory of a TurnFinder, kept between decisions.
struct FinderBuffers {
  std::uint64_t index = 0;                   // ClassIndex::id_ of the one there is room for
  bool has_touched = false;                  // something in `touched`
  std::uint32_t early_ends = 0;              // see ClassIndex::note_end
  std::vector<ClassId> classes;              // by attribute
  std::vector<const TurnSet*> open;          // by attribute; null: nothing
  std::vector<BitsName> room;                // by attribute and block
  std::vector<const BitsName*> names;        // by list of the segment
  std::vector<const std::uint32_t*> places;  // by Segment::places
  std::vector<RowWord> row_words;
  std::vector<Hit> hits;               // the first is none
  std::vector<std::uint64_t> certain;  // turns of the segment at hand, not taken yet
  std::vector<std::uint64_t> possible;
  std::vector<std::uint64_t> gate;  // turns that may be open; all 0 but while it is used
  std::vector<std::uint64_t> gate_touched;
  std::vector<std::uint64_t> touched;  // words of the two that are not zero
};

inline std::uint32_t ClassIndex::leading_turns(const FinderBuffers& buffers) const {
  return buffers.index == id_ && buffers.early_ends > kEarlyEnds / 2 ? leading_turns_ : 0;
}

inline void ClassIndex::note_end(FinderBuffers& buffers, std::uint32_t turn) const {
  if (turn < leading_turns_) {
    buffers.early_ends += buffers.early_ends < kEarlyEnds ? 1 : 0;
  } else {
    buffers.early_ends -= buffers.early_ends > 0 ? 1 : 0;
  }
}

// One decision's walk over the turns. Set every attribute but the time before the first next(),
// those that are computed last.
class TurnFinder {
 public:
  TurnFinder(const ClassIndex& index, FinderBuffers& buffers, std::int64_t now_ms);

  [[gnu::always_inline]] void set(std::uint32_t attribute, const Value& value,
                                  const Readable& readable) {
    buffers_.classes[attribute] = index_.attributes_[attribute].class_of(value, readable);
    keep_open(index_.open_kinds_[attribute], attribute, value);
  }
  // All of them, of what a scan found for the entry point; `peek(path)` gives the values that it
  // did not look for, and lists and objects.
  template <class Peek>
  void set_all(std::span<const json::ProjectedValue> found, const Readable& readable, Peek peek) {
    const std::uint32_t* const places = index_.scan_places_.data();
    const Attribute* const attributes = index_.attributes_.data();
    const KindSet* const open_kinds = index_.open_kinds_.data();
    ClassId* const classes = buffers_.classes.data();
    auto count = static_cast<std::uint32_t>(index_.paths_.size());
    unsigned open = 0;  // bit 0 counts
    for (std::uint32_t attribute = 1; attribute < count; ++attribute) {
      std::uint32_t place = places[attribute];
      if (place < found.size() && !found[place].is_composite) [[likely]] {
        const Value& value = found[place].value;
        classes[attribute] = attributes[attribute].class_of(value, readable);
        open |= static_cast<unsigned>(open_kinds[attribute]) >> static_cast<unsigned>(value.kind());
      } else {
        set(attribute, peek(index_.paths_[attribute]), readable);
      }
    }
    if ((open & 1U) != 0 || may_be_open_) [[unlikely]] {
      keep_all_open(found);
    }
  }
  // The computed ones; `evaluate(code)` gives the value of a term, or its error.
  template <class Evaluate>
  void set_terms(const Readable& readable, Evaluate evaluate) {
    auto first = static_cast<std::uint32_t>(index_.paths_.size());
    for (std::uint32_t i = 0; i < index_.terms_.size(); ++i) {
      set_term(first + i, readable, evaluate);
    }
  }
  // Some attributes again, ascending; `peek(path)` as for set_all().
  template <class Peek, class Evaluate>
  void set_again(std::span<const std::uint32_t> attributes, const Readable& readable, Peek peek,
                 Evaluate evaluate) {
    for (std::uint32_t attribute : attributes) {
      if (attribute < index_.paths_.size()) {
        set(attribute, peek(index_.paths_[attribute]), readable);
      } else {
        set_term(attribute, readable, evaluate);
      }
    }
  }
  // As somebody else found it: the class of a value, and the turns that the value leaves open.
  void set_class(std::uint32_t attribute, ClassId id, const TurnSet* open) {
    buffers_.classes[attribute] = id;
    if (open != nullptr || may_be_open_) [[unlikely]] {
      set_open_turns(attribute, open);
    }
  }
  // As set_class() for all attributes but the time, of which none leaves a turn open; by attribute.
  void set_classes(std::span<const ClassId> classes) {
    std::copy(classes.begin() + 1, classes.end(), buffers_.classes.begin() + 1);
  }
  // From which turn on to look, at first and after attributes changed. Turns only grow.
  void look_from(std::uint32_t turn);

  // The next turns, ascending; none: there are no more. Valid until the next call.
  [[nodiscard]] std::span<const Hit> next();

 private:
  // A term that no condition comes to may have any class.
  template <class Evaluate>
  void set_term(std::uint32_t attribute, const Readable& readable, Evaluate& evaluate) {
    const ClassIndex::TermAttribute& term = index_.terms_[attribute - index_.paths_.size()];
    if (!is_let_in(term)) {
      return set_class(attribute, kErrorClass, nullptr);
    }
    Value value = evaluate(term.code.data());
    if (value.is_error()) [[unlikely]] {
      return set_class(attribute, kErrorClass, index_.open_turns(attribute, value));
    }
    set(attribute, value, readable);
  }
  [[nodiscard]] bool is_let_in(const ClassIndex::TermAttribute& term) const {
    return std::ranges::all_of(term.guards, [this](const Guard& guard) {
      return guard.lets_in(buffers_.classes[guard.attribute]);
    });
  }
  // Turns that the value leaves open. Until there are some, buffers_.open is not looked at.
  [[gnu::always_inline]] void keep_open(KindSet open_kinds, std::uint32_t attribute,
                                        const Value& value) {
    bool is_open = (open_kinds >> static_cast<unsigned>(value.kind()) & 1U) != 0;
    if (is_open || may_be_open_) [[unlikely]] {
      set_open(attribute, value);
    }
  }
  void set_open(std::uint32_t attribute, const Value& value) {
    set_open_turns(attribute, index_.open_turns(attribute, value));
  }
  // The same of all that a scan found.
  void keep_all_open(std::span<const json::ProjectedValue> found);
  void set_open_turns(std::uint32_t attribute, const TurnSet* turns);
  static void prepare(const ClassIndex& index, FinderBuffers& buffers);
  [[nodiscard]] std::span<const Hit> enter(const Segment& segment);
  // To buffers_.row_words; the answer is their end.
  [[nodiscard]] const RowWord* find_rows(const Segment& segment);
  [[nodiscard]] std::span<const Hit> hits_of_rows(const Segment& segment, const RowWord* end);
  [[nodiscard]] std::span<const Hit> hits_of_sets();
  [[nodiscard]] bool is_open() const;
  void add_open(const Segment& segment, const Segment& gate);
  void drop_before(std::uint32_t turn);
  void clear();

  const ClassIndex& index_;
  FinderBuffers& buffers_;
  bool may_be_open_ = false;  // some attribute was, at some time
  std::size_t segment_ = 0;   // the next one to enter
  std::uint32_t from_ = 0;    // turns before are done
  std::uint32_t base_ = 0;    // first turn of the segment at hand
  std::uint32_t end_ = 0;     // and the turn behind its last
  std::size_t summary_ = 0;   // word of `touched` to take next
};

}  // namespace rulec::runtime::index
