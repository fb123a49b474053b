// The small scanners of JSON tokens that need no state: blanks, runs of plain string bytes,
// numbers, words, escapes. All take [at, end) and never read beyond `end`.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/json/fault.h"

namespace rulec::json {

[[nodiscard]] inline bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
[[nodiscard]] inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] inline bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
// Bytes that cannot follow a number or literal directly.
[[nodiscard]] inline bool is_word(char c) {
  return is_word_start(c) || is_digit(c);
}

// Most often there is no blank, or one; else a line end and an indentation, eight bytes of it at a
// time.
[[nodiscard]] inline const char* skip_blanks(const char* at, const char* end) {
  while (at < end && is_blank(*at)) {
    ++at;
    constexpr std::uint64_t kEightBlanks = 0x2020202020202020ULL;
    for (std::uint64_t word = 0; end - at >= 8; at += 8) {
      std::memcpy(&word, at, sizeof word);
      if (word != kEightBlanks) {
        break;
      }
    }
  }
  return at;
}

// The quote, backslash, control character or non-ASCII byte that ends a run of plain string bytes;
// `end` when there is none. Eight bytes at a time: a byte of `hits` gets its high bit set when the
// byte of the text is one of these. Borrows only reach bytes above a true hit, so the lowest is
// right. (The zero-in-word test is from H. S. Warren, Hacker's Delight, 6-1.)
[[nodiscard]] inline const char* skip_plain(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
  if constexpr (std::endian::native == std::endian::little) {
    while (end - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      std::uint64_t quote = word ^ (kOnes * '"');
      std::uint64_t backslash = word ^ (kOnes * '\\');
      std::uint64_t hits = (quote - kOnes) | (backslash - kOnes) | (word - kOnes * 0x20);
      hits = ((hits & ~word) | word) & kHighs;
      if (hits != 0) {
        return at + (std::countr_zero(hits) >> 3);
      }
      at += 8;
    }
  }
  while (at < end && *at != '"' && *at != '\\' && static_cast<signed char>(*at) >= 0x20) {
    ++at;
  }
  return at;
}

// End of the word, number or run of other text that begins at `at` (at least one byte, whole code
// points), for pointing at it.
[[nodiscard]] const char* token_end(const char* at, const char* end);
// Behind the closing quote of the string at `at`, or at the end of its line when it has none.
[[nodiscard]] const char* skip_string(const char* at, const char* end);

// What is wrong with a bare word where a value is expected: kNotFinite, kMisspeltWord or
// kUnknownWord.
[[nodiscard]] FaultKind word_fault(std::string_view word);
// The literal that a misspelt word stands for: `true` for `True`; "" for other words.
[[nodiscard]] std::string_view meant_literal(std::string_view word);

struct Number {
  const char* end = nullptr;  // behind the lexeme, bad or not
  bool is_real = false;
  bool is_bad = false;  // `problem` says why
  FaultKind problem = FaultKind::kBadNumber;
  std::int64_t integer = 0;
  double real = 0;
};
// A number at `begin`, which is a digit or `-`.
[[nodiscard]] Number read_number(const char* begin, const char* end);

// The four hex digits at `at`, or -1.
[[nodiscard]] std::int32_t read_hex4(const char* at, const char* end);
// `raw`, the bytes between the quotes of a string whose escapes were found good, with the escapes
// replaced. `out` has room for raw.size() bytes; returns how many were written.
[[nodiscard]] std::size_t unescape(std::string_view raw, char* out);

}  // namespace rulec::json
