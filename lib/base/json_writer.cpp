#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cstring>

#include "base/check.h"

namespace rulec {
namespace {

void append_escape(std::string& out, char byte) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      break;
  }
  auto value = static_cast<unsigned char>(byte);
  out += "\\u00";
  out += kHex[value >> 4U];
  out += kHex[value & 15U];
}

template <class Number>
void append_chars(std::string& out, Number value) {
  std::array<char, 32> buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  RULEC_CHECK(error == std::errc{});
  out.append(buffer.data(), end);
}

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kHalf = sizeof(std::uint32_t);
constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;

template <class Word>
Word load(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Whether one of eight bytes has to be escaped.
[[gnu::always_inline]] inline bool has_escape(std::uint64_t word) {
  constexpr std::uint64_t kHighBits = kOnes << 7U;
  // The high bit of a byte that is below `limit` (at most 0x80), perhaps of others above it.
  auto below = [](std::uint64_t bytes, std::uint64_t limit) {
    return (bytes - kOnes * limit) & ~bytes & kHighBits;
  };
  return (below(word, 0x20) | below(word ^ kOnes * '"', 1) | below(word ^ kOnes * '\\', 1) |
          below(word ^ kOnes * 0x7f, 1)) != 0;
}

// Up to 7 bytes as a word; the rest of it needs no escape.
[[gnu::always_inline]] inline std::uint64_t short_word(const char* bytes, std::size_t size) {
  if (size >= kHalf) {
    std::uint64_t high = load<std::uint32_t>(bytes + size - kHalf);
    return load<std::uint32_t>(bytes) | high << 32U;
  }
  std::uint64_t word = kOnes * '-';
  for (std::size_t i = 0; i < size; ++i) {
    word = word << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return word;
}

// Most texts are short, and their lengths differ: words that overlap instead of bytes at the end.
[[gnu::always_inline]] inline bool is_plain(std::string_view text) {
  const char* bytes = text.data();
  if (text.size() < kWord) {
    return !has_escape(short_word(bytes, text.size()));
  }
  const char* last = bytes + text.size() - kWord;
  for (; bytes < last; bytes += kWord) {
    if (has_escape(load<std::uint64_t>(bytes))) {
      return false;
    }
  }
  return !has_escape(load<std::uint64_t>(last));
}

// Where the first byte from `at` on stands that has to be escaped.
std::size_t plain_end(std::string_view text, std::size_t at) {
  while (at + kWord <= text.size() && !has_escape(load<std::uint64_t>(text.data() + at))) {
    at += kWord;
  }
  while (at < text.size() && !has_escape(short_word(text.data() + at, 1))) {
    ++at;
  }
  return at;
}

// As memcpy, which is a call that costs more than most texts do.
[[gnu::always_inline]] inline char* put(char* to, std::string_view text) {
  const char* from = text.data();
  std::size_t size = text.size();
  if (size > 2 * kWord) {
    std::memcpy(to, from, size);
  } else if (size >= kWord) {
    auto first = load<std::uint64_t>(from);
    auto last = load<std::uint64_t>(from + size - kWord);
    std::memcpy(to, &first, kWord);
    std::memcpy(to + size - kWord, &last, kWord);
  } else if (size >= kHalf) {
    auto first = load<std::uint32_t>(from);
    auto last = load<std::uint32_t>(from + size - kHalf);
    std::memcpy(to, &first, kHalf);
    std::memcpy(to + size - kHalf, &last, kHalf);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      to[i] = from[i];
    }
  }
  return to + size;
}

// Three pieces at the end of a text, without looking for room three times.
[[gnu::always_inline]] inline void append_pieces(std::string& out, std::string_view before,
                                                 std::string_view text, std::string_view after) {
  std::size_t begin = out.size();
  std::size_t size = begin + before.size() + text.size() + after.size();
  // libstdc++ 12 gives the operation the new capacity instead of the size.
  out.resize_and_overwrite(size, [&](char* bytes, std::size_t /*room*/) {
    put(put(put(bytes + begin, before), text), after);
    return size;
  });
}

void append_escaped(std::string& out, std::string_view text) {
  out += '"';
  std::size_t run = 0;
  std::size_t end = plain_end(text, 0);
  while (end < text.size()) {
    out.append(text, run, end - run);
    append_escape(out, text[end]);
    run = end + 1;
    end = plain_end(text, run);
  }
  out.append(text, run, end - run);
  out += '"';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (is_plain(text)) [[likely]] {
    append_pieces(out, "\"", text, "\"");
  } else {
    append_escaped(out, text);
  }
}

void append_number(std::string& out, double value) {
  std::size_t begin = out.size();
  append_chars(out, value == 0.0 ? 0.0 : value);  // -0 is 0
  // From 2^53 on digits alone would read back as an integer, or not at all.
  bool is_large = value >= 0x1p53 || value <= -0x1p53;
  if (is_large && out.find_first_of(".e", begin) == std::string::npos) {
    out += ".0";
  }
}

void JsonWriter::new_line() {
  if (style_ == Style::kPretty) {
    out_ += '\n';
    out_.append(std::size_t{depth_} * 2, ' ');
  }
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (needs_comma_) {
    out_ += ',';
  }
  if (depth_ > 0) {
    new_line();
  }
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  ++depth_;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  RULEC_CHECK(depth_ > 0 && !after_key_);
  --depth_;
  if (needs_comma_) {
    new_line();
  }
  out_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
  if (style_ == Style::kCompact && is_plain(name)) [[likely]] {
    append_pieces(out_, needs_comma_ ? ",\"" : "\"", name, "\":");
    after_key_ = needs_comma_ = true;
    return;
  }
  separate();
  append_json_string(out_, name);
  out_ += style_ == Style::kPretty ? ": " : ":";
  after_key_ = true;
  needs_comma_ = true;
}

void JsonWriter::string(std::string_view text) {
  if (after_key_ && is_plain(text)) [[likely]] {
    append_pieces(out_, "\"", text, "\"");
    after_key_ = false;
    needs_comma_ = true;
    return;
  }
  separate();
  append_json_string(out_, text);
  needs_comma_ = true;
}

void JsonWriter::integer(std::int64_t number) {
  separate();
  append_chars(out_, number);
  needs_comma_ = true;
}

void JsonWriter::unsigned_integer(std::uint64_t number) {
  separate();
  append_chars(out_, number);
  needs_comma_ = true;
}

void JsonWriter::number(double value) {
  separate();
  append_number(out_, value);
  needs_comma_ = true;
}

void JsonWriter::boolean(bool value) {
  raw(value ? "true" : "false");
}

void JsonWriter::null() {
  raw("null");
}

void JsonWriter::raw(std::string_view text) {
  separate();
  out_ += text;
  needs_comma_ = true;
}

}  // namespace rulec
