#include "runtime/escape.h"

#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace rulec::runtime {
namespace {

using bytecode::HolePlace;

// What a byte becomes that does not stay as it is.
enum class Act : std::uint8_t {
  kKeep,
  kDrop,
  kBlank,      // one blank
  kBackslash,  // `\` before it
  kReference,  // a character reference
  kPercent,
  kPercentSign,  // `%`: stays in front of two hexadecimal digits
  kLookAlike,    // another character that looks like it
  kMaybeC1       // 0xc2: drops with the byte behind it when both are a C1 control character
};
using Table = std::array<Act, 256>;

constexpr std::string_view kAlphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

constexpr void set(Table& table, std::string_view bytes, Act act) {
  for (char byte : bytes) {
    table[static_cast<unsigned char>(byte)] = act;
  }
}

constexpr Table text_table(Act white_space) {
  Table table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) {
    table[byte] = Act::kDrop;
  }
  table[0x7f] = Act::kDrop;
  table[0xc2] = Act::kMaybeC1;
  set(table, "\t\n", white_space);
  return table;
}

constexpr Table markup_table() {
  Table table = text_table(Act::kKeep);
  set(table, "&<>\"'", Act::kReference);
  return table;
}

constexpr Table markdown_table() {
  Table table = text_table(Act::kBlank);
  set(table, kPunctuation, Act::kBackslash);
  set(table, "&<>\"'`\\", Act::kReference);
  return table;
}

constexpr Table code_table() {
  Table table = text_table(Act::kBlank);
  set(table, "`~", Act::kLookAlike);
  return table;
}

// URLs. C1 is dropped as everywhere; all other bytes that are not named are percent-encoded.
constexpr Table url_table(std::string_view kept) {
  Table table{};
  table.fill(Act::kPercent);
  for (std::size_t byte = 0; byte < 0x20; ++byte) {
    table[byte] = Act::kDrop;
  }
  table[0x7f] = Act::kDrop;
  table[0xc2] = Act::kMaybeC1;
  set(table, kAlphanumeric, Act::kKeep);
  set(table, kept, Act::kKeep);
  return table;
}

constexpr Table markup_url_table() {
  Table table = url_table("-._~:/?#[]@!$()*+,;=");
  set(table, "&'", Act::kReference);
  set(table, "%", Act::kPercentSign);
  return table;
}

constexpr Table markdown_url_table() {
  Table table = url_table("-._~:/?#@!$+,;=");
  set(table, "&", Act::kReference);
  set(table, "%", Act::kPercentSign);
  return table;
}

constexpr Table kTextTable = text_table(Act::kKeep);
constexpr Table kMarkupTable = markup_table();
constexpr Table kMarkdownTable = markdown_table();
constexpr Table kCodeTable = code_table();
constexpr Table kMarkupUrlTable = markup_url_table();
constexpr Table kMarkupUrlPartTable = url_table("-_.!~*()");
constexpr Table kMarkdownUrlTable = markdown_url_table();
constexpr Table kMarkdownUrlPartTable = url_table("-_.!~");

std::string_view reference(char byte) {
  switch (byte) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\\':
      return "&#92;";
    default:
      return "&#96;";  // the backtick
  }
}

void append_percent(char byte, BoundedText& to) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  auto value = static_cast<unsigned char>(byte);
  to.append('%');
  to.append(kDigits[value >> 4]);
  to.append(kDigits[value & 15]);
}

bool is_hex(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
         (byte >= 'A' && byte <= 'F');
}

bool begins_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is_hex(text[1]) && is_hex(text[2]);
}

bool begins_c1(std::string_view text) {
  return text.size() >= 2 && static_cast<unsigned char>(text[1]) >= 0x80 &&
         static_cast<unsigned char>(text[1]) < 0xa0;
}

// The byte at the front of `rest`; returns how many bytes were read.
std::size_t append_act(Act act, const Table& table, std::string_view rest, BoundedText& to) {
  switch (act) {
    case Act::kKeep:
      to.append(rest[0]);
      return 1;
    case Act::kDrop:
      return 1;
    case Act::kBlank:
      to.append(' ');
      return 1;
    case Act::kBackslash:
      to.append('\\');
      to.append(rest[0]);
      return 1;
    case Act::kReference:
      to.append(reference(rest[0]));
      return 1;
    case Act::kPercent:
      append_percent(rest[0], to);
      return 1;
    case Act::kPercentSign:
      to.append(begins_escape(rest) ? "%" : "%25");
      return 1;
    case Act::kLookAlike:
      to.append(rest[0] == '~' ? "\u223c" : "\u02cb");
      return 1;
    case Act::kMaybeC1:
      if (begins_c1(rest)) {
        return 2;
      }
      // As any other byte that is not ASCII.
      return append_act(table[0xc3], table, rest, to);
  }
  return 1;
}

void append_by(const Table& table, std::string_view value, BoundedText& to) {
  while (!value.empty() && !to.has_overflowed()) {
    std::size_t kept = 0;
    while (kept < value.size() && table[static_cast<unsigned char>(value[kept])] == Act::kKeep) {
      ++kept;
    }
    to.append(value.substr(0, kept));
    value.remove_prefix(kept);
    if (!value.empty()) {
      Act act = table[static_cast<unsigned char>(value[0])];
      value.remove_prefix(append_act(act, table, value, to));
    }
  }
}

// What is dropped at the ends of a value: controls, and what Unicode or HTML takes for white space.
// Two characters that are not seen and that browsers do not drop are in it as well.
bool is_edge(char32_t code) {
  return code <= ' ' || (code >= 0x7f && code <= 0xa0) || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200b) || code == 0x2028 || code == 0x2029 || code == 0x202f ||
         code == 0x205f || code == 0x3000 || code == 0xfeff;
}

std::string_view trimmed(std::string_view value) {
  while (!value.empty()) {
    utf8::Decoded first = utf8::decode(value);
    if (first.length == 0 || !is_edge(first.code_point)) {
      break;
    }
    value.remove_prefix(first.length);
  }
  while (!value.empty()) {
    std::size_t begin = value.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(value[begin]) & 0xc0) == 0x80) {
      --begin;
    }
    utf8::Decoded last = utf8::decode(value.substr(begin));
    if (last.length == 0 || !is_edge(last.code_point)) {
      break;
    }
    value = value.substr(0, begin);
  }
  return value;
}

void append_or(std::string_view nothing, const Table& table, std::string_view value,
               BoundedText& to) {
  std::string_view text = trimmed(value);
  if (text.empty()) {
    to.append(nothing);
  } else {
    append_by(table, text, to);
  }
}

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// Whether `text` is `word` but for case and control characters, which are dropped later.
bool is_word(std::string_view text, std::string_view word) {
  std::size_t matched = 0;
  for (char byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
      continue;
    }
    if (matched == word.size() || lower(byte) != word[matched]) {
      return false;
    }
    ++matched;
  }
  return matched == word.size();
}

std::string_view shown_scheme(std::string_view scheme) {
  constexpr std::size_t kLongest = 20;
  bool is_shown = !scheme.empty() && scheme.size() <= kLongest;
  for (char byte : scheme) {
    is_shown = is_shown && (kAlphanumeric.contains(byte) || byte == '+' || byte == '-');
  }
  return is_shown ? scheme : "?";
}

// Empty: none, or one that is allowed.
std::string_view blocked_scheme(std::string_view url) {
  std::size_t end = url.find_first_of(":/?#");
  if (end == url.npos || url[end] != ':') {
    return {};
  }
  std::string_view scheme = url.substr(0, end);
  for (std::string_view allowed : {"https", "http", "mailto"}) {
    if (is_word(scheme, allowed)) {
      return {};
    }
  }
  return shown_scheme(scheme);
}

Escaped append_url(const Table& table, std::string_view nothing, std::string_view value,
                   BoundedText& to) {
  std::string_view url = trimmed(value);
  std::string_view blocked = blocked_scheme(url);
  if (!blocked.empty()) {
    to.append("#blocked");
    return {.blocked_scheme = blocked};
  }
  std::size_t before = to.size();
  append_by(table, url, to);
  if (to.size() == before) {
    to.append(nothing);
  }
  return {};
}

void append_url_part(const Table& table, std::string_view value, BoundedText& to) {
  std::size_t before = to.size();
  append_by(table, value, to);
  std::string_view written = to.text().substr(before);
  if (written == "." || written == "..") {
    to.replace(before, '_');
  }
}

}  // namespace

Escaped append_escaped(HolePlace place, std::string_view value, BoundedText& to) {
  switch (place) {
    case HolePlace::kJson:
      to.append(value);
      return {};
    case HolePlace::kText:
      append_by(kTextTable, value, to);
      return {};
    case HolePlace::kMarkup:
      append_by(kMarkupTable, value, to);
      return {};
    case HolePlace::kMarkupUrl:
      return append_url(kMarkupUrlTable, "", value, to);
    case HolePlace::kMarkupUrlPart:
      append_url_part(kMarkupUrlPartTable, value, to);
      return {};
    case HolePlace::kMarkdown:
      append_or("&#32;", kMarkdownTable, value, to);
      return {};
    case HolePlace::kMarkdownCode:
      append_or("\u00a0", kCodeTable, value, to);
      return {};
    case HolePlace::kMarkdownUrl:
      return append_url(kMarkdownUrlTable, "#", value, to);
    case HolePlace::kMarkdownUrlPart:
      append_url_part(kMarkdownUrlPartTable, value, to);
      return {};
  }
  return {};
}

}  // namespace rulec::runtime
