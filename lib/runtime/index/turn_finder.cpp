#include <algorithm>
#include <bit>
#include <utility>

#include "runtime/index/class_index.h"
#include "runtime/index/match_rows.h"

namespace rulec::runtime::index {
namespace {

constexpr std::size_t kTurnsInSummary = 64 * 64;  // in a word of `touched`

template <class T>
void make_room(std::vector<T>& room, std::size_t size) {
  if (room.size() < size) {
    room.resize(size);
  }
}

}  // namespace

TurnFinder::TurnFinder(const ClassIndex& index, FinderBuffers& buffers, std::int64_t now_ms)
    : index_(index), buffers_(buffers) {
  std::size_t attributes = index.attributes_.size();
  std::size_t words = (std::size_t{index.turn_count_} + 63) / 64;
  make_room(buffers.classes, attributes);
  make_room(buffers.open, attributes);
  make_room(buffers.room, attributes * index.most_blocks_);
  make_room(buffers.names, attributes);
  make_room(buffers.certain, words);
  make_room(buffers.possible, words);
  make_room(buffers.touched, words / 64 + 1);
  if (!index.gates_.empty()) {
    make_room(buffers.gate, words);
    make_room(buffers.gate_touched, words / 64 + 1);
  }
  clear();
  buffers.classes[kTimeAttribute] =
      index.attributes_[kTimeAttribute].class_of(Value::integer(now_ms));
}

void TurnFinder::look_from(std::uint32_t turn) {
  from_ = turn;
  const auto& segments = index_.segments_;
  while (segment_ < segments.size() && segments[segment_].end_turn <= turn) {
    ++segment_;
  }
  clear();
  // The segment at hand is found anew.
  if (segment_ > 0 && turn < segments[segment_ - 1].end_turn) {
    --segment_;
  }
}

// The words of the segment are emptied as they are taken.
bool TurnFinder::enter_next_word() {
  while (true) {
    std::uint64_t& touched = buffers_.touched[summary_];
    if (touched != 0) {
      std::size_t word = summary_ * 64 + static_cast<std::size_t>(std::countr_zero(touched));
      touched &= touched - 1;
      certain_ = std::exchange(buffers_.certain[word], 0);
      left_ = certain_ | std::exchange(buffers_.possible[word], 0);
      word_turn_ = base_ + static_cast<std::uint32_t>(word * 64);
      if (left_ != 0) {
        return true;
      }
    } else if (base_ + (summary_ + 1) * kTurnsInSummary < end_) {
      ++summary_;
    } else if (!enter_next_segment()) {
      return false;
    }
  }
}

bool TurnFinder::enter_next_segment() {
  if (segment_ == index_.segments_.size()) {
    return false;
  }
  const Segment& segment = index_.segments_[segment_++];
  base_ = segment.first_turn;
  end_ = segment.end_turn;
  summary_ = 0;
  find(segment);
  return true;
}

void TurnFinder::find(const Segment& segment) {
  find_rows(segment, {.certain = buffers_.certain.data(),
                      .possible = buffers_.possible.data(),
                      .touched = buffers_.touched.data()});
  bool is_open =
      !index_.gates_.empty() &&
      std::any_of(buffers_.open.begin() + 1,
                  buffers_.open.begin() + static_cast<std::ptrdiff_t>(index_.attributes_.size()),
                  [](const TurnSet* turns) { return turns != nullptr; });
  if (is_open) {
    add_open(segment, index_.gates_[segment_ - 1]);
  }
  if (from_ > base_) {
    drop_before(from_ - base_);
  }
}

void TurnFinder::find_rows(const Segment& segment, const TurnSets& found) {
  for (std::size_t i = 0; i < segment.lists.size(); ++i) {
    const NameLists& list = segment.lists[i];
    std::uint32_t attribute = list.attribute();
    buffers_.names[i] =
        list.names_of(buffers_.classes[attribute],
                      buffers_.room.data() + std::size_t{attribute} * index_.most_blocks_);
  }
  match_rows(segment, buffers_.names.data(), found);
}

void TurnFinder::add_open(const Segment& segment, const Segment& gate) {
  std::uint64_t* let_in = buffers_.gate.data();
  find_rows(gate, {.certain = let_in, .possible = let_in, .touched = buffers_.gate_touched.data()});
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
  summary_ = 0;
  base_ = 0;
  end_ = 0;
  left_ = 0;
}

}  // namespace rulec::runtime::index
