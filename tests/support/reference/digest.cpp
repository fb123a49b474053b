// sha256 as FIPS 180-4 writes it, and bucket on top of it.
#include <array>
#include <bit>
#include <cmath>

#include "own.h"

namespace rulec::reference {
namespace {

__extension__ using Wide = unsigned __int128;
using Words = std::array<std::uint32_t, 8>;

// First 32 bits of the fraction of `root`, which FIPS uses as constants "up the sleeve".
std::uint32_t fraction_bits(long double root) {
  return static_cast<std::uint32_t>((root - std::floor(root)) * 0x1p32L);
}

template <std::size_t Count>
std::array<std::uint32_t, Count> fractions_of_primes(long double (*root)(long double)) {
  std::array<std::uint32_t, Count> result{};
  std::size_t found = 0;
  for (int n = 2; found < Count; ++n) {
    bool is_prime = true;
    for (int d = 2; d < n; ++d) {
      is_prime = is_prime && n % d != 0;
    }
    if (is_prime) {
      result[found++] = fraction_bits(root(static_cast<long double>(n)));
    }
  }
  return result;
}

void add_block(Words& hash, const std::string& text, std::size_t at) {
  static const auto kConstants =
      fractions_of_primes<64>([](long double n) { return std::cbrt(n); });
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i) {
    w[i / 4] = w[i / 4] << 8U | static_cast<unsigned char>(text[at + i]);
  }
  for (std::size_t i = 16; i < 64; ++i) {
    std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3U;
    std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10U;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = hash;
  for (std::size_t i = 0; i < 64; ++i) {
    std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + kConstants[i] + w[i];
    std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  Words added = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) {
    hash[i] += added[i];
  }
}

Words digest(std::string text) {
  static const Words kStart = fractions_of_primes<8>([](long double n) { return std::sqrt(n); });
  std::uint64_t bits = text.size() * 8;
  text += '\x80';
  while (text.size() % 64 != 56) {
    text += '\0';
  }
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    text += static_cast<char>(bits >> (shift - 8));
  }
  Words hash = kStart;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    add_block(hash, text, at);
  }
  return hash;
}

}  // namespace

// "of the UTF-8 bytes, 64 lower-case hex digits"
Json sha256(const Operands& o) {
  std::string hex;
  for (std::uint32_t word : digest(text_operand(o[0]))) {
    for (unsigned shift = 32; shift > 0; shift -= 4) {
      hex += "0123456789abcdef"[word >> (shift - 4) & 15U];
    }
  }
  return hex;
}

// "x = first 8 bytes, big-endian, of SHA-256(`rulec-split-v1` 0x1F salt 0x1F key); ⌊x·n / 2^64⌋"
Json bucket(const Operands& o) {
  std::string key = text_operand(o[0]);
  std::string salt = text_operand(o[1]);
  std::int64_t n = integer_operand(o[2]);
  if (key.empty() || n < 1) {
    bad_arguments();
  }
  Words hash = digest("rulec-split-v1\x1f" + salt + "\x1f" + key);
  std::uint64_t x = std::uint64_t{hash[0]} << 32U | hash[1];
  return static_cast<std::int64_t>(Wide{x} * static_cast<std::uint64_t>(n) >> 64U);
}

}  // namespace rulec::reference
