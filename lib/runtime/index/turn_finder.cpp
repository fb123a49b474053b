#include <algorithm>
#include <bit>
#include <utility>

#include "runtime/index/class_index.h"
#include "runtime/index/match_rows.h"

namespace rulec::runtime::index {
namespace {

constexpr std::size_t kTurnsInSummary = 64 * 64;  // in a word of `touched`

// Where the turns of rows that are met go: bit sets of turns, and of their words that have any.
struct TurnSets {
  std::uint64_t* certain = nullptr;
  std::uint64_t* possible = nullptr;
  std::uint64_t* touched = nullptr;
};

// Whether a row that is met is only necessary, as 0 or 1.
std::uint64_t is_unsure(const Segment& segment, std::uint32_t row) {
  return segment.necessary_only[row / kBlockRows].words[row % kBlockRows / 64] >> (row % 64) & 1U;
}

void add_turns(const Segment& segment, const RowWord* words, const RowWord* end,
               const TurnSets& found) {
  auto add = [turns = segment.turns.data(), touched = found.touched](
                 std::uint64_t* set, std::uint32_t row) __attribute__((always_inline)) {
    std::uint32_t turn = turns[row];
    set[turn / 64] |= std::uint64_t{1} << (turn % 64);
    touched[turn / kTurnsInSummary] |= std::uint64_t{1} << (turn / 64 % 64);
  };
  std::uint64_t* const certain = found.certain;
  if (segment.necessary_only.empty()) {
    return each_row(words, end,
                    [=](std::uint32_t row) __attribute__((always_inline)) { add(certain, row); });
  }
  each_row(words, end, [&](std::uint32_t row) __attribute__((always_inline)) {
    add(is_unsure(segment, row) == 0 ? certain : found.possible, row);
  });
}

// The words of `certain` that `touched` names, taken out of it; the first stands for turn
// `first_turn`. To hits at `hit`; the answer is their end.
Hit* take_certain(std::uint64_t* certain, std::uint64_t touched, std::uint32_t first_turn,
                  RowWord* words, Hit* hit) {
  RowWord* end = words;
  for (; touched != 0; touched &= touched - 1) {
    auto word = static_cast<std::uint32_t>(std::countr_zero(touched));
    *end = {.bits = std::exchange(certain[word], 0), .first_row = first_turn + word * 64};
    end += end->bits != 0 ? 1 : 0;
  }
  each_row(words, end,
           [&](std::uint32_t turn) __attribute__((always_inline)) { *hit++ = Hit(turn, true); });
  return hit;
}

template <class T>
void make_room(std::vector<T>& room, std::size_t size) {
  if (room.size() < size) {
    room.resize(size);
  }
}

}  // namespace

TurnFinder::TurnFinder(const ClassIndex& index, FinderBuffers& buffers, std::int64_t now_ms)
    : index_(index), buffers_(buffers) {
  if (buffers.index != index.id_) [[unlikely]] {
    prepare(index, buffers);
  }
  if (buffers.has_touched) {
    clear();
  }
  buffers.classes[kTimeAttribute] =
      index.asks_time_ ? index.attributes_[kTimeAttribute].class_of(Value::integer(now_ms)) : 0;
}

// Room for all that a walk over this index needs.
void TurnFinder::prepare(const ClassIndex& index, FinderBuffers& buffers) {
  std::size_t attributes = index.attributes_.size();
  std::size_t words = (std::size_t{index.turn_count_} + 63) / 64;
  make_room(buffers.classes, attributes);
  make_room(buffers.open, attributes);
  make_room(buffers.room, attributes * index.most_blocks_);
  make_room(buffers.names, attributes);
  make_room(buffers.places, attributes);
  make_room(buffers.row_words,
            std::size_t{kBlockRows / 64} * std::max(index.most_blocks_, kManyBlocks) + 1);
  make_room(buffers.hits, kTurnsInSummary + 1);
  make_room(buffers.certain, words);
  make_room(buffers.possible, words);
  make_room(buffers.touched, words / 64 + 1);
  if (!index.gates_.empty()) {
    make_room(buffers.gate, words);
    make_room(buffers.gate_touched, words / 64 + 1);
  }
  buffers.index = index.id_;
  buffers.early_ends = 0;
}

void TurnFinder::look_from(std::uint32_t turn) {
  from_ = turn;
  const auto& segments = index_.segments_;
  while (segment_ < segments.size() && segments[segment_].end_turn <= turn) {
    ++segment_;
  }
  if (buffers_.has_touched) {
    clear();
  }
  base_ = end_ = 0;
  summary_ = 0;
  // The segment at hand is found anew.
  if (segment_ > 0 && turn < segments[segment_ - 1].end_turn) {
    --segment_;
  }
}

std::span<const Hit> TurnFinder::next() {
  while (true) {
    if (base_ + summary_ * kTurnsInSummary < end_) {
      std::span<const Hit> hits = hits_of_sets();
      if (!hits.empty()) {
        return hits;
      }
    } else if (segment_ == index_.segments_.size()) {
      return {};
    } else {
      const Segment& segment = index_.segments_[segment_++];
      std::span<const Hit> hits = enter(segment);
      if (!hits.empty()) {
        return hits;
      }
    }
  }
}

void TurnFinder::set_open_turns(std::uint32_t attribute, const TurnSet* turns) {
  if (!may_be_open_) {
    std::ranges::fill(buffers_.open, nullptr);
    may_be_open_ = true;
  }
  buffers_.open[attribute] = turns;
}

void TurnFinder::keep_all_open(std::span<const json::ProjectedValue> found) {
  for (std::uint32_t attribute = 1; attribute < index_.paths_.size(); ++attribute) {
    std::uint32_t place = index_.scan_places_[attribute];
    if (place < found.size() && !found[place].is_composite) {
      keep_open(index_.open_kinds_[attribute], attribute, found[place].value);
    }
  }
}

bool TurnFinder::is_open() const {
  return may_be_open_ && !index_.gates_.empty() &&
         std::any_of(buffers_.open.begin() + 1,
                     buffers_.open.begin() + static_cast<std::ptrdiff_t>(index_.attributes_.size()),
                     [](const TurnSet* turns) { return turns != nullptr; });
}

// The hits of a segment of few blocks; of others, and where turns are open, they come out of the
// sets.
std::span<const Hit> TurnFinder::enter(const Segment& segment) {
  base_ = segment.first_turn;
  end_ = segment.end_turn;
  bool may_be_open = is_open();
  if (segment.block_count <= kFewBlocks && !may_be_open && from_ <= base_) [[likely]] {
    end_ = base_;
    return hits_of_rows(segment, find_rows(segment));
  }
  summary_ = 0;
  buffers_.has_touched = true;
  const RowWord* end = find_rows(segment);
  add_turns(segment, buffers_.row_words.data(), end,
            {.certain = buffers_.certain.data(),
             .possible = buffers_.possible.data(),
             .touched = buffers_.touched.data()});
  if (may_be_open) {
    add_open(segment, index_.gates_[segment_ - 1]);
  }
  if (from_ > base_) {
    drop_before(from_ - base_);
  }
  return {};
}

const RowWord* TurnFinder::find_rows(const Segment& segment) {
  RowWord* words = buffers_.row_words.data();
  if (segment.block_count <= kFewBlocks) {
    const std::uint32_t** at = buffers_.places.data();
    for (const BitsPlaces& places : segment.places) {
      *at++ = places.of(buffers_.classes[places.attribute()]);
    }
    return and_blocks(segment, buffers_.places.data(), words);
  }
  const BitsName** at = buffers_.names.data();
  for (const NameLists& list : segment.lists) {
    std::uint32_t attribute = list.attribute();
    *at++ = list.names_of(buffers_.classes[attribute],
                          buffers_.room.data() + std::size_t{attribute} * index_.most_blocks_);
  }
  return match_rows(segment, buffers_.names.data(), words);
}

// Rows lie in the order of their turns. There is no branch for rows of one turn.
std::span<const Hit> TurnFinder::hits_of_rows(const Segment& segment, const RowWord* end) {
  const std::uint32_t* turns = segment.turns.data();
  Hit* last = buffers_.hits.data();
  bool are_sure = segment.necessary_only.empty();
  each_row(buffers_.row_words.data(), end, [&](std::uint32_t row) __attribute__((always_inline)) {
    Hit hit(segment.first_turn + turns[row], are_sure || is_unsure(segment, row) == 0);
    bool is_same = hit.is_same_turn(*last);
    hit = is_same ? hit.merged(*last) : hit;
    last += is_same ? 0 : 1;
    *last = hit;
  });
  const Hit* first = buffers_.hits.data() + 1;
  return {first, static_cast<std::size_t>(last + 1 - first)};
}

// Those of the next word of `touched`. The words of the sets are emptied as they are taken.
std::span<const Hit> TurnFinder::hits_of_sets() {
  Hit* const first = buffers_.hits.data() + 1;
  Hit* end = first;
  std::uint32_t turn = base_ + static_cast<std::uint32_t>(summary_ * kTurnsInSummary);
  std::uint64_t touched = std::exchange(buffers_.touched[summary_], 0);
  std::uint64_t* certain = buffers_.certain.data() + summary_ * 64;
  if (!may_be_open_ && index_.segments_[segment_ - 1].necessary_only.empty()) {
    end = take_certain(certain, touched, turn, buffers_.row_words.data(), first);
  } else {
    std::uint64_t* possible = buffers_.possible.data() + summary_ * 64;
    for (; touched != 0; touched &= touched - 1) {
      auto word = static_cast<std::uint32_t>(std::countr_zero(touched));
      std::uint64_t sure = std::exchange(certain[word], 0);
      for (std::uint64_t left = sure | std::exchange(possible[word], 0); left != 0;
           left &= left - 1) {
        auto bit = static_cast<std::uint32_t>(std::countr_zero(left));
        *end++ = Hit(turn + word * 64 + bit, (sure >> bit & 1U) != 0);
      }
    }
  }
  ++summary_;
  buffers_.has_touched = base_ + summary_ * kTurnsInSummary < end_;
  return {first, static_cast<std::size_t>(end - first)};
}

void TurnFinder::add_open(const Segment& segment, const Segment& gate) {
  std::uint64_t* let_in = buffers_.gate.data();
  add_turns(gate, buffers_.row_words.data(), find_rows(gate),
            {.certain = let_in, .possible = let_in, .touched = buffers_.gate_touched.data()});
  std::uint32_t first = segment.first_turn / 64;
  std::uint32_t end = (segment.end_turn + 63) / 64;
  for (std::size_t attribute = 1; attribute < index_.attributes_.size(); ++attribute) {
    const TurnSet* open = buffers_.open[attribute];
    if (open == nullptr) {
      continue;
    }
    auto at =
        first == 0 ? open->begin() : std::ranges::lower_bound(*open, first, {}, &TurnWord::word);
    for (; at != open->end() && at->word < end; ++at) {
      std::uint32_t word = at->word - first;
      std::uint64_t turns = at->turns & let_in[word];
      if (turns != 0) {
        // What a row says of a turn holds only where none of its atoms is open.
        buffers_.certain[word] &= ~turns;
        buffers_.possible[word] |= turns;
        buffers_.touched[word / 64] |= std::uint64_t{1} << (word % 64);
      }
    }
  }
  std::size_t count = end - first;
  std::fill_n(let_in, count, 0);
  std::fill_n(buffers_.gate_touched.begin(), count / 64 + 1, 0);
}

void TurnFinder::drop_before(std::uint32_t turn) {
  std::size_t words = turn / 64;
  std::fill_n(buffers_.certain.begin(), words, 0);
  std::fill_n(buffers_.possible.begin(), words, 0);
  if (turn % 64 != 0) {
    std::uint64_t kept = ~std::uint64_t{0} << (turn % 64);
    buffers_.certain[words] &= kept;
    buffers_.possible[words] &= kept;
  }
}

// Between decisions only the touched words may hold something.
void TurnFinder::clear() {
  for (std::size_t i = 0; i < buffers_.touched.size(); ++i) {
    for (std::uint64_t left = buffers_.touched[i]; left != 0; left &= left - 1) {
      std::size_t word = i * 64 + static_cast<std::size_t>(std::countr_zero(left));
      buffers_.certain[word] = 0;
      buffers_.possible[word] = 0;
    }
    buffers_.touched[i] = 0;
  }
  buffers_.has_touched = false;
}

}  // namespace rulec::runtime::index
