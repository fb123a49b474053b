#include "base/utf8.h"

#include <cstring>

namespace rulec::utf8 {
namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

constexpr std::size_t kWordBytes = 8;

// Whether eight ASCII bytes stand at `i`: most rule text is ASCII.
bool is_ascii_word(std::string_view text, std::size_t i) {
  if (i + kWordBytes > text.size()) {
    return false;
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + i, sizeof word);
  return (word & 0x8080808080808080ULL) == 0;
}

// Smallest code point that needs a sequence of this length, by length.
constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};

}  // namespace

Decoded decode(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    return {.code_point = first, .length = 1};
  }
  std::uint8_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) {
    return {};
  }
  char32_t value = first & (0xffU >> (length + 1));
  for (std::uint8_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) {
      return {};
    }
    value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < kSmallest[length] || value > 0x10ffff || is_surrogate) {
    return {};
  }
  return {.code_point = value, .length = length};
}

std::size_t find_invalid(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_ascii_word(text, i)) {
      i += kWordBytes;
      continue;
    }
    Decoded decoded = decode(text.substr(i));
    if (decoded.length == 0) {
      return i;
    }
    i += decoded.length;
  }
  return std::string_view::npos;
}

std::size_t count(std::string_view text) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < text.size();) {
    // Columns in a minified file of one line are counted over megabytes.
    if (is_ascii_word(text, i)) {
      i += kWordBytes;
      total += kWordBytes;
      continue;
    }
    std::uint8_t length = decode(text.substr(i)).length;
    i += length == 0 ? 1 : length;
    ++total;
  }
  return total;
}

std::size_t offset_of(std::string_view text, std::size_t index) {
  std::size_t i = 0;
  for (; i < text.size() && index > 0; --index) {
    std::uint8_t length = decode(text.substr(i)).length;
    i += length == 0 ? 1 : length;
  }
  return i;
}

void append(std::string& to, char32_t code_point) {
  auto byte = [&to](char32_t bits) { to.push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xc0 | (code_point >> 6));
    byte(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    byte(0xe0 | (code_point >> 12));
    byte(0x80 | ((code_point >> 6) & 0x3f));
    byte(0x80 | (code_point & 0x3f));
  } else {
    byte(0xf0 | (code_point >> 18));
    byte(0x80 | ((code_point >> 12) & 0x3f));
    byte(0x80 | ((code_point >> 6) & 0x3f));
    byte(0x80 | (code_point & 0x3f));
  }
}

}  // namespace rulec::utf8
