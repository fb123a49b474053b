// UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::utf8 {

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Offset of the first byte that begins no valid sequence, or npos when all of `text` is valid.
[[nodiscard]] std::size_t find_invalid(std::string_view text);

// One code point at the front of `text` (not empty). `length` is 0 when the bytes are not UTF-8.
struct Decoded {
  char32_t code_point = 0;
  std::uint8_t length = 0;
};
[[nodiscard]] Decoded decode(std::string_view text);

// Number of code points; each byte that is not UTF-8 counts as one.
[[nodiscard]] std::size_t count(std::string_view text);

// Byte offset of the code point number `index` (from 0), or text.size() when there are fewer.
[[nodiscard]] std::size_t offset_of(std::string_view text, std::size_t index);

void append(std::string& to, char32_t code_point);

}  // namespace rulec::utf8
