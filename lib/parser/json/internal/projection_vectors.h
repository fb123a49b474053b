// The few things that the scanner does to many bytes at once, for machine words, SSE2 and AVX2. A
// `window` is kWindow readable bytes. No includes of headers with code here: this file is compiled
// for more than one kind of processor.
//   look(window)           where the first kWidth bytes have quotes, and bytes that are no plain
//                          text (backslash, control, beyond ASCII). Only the lowest bit of each is
//                          sure to be right.
//   first(bits)            the byte that the lowest bit of a Look stands for
//   begins(window, node)   whether the bytes of `node.quoted` that count come first
//   digits(window)         bytes up to the first one that is no digit, at most 8, as a number
#pragma once

namespace rulec::json::RULEC_SCAN_NAMESPACE {

inline constexpr std::size_t kWindow = 32;

struct Look {
  std::uint64_t quotes;
  std::uint64_t specials;
};

struct Digits {
  std::uint64_t value;
  unsigned count;
};

// How many bytes of a word are digits, from the least significant on. With fewer cycles from one
// token to the next than by vectors, and those are what a scan takes.
[[gnu::always_inline]] inline unsigned count_digits(std::uint64_t word) {
  word ^= 0x3030303030303030ULL;
  // A byte above 9 gets its high bit; carries only reach bytes behind the first such.
  std::uint64_t others = ((word + 0x7676767676767676ULL) | word) & 0x8080808080808080ULL;
  return others == 0 ? 8U : static_cast<unsigned>(__builtin_ctzll(others)) >> 3U;
}

// For little-endian machines of any kind.
[[gnu::always_inline]] inline Digits digits_of_word(std::uint64_t word) {
  unsigned count = count_digits(word);
  if (count == 0) {
    return {.value = 0, .count = 0};
  }
  word ^= 0x3030303030303030ULL;
  // First digits are worth most: zeros come before them. Then pairs, fours and eights are summed.
  word <<= 64U - 8U * count;
  word = (word * 10 + (word >> 8U)) & 0x00ff00ff00ff00ffULL;
  word = (word * 100 + (word >> 16U)) & 0x0000ffff0000ffffULL;
  word = (word * 10000 + (word >> 32U)) & 0xffffffffULL;
  return {.value = word, .count = count};
}

#if defined(RULEC_SCAN_AVX2)

struct Vector {
  static constexpr std::size_t kWidth = 32;

  [[gnu::always_inline]] static unsigned first(std::uint64_t bits) {
    return static_cast<unsigned>(__builtin_ctzll(bits));
  }

  [[gnu::always_inline]] static Look look(const char* window) {
    __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(window));
    const ScanBytes& constants = kScanBytes;
    __m256i quotes = _mm256_cmpeq_epi8(bytes, load(constants.quotes));
    __m256i backslashes = _mm256_cmpeq_epi8(bytes, load(constants.backslashes));
    // Signed: bytes beyond ASCII are negative.
    __m256i others = _mm256_cmpgt_epi8(load(constants.spaces), bytes);
    others = _mm256_or_si256(others, backslashes);
    return {.quotes = static_cast<std::uint32_t>(_mm256_movemask_epi8(quotes)),
            .specials = static_cast<std::uint32_t>(_mm256_movemask_epi8(others))};
  }

  [[gnu::always_inline]] static bool begins(const char* window, const PathNode& node) {
    __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(window));
    __m256i quoted = _mm256_load_si256(reinterpret_cast<const __m256i*>(node.quoted.data()));
    auto equal = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, quoted)));
    return (node.quoted_mask & ~equal) == 0;
  }

  [[gnu::always_inline]] static Digits digits(const char* window) {
    const ScanBytes& constants = kScanBytes;
    std::uint64_t word = 0;
    __builtin_memcpy(&word, window, sizeof word);
    unsigned count = count_digits(word);
    __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(window));
    bytes = _mm_sub_epi8(bytes, load_half(constants.zeros));
    // First digits are worth most: zeros come before them. Then pairs, fours and eights are summed.
    bytes = _mm_shuffle_epi8(
        bytes,
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(constants.last_of_8.data() + count)));
    bytes = _mm_maddubs_epi16(bytes, load_half(constants.tens));
    bytes = _mm_madd_epi16(bytes, load_half(constants.hundreds));
    bytes = _mm_packus_epi32(bytes, bytes);
    bytes = _mm_madd_epi16(bytes, load_half(constants.ten_thousands));
    return {.value = static_cast<std::uint32_t>(_mm_cvtsi128_si32(bytes)), .count = count};
  }

 private:
  [[gnu::always_inline]] static __m256i load(const ScanBytes::Vector& bytes) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(bytes.data()));
  }
  [[gnu::always_inline]] static __m128i load_half(const ScanBytes::Half& bytes) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
  }
};

#elif defined(__SSE2__)

struct Vector {
  static constexpr std::size_t kWidth = 16;

  [[gnu::always_inline]] static unsigned first(std::uint64_t bits) {
    return static_cast<unsigned>(__builtin_ctzll(bits));
  }

  [[gnu::always_inline]] static Look look(const char* window) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(window));
    __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    // Signed: bytes beyond ASCII are negative.
    __m128i others = _mm_cmpgt_epi8(_mm_set1_epi8(' '), bytes);
    others = _mm_or_si128(others, backslashes);
    return {.quotes = static_cast<std::uint32_t>(_mm_movemask_epi8(quotes)),
            .specials = static_cast<std::uint32_t>(_mm_movemask_epi8(others))};
  }

  [[gnu::always_inline]] static bool begins(const char* window, const PathNode& node) {
    std::uint32_t equal = equal_bytes(window, node.quoted.data()) |
                          (equal_bytes(window + 16, node.quoted.data() + 16) << 16U);
    return (node.quoted_mask & ~equal) == 0;
  }

  [[gnu::always_inline]] static Digits digits(const char* window) {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, window, sizeof word);
    return digits_of_word(word);
  }

 private:
  [[gnu::always_inline]] static std::uint32_t equal_bytes(const char* a, const char* b) {
    __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a)),
                                   _mm_loadu_si128(reinterpret_cast<const __m128i*>(b)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
  }
};

#else

struct Vector {
  static constexpr std::size_t kWidth = 8;

  [[gnu::always_inline]] static unsigned first(std::uint64_t bits) {
    return static_cast<unsigned>(__builtin_ctzll(bits)) >> 3U;
  }

  static_assert(std::endian::native == std::endian::little);

  // As skip_plain of tokens.h: borrows only reach bytes above a true hit.
  [[gnu::always_inline]] static Look look(const char* window) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
    std::uint64_t word = 0;
    __builtin_memcpy(&word, window, sizeof word);
    std::uint64_t quote = word ^ (kOnes * '"');
    std::uint64_t backslash = word ^ (kOnes * '\\');
    return {
        .quotes = (quote - kOnes) & ~quote & kHighs,
        .specials = ((((backslash - kOnes) & ~backslash) | ((word - kOnes * ' ') & ~word) | word) &
                     kHighs)};
  }

  [[gnu::always_inline]] static bool begins(const char* window, const PathNode& node) {
    return node.quoted_length != 0 &&
           __builtin_memcmp(window, node.quoted.data(), node.quoted_length) == 0;
  }

  [[gnu::always_inline]] static Digits digits(const char* window) {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, window, sizeof word);
    return digits_of_word(word);
  }
};

#endif

}  // namespace rulec::json::RULEC_SCAN_NAMESPACE
