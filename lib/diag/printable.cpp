// Text of an author on its way to a terminal: whatever could move the cursor, change colours or
// turn the direction of writing is shown as an escape.
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

// C0, DEL and C1; and the format characters that reorder text ("Trojan Source", CVE-2021-42574) or
// end a line in some programs.
bool is_escaped(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) || code_point == 0x61c ||
         code_point == 0x200e || code_point == 0x200f ||
         (code_point >= 0x2028 && code_point <= 0x202e) ||
         (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0xfeff;
}

void append_hex(std::string& to, std::string_view prefix, std::uint32_t value, std::size_t digits) {
  std::array<char, 8> buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, 16);
  auto length = static_cast<std::size_t>(end - buffer.data());
  to += prefix;
  to.append(digits > length ? digits - length : 0, '0');
  to.append(buffer.data(), length);
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    utf8::Decoded decoded = utf8::decode(text);
    std::size_t length = decoded.length == 0 ? 1 : decoded.length;
    if (decoded.length == 0) {
      append_hex(shown, "\\x", static_cast<unsigned char>(text[0]), 2);
    } else if (is_escaped(decoded.code_point) &&
               !(decoded.code_point == '\n' && lines == Lines::kKeep)) {
      append_hex(shown, "\\u", decoded.code_point, 4);
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace rulec::diag
