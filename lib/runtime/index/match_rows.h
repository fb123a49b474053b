// The inner loop of the index: and-s the bits of a segment's blocks.
#pragma once

#include <cstdint>

#include "runtime/index/segment.h"

namespace rulec::runtime::index {

// Where the turns of rows that are met go: bit sets of turns, and of their words that have any.
struct TurnSets {
  std::uint64_t* certain = nullptr;
  std::uint64_t* possible = nullptr;
  std::uint64_t* touched = nullptr;
};

// Segments of few blocks: `places` by Segment::places; what is left goes to `left`, by block. The
// answer has a bit for each word that is not zero.
[[nodiscard]] std::uint32_t and_blocks(const Segment& segment, const std::uint32_t* const* places,
                                       Bits* left);
[[nodiscard]] std::uint32_t and_blocks_plain(const Segment& segment,
                                             const std::uint32_t* const* places, Bits* left);
// Puts what and_blocks() left into sets.
void add_turns(const Segment& segment, const Bits* left, std::uint32_t words,
               const TurnSets& found);

// Other segments: `names` by list.
void match_rows(const Segment& segment, const BitsName* const* names, const TurnSets& found);

// The two ways in which it is done; the same answer.
void match_rows_plain(const Segment& segment, const BitsName* const* names, const TurnSets& found);
#ifdef __x86_64__
[[nodiscard]] bool has_avx2();
[[nodiscard]] std::uint32_t and_blocks_avx2(const Segment& segment,
                                            const std::uint32_t* const* places, Bits* left);
void match_rows_avx2(const Segment& segment, const BitsName* const* names, const TurnSets& found);
#endif

}  // namespace rulec::runtime::index
