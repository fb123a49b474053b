#include "runtime/index/match_rows.h"

#include <algorithm>
#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace rulec::runtime::index {
namespace {

// How many demands are and-ed before it is asked whether a row is left.
constexpr std::uint32_t kBetweenQuestions = 3;
// The same for attributes of few blocks.
constexpr std::size_t kBetweenFewQuestions = 8;
constexpr std::uint32_t kBlockWords = kBlockRows / 64;

[[gnu::always_inline]] inline void add_turn(std::uint64_t* set, std::uint64_t* touched,
                                            std::uint32_t turn) {
  set[turn / 64] |= std::uint64_t{1} << (turn % 64);
  touched[turn / 4096] |= std::uint64_t{1} << (turn / 64 % 64);
}

[[gnu::always_inline]] inline void add_word(const Segment& segment, std::uint32_t block,
                                            std::size_t word, std::uint64_t bits,
                                            const TurnSets& found) {
  const std::uint32_t* turns = segment.turns.data() + std::size_t{block} * kBlockRows + word * 64;
  std::uint64_t unsure =
      segment.necessary_only.empty() ? 0 : segment.necessary_only[block].words[word];
  for (std::uint64_t sure = bits & ~unsure; sure != 0; sure &= sure - 1) {
    add_turn(found.certain, found.touched, turns[std::countr_zero(sure)]);
  }
  for (unsure &= bits; unsure != 0; unsure &= unsure - 1) {
    add_turn(found.possible, found.touched, turns[std::countr_zero(unsure)]);
  }
}

// A block that asks nothing: all its rows are met.
void add_all(const Segment& segment, std::uint32_t block, const TurnSets& found) {
  std::size_t left = segment.turns.size() - std::size_t{block} * kBlockRows;
  for (std::size_t word = 0; word < kBlockRows / 64 && left > 0; ++word) {
    std::size_t rows = std::min<std::size_t>(left, 64);
    add_word(segment, block, word, ~std::uint64_t{0} >> (64 - rows), found);
    left -= rows;
  }
}

// Blocks [first, first + 32) that no attribute rules out, as bits.
[[gnu::always_inline]] inline std::uint32_t blocks_within(const Segment& segment,
                                                          std::uint32_t first) {
  std::uint32_t count = segment.block_count - first;
  return count >= 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << count) - 1;
}

[[gnu::always_inline]] inline const Bits& bits_of(const Segment& segment,
                                                  const BitsName* const* names,
                                                  const Demand& demand, std::uint32_t block) {
  return segment.bits[demand.first + names[demand.list][block]];
}

void match_block_plain(const Segment& segment, const BitsName* const* names, std::uint32_t block,
                       const TurnSets& found) {
  std::uint32_t at = segment.demands_begin[block];
  std::uint32_t end = segment.demands_begin[block + 1];
  if (at == end) {
    return add_all(segment, block, found);
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
      return;
    }
  }
  for (std::size_t word = 0; word < left.words.size(); ++word) {
    if (left.words[word] != 0) {
      add_word(segment, block, word, left.words[word], found);
    }
  }
}

}  // namespace

std::uint32_t and_blocks_plain(const Segment& segment, const std::uint32_t* const* places,
                               Bits* left) {
  std::uint32_t any = 0;
  for (std::uint32_t block = 0; block < segment.block_count; ++block) {
    left[block] = segment.bits[block];
    for (std::size_t i = 0; i < segment.places.size(); ++i) {
      const Bits& bits = segment.bits[places[i][block]];
      for (std::size_t word = 0; word < kBlockWords; ++word) {
        left[block].words[word] &= bits.words[word];
      }
    }
    for (std::uint32_t word = 0; word < kBlockWords; ++word) {
      std::uint32_t is_any = left[block].words[word] != 0 ? 1 : 0;
      any |= is_any << (block * kBlockWords + word);
    }
  }
  return any;
}

void add_turns(const Segment& segment, const Bits* left, std::uint32_t words,
               const TurnSets& found) {
  for (; words != 0; words &= words - 1) {
    auto at = static_cast<std::uint32_t>(std::countr_zero(words));
    std::uint32_t block = at / kBlockWords;
    add_word(segment, block, at % kBlockWords, left[block].words[at % kBlockWords], found);
  }
}

void match_rows_plain(const Segment& segment, const BitsName* const* names, const TurnSets& found) {
  for (std::uint32_t block = 0; block < segment.block_count; ++block) {
    bool may_match =
        std::ranges::all_of(names, names + segment.lists.size(),
                            [block](const BitsName* of_list) { return of_list[block] != 0; });
    if (may_match) {
      match_block_plain(segment, names, block, found);
    }
  }
}

#ifdef __x86_64__
namespace {

// The 32 names from `names` on that are 0, as bits.
[[gnu::target("avx2"), gnu::always_inline]] inline std::uint32_t zeros_of(const BitsName* names) {
  const __m256i zero = _mm256_setzero_si256();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how these instructions load
  __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(names));
  __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(names + 16));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  __m256i packed =
      _mm256_packs_epi16(_mm256_cmpeq_epi16(low, zero), _mm256_cmpeq_epi16(high, zero));
  constexpr int kInOrder = 0b11'01'10'00;  // packing works on halves
  return static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_permute4x64_epi64(packed, kInOrder)));
}

// The words of `low` and `high` that are not zero, as bits.
[[gnu::target("avx2"), gnu::always_inline]] inline std::uint32_t nonzero_words(__m256i low,
                                                                               __m256i high) {
  const __m256i zero = _mm256_setzero_si256();
  auto bits_of_half = [&](__m256i half) __attribute__((target("avx2"), always_inline)) {
    return static_cast<std::uint32_t>(
        _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(half, zero))));
  };
  return (bits_of_half(low) | bits_of_half(high) << 4U) ^ 0xffU;
}

[[gnu::target("avx2"), gnu::always_inline]] inline void match_block_avx2(
    const Segment& segment, const BitsName* const* names, std::uint32_t block,
    const TurnSets& found) {
  const Demand* at = segment.demands.data() + segment.demands_begin[block];
  const Demand* end = segment.demands.data() + segment.demands_begin[block + 1];
  if (at == end) [[unlikely]] {
    return add_all(segment, block, found);
  }
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how these instructions load
  auto load = [&](const Demand& demand,
                  unsigned half) __attribute__((target("avx2"), always_inline)) {
    const Bits& bits = bits_of(segment, names, demand, block);
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(bits.words.data() + std::size_t{4} * half));
  };
  __m256i low = load(*at, 0);
  __m256i high = load(*at, 1);
  ++at;
  while (at < end) {
    const Demand* question = std::min(at + kBetweenQuestions, end);
    for (; at < question; ++at) {
      low = _mm256_and_si256(low, load(*at, 0));
      high = _mm256_and_si256(high, load(*at, 1));
    }
    __m256i any = _mm256_or_si256(low, high);
    if (_mm256_testz_si256(any, any) != 0) {
      return;
    }
  }
  Bits left;
  _mm256_store_si256(reinterpret_cast<__m256i*>(left.words.data()), low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(left.words.data() + 4), high);
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  for (std::uint32_t words = nonzero_words(low, high); words != 0; words &= words - 1) {
    auto word = static_cast<std::size_t>(std::countr_zero(words));
    add_word(segment, block, word, left.words[word], found);
  }
}

template <std::uint32_t kBlocks>
[[gnu::target("avx2")]] std::uint32_t and_few_blocks(const Segment& segment,
                                                     const std::uint32_t* const* places,
                                                     Bits* left) {
  const Bits* bits = segment.bits.data();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how these instructions load
  auto load = [bits](std::uint32_t place,
                     unsigned half) __attribute__((target("avx2"), always_inline)) {
    return _mm256_load_si256(
        reinterpret_cast<const __m256i*>(bits[place].words.data() + std::size_t{4} * half));
  };
  __m256i low[kBlocks];
  __m256i high[kBlocks];
  for (std::uint32_t block = 0; block < kBlocks; ++block) {
    low[block] = load(block, 0);
    high[block] = load(block, 1);
  }
  const std::size_t count = segment.places.size();
  for (std::size_t i = 0; i < count;) {
    const std::size_t question = std::min(i + kBetweenFewQuestions, count);
    for (; i < question; ++i) {
      const std::uint32_t* at = places[i];
      for (std::uint32_t block = 0; block < kBlocks; ++block) {
        low[block] = _mm256_and_si256(low[block], load(at[block], 0));
        high[block] = _mm256_and_si256(high[block], load(at[block], 1));
      }
    }
    __m256i any = _mm256_or_si256(low[0], high[0]);
    for (std::uint32_t block = 1; block < kBlocks; ++block) {
      any = _mm256_or_si256(any, _mm256_or_si256(low[block], high[block]));
    }
    if (_mm256_testz_si256(any, any) != 0) {
      return 0;
    }
  }
  std::uint32_t words = 0;
  for (std::uint32_t block = 0; block < kBlocks; ++block) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(left[block].words.data()), low[block]);
    _mm256_store_si256(reinterpret_cast<__m256i*>(left[block].words.data() + 4), high[block]);
    words |= nonzero_words(low[block], high[block]) << (block * kBlockWords);
  }
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  return words;
}

}  // namespace

std::uint32_t and_blocks_avx2(const Segment& segment, const std::uint32_t* const* places,
                              Bits* left) {
  static_assert(kFewBlocks == 4);
  switch (segment.block_count) {
    case 1:
      return and_few_blocks<1>(segment, places, left);
    case 2:
      return and_few_blocks<2>(segment, places, left);
    case 3:
      return and_few_blocks<3>(segment, places, left);
    case 4:
      return and_few_blocks<4>(segment, places, left);
    default:
      return 0;
  }
}

bool has_avx2() {
  static const bool kHas = __builtin_cpu_supports("avx2") != 0;
  return kHas;
}

[[gnu::target("avx2")]] void match_rows_avx2(const Segment& segment, const BitsName* const* names,
                                             const TurnSets& found) {
  std::size_t list_count = segment.lists.size();
  for (std::uint32_t first = 0; first < segment.block_count; first += kNamesStep) {
    std::uint32_t blocks = blocks_within(segment, first);
    if (segment.block_count >= kManyBlocks) {
      for (std::size_t i = 0; i < list_count; ++i) {
        blocks &= ~zeros_of(names[i] + first);
      }
    }
    for (; blocks != 0; blocks &= blocks - 1) {
      match_block_avx2(segment, names, first + static_cast<std::uint32_t>(std::countr_zero(blocks)),
                       found);
    }
  }
}
#endif

std::uint32_t and_blocks(const Segment& segment, const std::uint32_t* const* places, Bits* left) {
#ifdef __x86_64__
  if (has_avx2()) {
    return and_blocks_avx2(segment, places, left);
  }
#endif
  return and_blocks_plain(segment, places, left);
}

void match_rows(const Segment& segment, const BitsName* const* names, const TurnSets& found) {
#ifdef __x86_64__
  if (has_avx2()) {
    return match_rows_avx2(segment, names, found);
  }
#endif
  match_rows_plain(segment, names, found);
}

}  // namespace rulec::runtime::index
