#include "parser/format/quoted.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "base/utf8.h"

namespace rulec::parser {
namespace {

// Format characters of Unicode (Cf), line separators (Zl, Zp) and C1 controls, but for the joiners
// that scripts and emoji need (U+200C, U+200D).
bool is_hidden(char32_t code) {
  struct Range {
    char32_t first;
    char32_t last;
  };
  static constexpr std::array<Range, 9> kRanges = {{{.first = 0x7f, .last = 0x9f},
                                                    {.first = 0xad, .last = 0xad},
                                                    {.first = 0x61c, .last = 0x61c},
                                                    {.first = 0x180e, .last = 0x180e},
                                                    {.first = 0x200b, .last = 0x200b},
                                                    {.first = 0x200e, .last = 0x200f},
                                                    {.first = 0x2028, .last = 0x202e},
                                                    {.first = 0x2060, .last = 0x206f},
                                                    {.first = 0xfeff, .last = 0xfeff}}};
  return std::ranges::any_of(
      kRanges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

// Code points that JsonWriter writes for one.
std::uint32_t escaped_width(char32_t code) {
  switch (code) {
    case '"':
    case '\\':
    case '\n':
    case '\r':
    case '\t':
    case '\b':
    case '\f':
      return 2;
    default:
      return code < 0x20 || is_hidden(code) ? 6 : 1;
  }
}

}  // namespace

QuotedSize quoted_size_of_any(std::string_view text) {
  QuotedSize size{.width = 2, .is_plain = true};
  while (!text.empty()) {
    utf8::Decoded decoded = utf8::decode(text);
    std::uint32_t width = escaped_width(decoded.code_point);
    size.width += width;
    size.is_plain = size.is_plain && width == 1;
    text.remove_prefix(std::max<std::size_t>(decoded.length, 1));
  }
  return size;
}

void append_escaped(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string literal;
  append_json_string(literal, text);
  for (std::string_view rest = literal; !rest.empty();) {
    utf8::Decoded decoded = utf8::decode(rest);
    std::size_t length = std::max<std::size_t>(decoded.length, 1);
    if (is_hidden(decoded.code_point)) {
      out += "\\u";
      for (unsigned shift = 16; shift > 0;) {
        shift -= 4;
        out += kHex[(decoded.code_point >> shift) & 15U];
      }
    } else {
      out += rest.substr(0, length);
    }
    rest.remove_prefix(length);
  }
}

}  // namespace rulec::parser
