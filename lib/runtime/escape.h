// What a value becomes in a message, by the place of its hole. The template around it was proven
// well-formed when it was compiled; here a value is kept from being anything but text there.
//
// Values are UTF-8. Control characters (C0, DEL, C1) are dropped everywhere but in kJson; tab and
// newline stay where the format allows them.
//
//   kJson           nothing: the writer of the decision escapes
//   kText           nothing more
//   kMarkup         `& < > " '` as character references
//   kMarkupUrl      white space at the ends is dropped. The scheme (what stands before a `:` that
//                   comes before any `/ ? #`) is http, https, mailto or none; else the whole value
//                   becomes `#blocked`. Bytes that no URL holds are percent-encoded, among them a
//                   `%` that begins no escape and `\`, which browsers take for `/`; then kMarkup.
//                   `//host` has no scheme and stays.
//   kMarkupUrlPart  all but `A-Z a-z 0-9 - _ . ! ~ * ( )` is percent-encoded. A value of one or two
//                   dots becomes as many `_`: as a segment of a path they would climb, encoded or
//                   not
//   kMarkdown       `\` before ASCII punctuation, or a character reference where a parser would not
//                   look for `\`: `& < > " ' \` and the backtick. (cmark-gfm takes `\\` at the
//                   end of a title for an escape of the quote behind it.) Tab and newline become
//                   blanks, blanks at the ends go, nothing becomes `&#32;`: then emphasis and
//                   lists around a hole are what they are around any other word
//   kMarkdownCode   backtick and `~` become characters that look like them; tab and newline become
//                   blanks, blanks at the ends go, and nothing becomes a no-break space
//   kMarkdownUrl    as kMarkupUrl, also `( ) [ ] * '` are percent-encoded, `&` becomes `&amp;`, and
//                   nothing becomes `#`
//   kMarkdownUrlPart  as kMarkupUrlPart, also `( ) *` are percent-encoded
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "bytecode/program.h"

namespace rulec::runtime {

// A text that grows in memory of fixed size, and remembers that it did not suffice. Asks nothing of
// the heap.
class BoundedText {
 public:
  // `room` is borrowed.
  explicit BoundedText(std::span<char> room) : room_(room) {}

  void append(char byte) {
    if (size_ < room_.size()) {
      room_[size_++] = byte;
    } else {
      has_overflowed_ = true;
    }
  }
  void append(std::string_view text) {
    if (text.size() > room_.size() - size_) {
      has_overflowed_ = true;
    } else if (!text.empty()) {
      std::memcpy(room_.data() + size_, text.data(), text.size());
      size_ += text.size();
    }
  }

  // All bytes from `begin` on.
  void replace(std::size_t begin, char byte) {
    std::memset(room_.data() + begin, byte, size_ - begin);
  }

  [[nodiscard]] std::string_view text() const { return {room_.data(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  // Then the text is not whole and must not be shown.
  [[nodiscard]] bool has_overflowed() const { return has_overflowed_; }

 private:
  std::span<char> room_;
  std::size_t size_ = 0;
  bool has_overflowed_ = false;
};

struct Escaped {
  // Not empty: the value was a URL of this scheme, and `#blocked` stands in its place. Points into
  // the value, or is "?" for what is no word of a scheme's characters (it may be anything of a
  // user).
  std::string_view blocked_scheme;
};

// Time and output are linear: at most six bytes for one.
Escaped append_escaped(bytecode::HolePlace place, std::string_view value, BoundedText& to);

}  // namespace rulec::runtime
