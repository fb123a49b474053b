// Strings as JSON literals in sources: as JsonWriter writes them, and characters that nobody sees
// but that change how a line is read (marks of direction, blanks without width) as escapes, so that
// formatting never hides anything.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rulec::parser {

// Whether all is printable ASCII that no literal escapes, eight bytes at a time: a byte of `hits`
// gets its high bit set when the byte of the text is something else (json/tokens.h says how).
[[nodiscard]] inline bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::uint64_t word = 0; end - at >= 8; at += 8) {
    std::memcpy(&word, at, sizeof word);
    std::uint64_t quote = (word ^ (kOnes * '"')) - kOnes;
    std::uint64_t backslash = (word ^ (kOnes * '\\')) - kOnes;
    std::uint64_t above = word + kOnes;  // 0x7f
    if (((quote | backslash | (word - kOnes * 0x20) | word | above) & kHighs) != 0) {
      return false;
    }
  }
  for (; at < end; ++at) {
    if (*at < 0x20 || *at == 0x7f || *at == '"' || *at == '\\') {
      return false;
    }
  }
  return true;
}

struct QuotedSize {
  std::uint32_t width = 0;  // code points, quotes included
  bool is_plain = false;    // nothing is escaped
};
[[nodiscard]] QuotedSize quoted_size_of_any(std::string_view text);
[[nodiscard]] inline QuotedSize quoted_size(std::string_view text) {
  if (is_plain_ascii(text)) {
    return {.width = static_cast<std::uint32_t>(text.size() + 2), .is_plain = true};
  }
  return quoted_size_of_any(text);
}

// Appends the literal of any text.
void append_escaped(std::string& out, std::string_view text);

}  // namespace rulec::parser
