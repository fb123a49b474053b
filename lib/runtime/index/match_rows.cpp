#include "runtime/index/match_rows.h"

#include <algorithm>
#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace rulec::runtime::index {
namespace {

// How many demands, or attributes of few blocks, are and-ed before it is asked whether a row is
// left.
constexpr std::uint32_t kBetweenQuestions = 6;
constexpr std::size_t kBetweenFewQuestions = 8;
constexpr std::uint32_t kBlockWords = kBlockRows / 64;

// No branch on what a word holds.
[[gnu::always_inline]] inline RowWord* add_word(RowWord* words, std::uint64_t bits,
                                                std::uint32_t first_row) {
  *words = {.bits = bits, .first_row = first_row};
  return words + (bits != 0 ? 1 : 0);
}

[[gnu::always_inline]] inline RowWord* add_block(RowWord* words, const Bits& left,
                                                 std::uint32_t block) {
#pragma GCC unroll 8
  for (std::uint32_t word = 0; word < kBlockWords; ++word) {
    words = add_word(words, left.words[word], block * kBlockRows + word * 64);
  }
  return words;
}

// A block that asks nothing: all its rows are met.
RowWord* add_all(const Segment& segment, std::uint32_t block, RowWord* words) {
  std::size_t left = segment.turns.size() - std::size_t{block} * kBlockRows;
  for (std::uint32_t word = 0; word < kBlockWords && left > 0; ++word) {
    std::size_t rows = std::min<std::size_t>(left, 64);
    words = add_word(words, ~std::uint64_t{0} >> (64 - rows), block * kBlockRows + word * 64);
    left -= rows;
  }
  return words;
}

[[gnu::always_inline]] inline const Bits& bits_of(const Segment& segment,
                                                  const BitsName* const* names,
                                                  const Demand& demand, std::uint32_t block) {
  return segment.bits[demand.first + names[demand.list][block]];
}

RowWord* match_block_plain(const Segment& segment, const BitsName* const* names,
                           std::uint32_t block, RowWord* words) {
  std::uint32_t at = segment.demands_begin[block];
  std::uint32_t end = segment.demands_begin[block + 1];
  if (at == end) {
    return add_all(segment, block, words);
  }
  Bits left = bits_of(segment, names, segment.demands[at], block);
  while (++at < end) {
    const Bits& bits = bits_of(segment, names, segment.demands[at], block);
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < left.words.size(); ++i) {
      left.words[i] &= bits.words[i];
      any |= left.words[i];
    }
    if (any == 0) {
      return words;
    }
  }
  return add_block(words, left, block);
}

}  // namespace

RowWord* and_blocks_plain(const Segment& segment, const std::uint32_t* const* places,
                          RowWord* words) {
  for (std::uint32_t block = 0; block < segment.block_count; ++block) {
    Bits left = segment.bits[block];
    for (std::size_t i = 0; i < segment.places.size(); ++i) {
      const Bits& bits = segment.bits[places[i][block]];
      for (std::size_t word = 0; word < kBlockWords; ++word) {
        left.words[word] &= bits.words[word];
      }
    }
    words = add_block(words, left, block);
  }
  return words;
}

RowWord* match_rows_plain(const Segment& segment, const BitsName* const* names, RowWord* words) {
  for (std::uint32_t block = 0; block < segment.block_count; ++block) {
    bool may_match =
        std::ranges::all_of(names, names + segment.lists.size(),
                            [block](const BitsName* of_list) { return of_list[block] != 0; });
    words = may_match ? match_block_plain(segment, names, block, words) : words;
  }
  return words;
}

#ifdef __x86_64__
namespace {

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how these instructions load and store
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i load_half(const Bits& bits,
                                                                     std::size_t half) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(bits.words.data() + 4 * half));
}

[[gnu::target("avx2"), gnu::always_inline]] inline RowWord* add_block(RowWord* words, __m256i low,
                                                                      __m256i high,
                                                                      std::uint32_t block) {
  Bits left;
  _mm256_store_si256(reinterpret_cast<__m256i*>(left.words.data()), low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(left.words.data() + 4), high);
  return add_block(words, left, block);
}

// The 32 names from `names` on that are 0, as bits.
[[gnu::target("avx2"), gnu::always_inline]] inline std::uint32_t zeros_of(const BitsName* names) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(names));
  __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(names + 16));
  __m256i packed =
      _mm256_packs_epi16(_mm256_cmpeq_epi16(low, zero), _mm256_cmpeq_epi16(high, zero));
  constexpr int kInOrder = 0b11'01'10'00;  // packing works on halves
  return static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_permute4x64_epi64(packed, kInOrder)));
}
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

// Of the 32 blocks from `first` on those that no attribute rules out, as bits.
[[gnu::target("avx2"), gnu::always_inline]] inline std::uint32_t blocks_left(
    const Segment& segment, const BitsName* const* names, std::uint32_t first) {
  std::uint32_t count = segment.block_count - first;
  std::uint32_t blocks = count >= 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << count) - 1;
  if (segment.block_count >= kManyBlocks) {
    for (std::size_t i = 0; i < segment.lists.size(); ++i) {
      blocks &= ~zeros_of(names[i] + first);
    }
  }
  return blocks;
}

// Beginnings of a segment's tables, held in registers.
struct Tables {
  const std::uint32_t* demands_begin;
  const Demand* demands;
  const Bits* bits;
  const BitsName* const* names;

  [[nodiscard, gnu::always_inline]] const Bits& of(const Demand& demand,
                                                   std::uint32_t block) const {
    return bits[demand.first + names[demand.list][block]];
  }
};

[[gnu::target("avx2"), gnu::always_inline]] inline RowWord* match_block_avx2(const Segment& segment,
                                                                             const Tables& tables,
                                                                             std::uint32_t block,
                                                                             RowWord* words) {
  const Demand* at = tables.demands + tables.demands_begin[block];
  const Demand* end = tables.demands + tables.demands_begin[block + 1];
  if (at == end) [[unlikely]] {
    return add_all(segment, block, words);
  }
  __m256i low = load_half(tables.of(*at, block), 0);
  __m256i high = load_half(tables.of(*at, block), 1);
  ++at;
  while (at < end) {
    const Demand* question = std::min(at + kBetweenQuestions, end);
    for (; at < question; ++at) {
      const Bits& bits = tables.of(*at, block);
      low = _mm256_and_si256(low, load_half(bits, 0));
      high = _mm256_and_si256(high, load_half(bits, 1));
    }
    __m256i any = _mm256_or_si256(low, high);
    if (_mm256_testz_si256(any, any) != 0) {
      return words;
    }
  }
  return add_block(words, low, high, block);
}

template <std::uint32_t Blocks>
[[gnu::target("avx2")]] RowWord* and_few_blocks(const Segment& segment,
                                                const std::uint32_t* const* places,
                                                RowWord* words) {
  const Bits* bits = segment.bits.data();
  __m256i low[Blocks];
  __m256i high[Blocks];
#pragma GCC unroll 4
  for (std::uint32_t block = 0; block < Blocks; ++block) {
    low[block] = load_half(bits[block], 0);
    high[block] = load_half(bits[block], 1);
  }
  const std::size_t count = segment.places.size();
  for (std::size_t i = 0; i < count;) {
    const std::size_t question = std::min(i + kBetweenFewQuestions, count);
    for (; i < question; ++i) {
      const std::uint32_t* at = places[i];
#pragma GCC unroll 4
      for (std::uint32_t block = 0; block < Blocks; ++block) {
        low[block] = _mm256_and_si256(low[block], load_half(bits[at[block]], 0));
        high[block] = _mm256_and_si256(high[block], load_half(bits[at[block]], 1));
      }
    }
    __m256i any = _mm256_or_si256(low[0], high[0]);
#pragma GCC unroll 4
    for (std::uint32_t block = 1; block < Blocks; ++block) {
      any = _mm256_or_si256(any, _mm256_or_si256(low[block], high[block]));
    }
    if (_mm256_testz_si256(any, any) != 0) {
      return words;
    }
  }
#pragma GCC unroll 4
  for (std::uint32_t block = 0; block < Blocks; ++block) {
    words = add_block(words, low[block], high[block], block);
  }
  return words;
}

}  // namespace

bool has_avx2() {
  static const bool kHas = __builtin_cpu_supports("avx2") != 0;
  return kHas;
}

RowWord* and_blocks_avx2(const Segment& segment, const std::uint32_t* const* places,
                         RowWord* words) {
  static_assert(kFewBlocks == 4);
  switch (segment.block_count) {
    case 1:
      return and_few_blocks<1>(segment, places, words);
    case 2:
      return and_few_blocks<2>(segment, places, words);
    case 3:
      return and_few_blocks<3>(segment, places, words);
    case 4:
      return and_few_blocks<4>(segment, places, words);
    default:
      return words;  // no rows
  }
}

[[gnu::target("avx2")]] RowWord* match_rows_avx2(const Segment& segment,
                                                 const BitsName* const* names, RowWord* words) {
  const Tables tables{.demands_begin = segment.demands_begin.data(),
                      .demands = segment.demands.data(),
                      .bits = segment.bits.data(),
                      .names = names};
  for (std::uint32_t first = 0; first < segment.block_count; first += kNamesStep) {
    for (std::uint32_t blocks = blocks_left(segment, names, first); blocks != 0;
         blocks &= blocks - 1) {
      words = match_block_avx2(segment, tables,
                               first + static_cast<std::uint32_t>(std::countr_zero(blocks)), words);
    }
  }
  return words;
}
#endif

RowWord* and_blocks(const Segment& segment, const std::uint32_t* const* places, RowWord* words) {
#ifdef __x86_64__
  if (has_avx2()) {
    return and_blocks_avx2(segment, places, words);
  }
#endif
  return and_blocks_plain(segment, places, words);
}

RowWord* match_rows(const Segment& segment, const BitsName* const* names, RowWord* words) {
#ifdef __x86_64__
  if (has_avx2()) {
    return match_rows_avx2(segment, names, words);
  }
#endif
  return match_rows_plain(segment, names, words);
}

}  // namespace rulec::runtime::index
