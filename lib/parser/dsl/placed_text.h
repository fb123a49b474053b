// PlacedText: a text of the DSL that stands inside a JSON string, and where each byte of it stands
// in the source. A text that is a file of its own, or a string without escapes, is its own raw
// form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace rulec::parser {

class PlacedText {
 public:
  // `decoded` is what `raw` says, the bytes of `inside_quotes`: a good JSON string without its
  // quotes. Both outlive this.
  PlacedText(std::string_view decoded, Span inside_quotes, std::string_view raw);

  [[nodiscard]] std::string_view text() const { return decoded_; }
  // The source of bytes [begin, end) of the text. A byte that is part of an escape stands for all
  // of it; an empty range is the place before `begin`.
  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const;

 private:
  // An escape: these bytes of the text, made by those of the source.
  struct Escape {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t raw_begin = 0;
    std::uint32_t raw_end = 0;
  };
  enum class Side : std::uint8_t { kBegin, kEnd };
  [[nodiscard]] std::uint32_t raw_offset(std::size_t offset, Side side) const;
  void find_escapes(std::string_view raw);

  std::string_view decoded_;
  Span inside_quotes_;
  std::vector<Escape> escapes_;  // in the order of the text
};

}  // namespace rulec::parser
