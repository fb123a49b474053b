// The inner loop of the index: and-s the bits of a segment's blocks.
#pragma once

#include <cstdint>

#include "runtime/index/segment.h"

namespace rulec::runtime::index {

// 64 rows of a segment, of which those in `bits` are met. Such words are gathered first and taken
// apart afterwards, in one loop over all rows: how many rows a word has, and which words have any,
// is never the same, and a loop for each word would be guessed wrong at most of them (that took a
// quarter of a decision of 10,000 rules).
struct RowWord {
  std::uint64_t bits = 0;
  std::uint32_t first_row = 0;
};

// Calls take(row) for each row of the words, which end with one more that is not looked at. None of
// them is empty.
template <class Take>
[[gnu::always_inline]] inline void each_row(const RowWord* at, const RowWord* end, Take take) {
  std::uint64_t bits = at->bits;
  while (at != end) {
    take(at->first_row + static_cast<std::uint32_t>(__builtin_ctzll(bits)));
    bits &= bits - 1;
    // Arithmetic, so that it is no branch.
    std::uint64_t is_done = bits == 0 ? 1 : 0;
    bits |= at[1].bits & (0 - is_done);
    at += is_done;
  }
}

// These put the words with a row that is met to `words`, and give the end of them. There is room
// for those of all blocks, and one more.

// Segments of few blocks: `places` by Segment::places.
[[nodiscard]] RowWord* and_blocks(const Segment& segment, const std::uint32_t* const* places,
                                  RowWord* words);
// Other segments: `names` by list.
[[nodiscard]] RowWord* match_rows(const Segment& segment, const BitsName* const* names,
                                  RowWord* words);

// The two ways in which it is done; the same answer.
[[nodiscard]] RowWord* and_blocks_plain(const Segment& segment, const std::uint32_t* const* places,
                                        RowWord* words);
[[nodiscard]] RowWord* match_rows_plain(const Segment& segment, const BitsName* const* names,
                                        RowWord* words);
#ifdef __x86_64__
[[nodiscard]] bool has_avx2();
[[nodiscard]] RowWord* and_blocks_avx2(const Segment& segment, const std::uint32_t* const* places,
                                       RowWord* words);
[[nodiscard]] RowWord* match_rows_avx2(const Segment& segment, const BitsName* const* names,
                                       RowWord* words);
#endif

}  // namespace rulec::runtime::index
