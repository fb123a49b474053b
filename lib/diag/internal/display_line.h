// DisplayLine: one line of a source as a terminal shows it, and windows of it. Columns here are
// terminal columns from 0 (a wide character takes two, a combining mark none, a tab is shown as
// four blanks, a control character as its escape); bytes are offsets into the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::diag {

// Part of a line that is shown: columns [from, to), and whether `...` stands for the rest.
struct Window {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  bool is_cut_left = false;
  bool is_cut_right = false;

  // Column in the shown text of a column of the line.
  [[nodiscard]] std::uint32_t shown_column(std::uint32_t column) const;
};

class DisplayLine {
 public:
  // `text` has no line end; only bytes near [focus_begin, focus_end) are looked at when it is very
  // long, because a minified file is one line of megabytes. Columns then count from there.
  DisplayLine(std::string_view text, std::size_t focus_begin, std::size_t focus_end);

  [[nodiscard]] std::uint32_t width() const { return width_; }
  // Columns before the byte; the width of the line for bytes behind its end.
  [[nodiscard]] std::uint32_t column_of(std::size_t byte) const;
  // The part of at most `room` columns (`...` included) around [begin, end) of columns.
  [[nodiscard]] Window window(std::uint32_t room, std::uint32_t begin, std::uint32_t end) const;
  [[nodiscard]] std::string shown(const Window& window) const;

 private:
  struct Cell {
    std::uint32_t byte = 0;
    std::uint32_t column = 0;
    std::uint32_t width = 0;
    std::string text;
  };

  std::vector<Cell> cells_;
  std::uint32_t width_ = 0;
  bool is_cut_before_ = false;  // bytes before the first cell were not looked at
  bool is_cut_after_ = false;
};

// Columns that a text takes in a terminal.
[[nodiscard]] std::uint32_t display_width(std::string_view text);
// `text` in lines of at most `room` columns, broken at blanks; a longer word stays whole.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::uint32_t room);

}  // namespace rulec::diag
