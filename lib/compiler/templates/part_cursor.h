// PartCursor: walks over a template byte by byte; holes and the marks of blocks stand between
// bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/templates/part.h"

namespace rulec::compiler {

// As in PartFault.
struct PartRange {
  std::size_t part = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class PartCursor {
 public:
  // `parts` is borrowed.
  explicit PartCursor(std::vector<Part>& parts) : parts_(&parts) { settle(); }

  struct Place {
    std::size_t part = 0;
    std::size_t offset = 0;
  };

  [[nodiscard]] bool at_end() const { return place_.part == parts_->size(); }
  [[nodiscard]] bool at_byte() const { return !at_end() && part().kind == PartKind::kText; }
  [[nodiscard]] bool at_hole() const { return !at_end() && part().kind == PartKind::kHole; }
  // A mark of a block.
  [[nodiscard]] bool at_mark() const { return !at_end() && !at_byte() && !at_hole(); }
  // '\0' when not at a byte; texts hold no NUL that anything here is compared with.
  [[nodiscard]] char byte() const { return at_byte() ? part().text[place_.offset] : '\0'; }
  [[nodiscard]] bool at(char byte) const { return at_byte() && this->byte() == byte; }
  [[nodiscard]] bool at_any(std::string_view bytes) const {
    return at_byte() && bytes.find(byte()) != std::string_view::npos;
  }
  [[nodiscard]] Part& part() const { return (*parts_)[place_.part]; }
  [[nodiscard]] Place place() const { return place_; }

  // Past the byte, hole or mark.
  void advance() {
    if (at_byte()) {
      ++place_.offset;
    } else {
      place_ = {.part = place_.part + 1, .offset = 0};
    }
    settle();
  }

  std::string take_while(std::string_view bytes) {
    std::string taken;
    for (; at_any(bytes); advance()) {
      taken += byte();
    }
    return taken;
  }
  std::string take_until(std::string_view bytes) {
    std::string taken;
    for (; at_byte() && !at_any(bytes); advance()) {
      taken += byte();
    }
    return taken;
  }

  // Bytes [begin, here) of the part of `begin`; of a hole or mark, all.
  [[nodiscard]] PartRange since(Place begin) const {
    PartRange range{.part = begin.part};
    if (begin.part < parts_->size() && (*parts_)[begin.part].kind == PartKind::kText) {
      range.begin = begin.offset;
      range.end = place_.part == begin.part ? place_.offset : (*parts_)[begin.part].text.size();
    }
    return range;
  }

 private:
  void settle() {
    while (at_byte() && place_.offset == part().text.size()) {
      place_ = {.part = place_.part + 1, .offset = 0};
    }
  }

  std::vector<Part>* parts_;
  Place place_;
};

}  // namespace rulec::compiler
