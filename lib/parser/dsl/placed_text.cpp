#include "parser/dsl/placed_text.h"

#include <algorithm>
#include <array>

#include "parser/json/tokens.h"

namespace rulec::parser {
namespace {

constexpr std::size_t kSimpleEscape = 2;    // \n
constexpr std::size_t kUnicodeEscape = 6;   // \u00e9
constexpr std::size_t kSurrogatePair = 12;  // \ud83d\ude00
constexpr std::size_t kMaxUtf8Length = 4;

// Length of the escape at the front of `raw`.
std::size_t escape_length(std::string_view raw) {
  if (raw.size() < 2 || raw[1] != 'u') {
    return std::min(raw.size(), kSimpleEscape);
  }
  const char* digits = raw.data() + 2;
  std::int32_t code = json::read_hex4(digits, raw.data() + raw.size());
  bool is_pair = code >= 0xd800 && code < 0xdc00;
  return std::min(raw.size(), is_pair ? kSurrogatePair : kUnicodeEscape);
}

}  // namespace

PlacedText::PlacedText(std::string_view decoded, Span inside_quotes, std::string_view raw)
    : decoded_(decoded), inside_quotes_(inside_quotes) {
  // Every escape is longer than what it stands for.
  if (decoded.size() != raw.size()) {
    find_escapes(raw);
  }
}

void PlacedText::find_escapes(std::string_view raw) {
  std::size_t skipped = 0;  // bytes by which the source is ahead of the text
  for (std::size_t at = raw.find('\\'); at < raw.size(); at = raw.find('\\', at)) {
    std::size_t length = escape_length(raw.substr(at));
    std::array<char, kMaxUtf8Length> made{};
    bool is_whole = length >= kUnicodeEscape || (length == kSimpleEscape && raw[at + 1] != 'u');
    std::size_t made_length = is_whole ? json::unescape(raw.substr(at, length), made.data()) : 0;
    std::size_t begin = at - skipped;
    escapes_.push_back({.begin = static_cast<std::uint32_t>(begin),
                        .end = static_cast<std::uint32_t>(begin + made_length),
                        .raw_begin = static_cast<std::uint32_t>(at),
                        .raw_end = static_cast<std::uint32_t>(at + length)});
    skipped += length - made_length;
    at += length;
  }
}

std::uint32_t PlacedText::raw_offset(std::size_t offset, Side side) const {
  // The last escape that begins before the offset, or at it where it ends before.
  auto behind = std::ranges::upper_bound(escapes_, offset, {}, &Escape::begin);
  if (behind == escapes_.begin()) {
    return static_cast<std::uint32_t>(offset);
  }
  const Escape& escape = *std::prev(behind);
  if (offset < escape.end && offset > escape.begin) {
    return side == Side::kBegin ? escape.raw_begin : escape.raw_end;
  }
  if (offset == escape.begin) {
    return escape.raw_begin;
  }
  return static_cast<std::uint32_t>(escape.raw_end + (offset - escape.end));
}

Span PlacedText::span(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, decoded_.size());
  end = std::clamp(end, begin, decoded_.size());
  Span made = inside_quotes_;
  made.begin = inside_quotes_.begin + raw_offset(begin, Side::kBegin);
  made.end = begin == end ? made.begin : inside_quotes_.begin + raw_offset(end, Side::kEnd);
  return made;
}

}  // namespace rulec::parser
