#include "trust/base64.h"

#include <array>
#include <cstdint>

namespace rulec::trust {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xFF;
constexpr unsigned kDigitBits = 6;
constexpr unsigned kDigitMask = 63;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  values['-'] = values['+'];
  values['_'] = values['/'];
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = make_values();

bool mixes_alphabets(std::string_view text) {
  return text.find_first_of("+/") != std::string_view::npos &&
         text.find_first_of("-_") != std::string_view::npos;
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (unsigned k = 0; k < 4; ++k) {
      text += k <= group.size() ? kDigits[(bits >> ((3 - k) * kDigitBits)) & kDigitMask] : '=';
    }
  }
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0 || mixes_alphabets(text)) {
    return std::nullopt;
  }
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (char digit : text) {
    std::uint8_t value = kValues[static_cast<unsigned char>(digit)];
    if (value == kNoDigit) {
      return std::nullopt;
    }
    bits = (bits << kDigitBits) | value;
    held += kDigitBits;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 0xFFU);
      bits &= (1U << held) - 1;
    }
  }
  // Digits that pad a group say nothing: whatever bits are left over must be zero.
  return bits == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace rulec::trust
