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

}  // namespace

namespace {

constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte) {
    plain[byte] = byte != '"' && byte != '\\' && byte != 0x7f;
  }
  return plain;
}();

bool is_plain(char c) {
  return kIsPlain[static_cast<unsigned char>(c)];
}

// Where the first byte from `at` on stands that has to be escaped; eight are looked at together.
std::size_t plain_end(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
  // The high bit of a byte that is below `limit` (at most 0x80), perhaps of others above it.
  auto below = [](std::uint64_t word, std::uint64_t limit) {
    return (word - kOnes * limit) & ~word & kHighBits;
  };
  std::uint64_t word = 0;
  while (at + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + at, sizeof word);
    std::uint64_t found = below(word, 0x20) | below(word ^ kOnes * '"', 1) |
                          below(word ^ kOnes * '\\', 1) | below(word ^ kOnes * 0x7f, 1);
    if (found != 0) {
      break;
    }
    at += sizeof word;
  }
  while (at < text.size() && is_plain(text[at])) {
    ++at;
  }
  return at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  std::size_t end = plain_end(text, 0);
  if (end == text.size()) {
    std::size_t begin = out.size();
    std::size_t size = begin + text.size() + 2;
    // libstdc++ 12 gives the operation the new capacity instead of the size.
    out.resize_and_overwrite(size, [&](char* bytes, std::size_t /*room*/) {
      bytes[begin] = '"';
      text.copy(bytes + begin + 1, text.size());
      bytes[size - 1] = '"';
      return size;
    });
    return;
  }
  out += '"';
  std::size_t run = 0;
  while (end < text.size()) {
    out.append(text, run, end - run);
    append_escape(out, text[end]);
    run = end + 1;
    end = plain_end(text, run);
  }
  out.append(text, run, end - run);
  out += '"';
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
  separate();
  append_json_string(out_, name);
  out_ += style_ == Style::kPretty ? ": " : ":";
  after_key_ = true;
  needs_comma_ = true;
}

void JsonWriter::string(std::string_view text) {
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
