#include "diag/internal/display_line.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/utf8.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

constexpr std::string_view kTab = "    ";
constexpr std::uint32_t kEllipsis = 3;
// Narrower frames show nothing worth reading.
constexpr std::uint32_t kMinRoom = 20;
// Bytes looked at on each side of the focus: more than any terminal shows, even of four-byte
// characters.
constexpr std::size_t kNearBytes = 4096;

std::size_t next_length(std::string_view text) {
  std::uint8_t length = utf8::decode(text).length;
  return length == 0 ? 1 : length;
}

std::uint32_t width_of(std::string_view original, std::string_view shown) {
  if (shown != original) {
    return static_cast<std::uint32_t>(shown.size());  // an escape, all ASCII
  }
  int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(utf8::decode(original).code_point));
  return static_cast<std::uint32_t>(std::max(width, 0));
}

// Steps back to the first byte of the character that `at` lies in.
std::size_t character_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 3 &&
         (static_cast<unsigned char>(text[begin]) & 0xc0U) == 0x80U) {
    --begin;
  }
  return begin;
}

}  // namespace

std::uint32_t Window::shown_column(std::uint32_t column) const {
  std::uint32_t marker = is_cut_left ? kEllipsis : 0;
  return marker + std::clamp(column, from, to) - from;
}

DisplayLine::DisplayLine(std::string_view text, std::size_t focus_begin, std::size_t focus_end) {
  focus_end = std::min({focus_end, text.size(), focus_begin + kNearBytes});
  std::size_t begin = 0;
  std::size_t end = text.size();
  if (focus_begin < text.size() && focus_begin > kNearBytes) {
    begin = character_begin(text, focus_begin - kNearBytes);
  } else if (focus_begin >= text.size() && text.size() > kNearBytes) {
    begin = character_begin(text, text.size() - kNearBytes);
  }
  end = std::min(end, std::max(focus_end, begin) + kNearBytes);
  is_cut_before_ = begin > 0;
  is_cut_after_ = end < text.size();
  while (begin < end) {
    std::string_view original = text.substr(begin, next_length(text.substr(begin)));
    std::string shown = original == "\t" ? std::string(kTab) : printable(original);
    Cell cell = {.byte = static_cast<std::uint32_t>(begin),
                 .column = width_,
                 .width = width_of(original, shown),
                 .text = std::move(shown)};
    width_ += cell.width;
    cells_.push_back(std::move(cell));
    begin += original.size();
  }
}

std::uint32_t DisplayLine::column_of(std::size_t byte) const {
  auto after = std::ranges::lower_bound(cells_, byte, {}, &Cell::byte);
  return after == cells_.end() ? width_ : after->column;
}

Window DisplayLine::window(std::uint32_t room, std::uint32_t begin, std::uint32_t end) const {
  room = std::max(room, kMinRoom);
  // A mark behind the last character needs a column of its own.
  std::uint32_t width = std::max(width_, begin + 1);
  if (width <= room && !is_cut_before_ && !is_cut_after_) {
    return {.from = 0, .to = width};
  }
  std::uint32_t inner = room - 2 * kEllipsis;
  std::uint32_t focus = std::min(end > begin ? end - begin : 0, inner);
  std::uint32_t margin = (inner - focus) / 2;
  Window window = {.from = begin > margin ? begin - margin : 0};
  if (window.from <= kEllipsis && !is_cut_before_) {
    window.from = 0;
  }
  window.is_cut_left = window.from > 0 || is_cut_before_;
  window.to = window.from + (window.is_cut_left ? inner : inner + kEllipsis);
  window.is_cut_right = true;
  if (window.to + kEllipsis >= width && !is_cut_after_) {
    window.to = width;
    window.is_cut_right = false;
    std::uint32_t shown = room - kEllipsis;
    window.from = width > shown ? width - shown : 0;
    window.is_cut_left = window.from > 0 || is_cut_before_;
  }
  return window;
}

std::string DisplayLine::shown(const Window& window) const {
  std::string text(window.is_cut_left ? kEllipsis : 0, '.');
  for (const Cell& cell : cells_) {
    std::uint32_t end = cell.column + cell.width;
    if (cell.width == 0) {
      bool has_base = cell.column > window.from || window.from == 0;
      text += has_base && cell.column <= window.to ? cell.text : "";
    } else if (cell.column >= window.from && end <= window.to) {
      text += cell.text;
    } else {
      // A wide character or escape on the border: blanks keep the carets under their text.
      std::uint32_t from = std::max(cell.column, window.from);
      std::uint32_t to = std::min(end, window.to);
      text.append(from < to ? to - from : 0, ' ');
    }
  }
  return text.append(window.is_cut_right ? kEllipsis : 0, '.');
}

std::uint32_t display_width(std::string_view text) {
  std::uint32_t width = 0;
  while (!text.empty()) {
    std::size_t length = next_length(text);
    width += width_of(text.substr(0, length), text.substr(0, length));
    text.remove_prefix(length);
  }
  return width;
}

std::vector<std::string> wrap(std::string_view text, std::uint32_t room) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    std::size_t blank = text.find(' ');
    std::string_view word = text.substr(0, blank);
    std::string& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) > room) {
      lines.emplace_back(word);
    } else {
      line += line.empty() ? "" : " ";
      line += word;
    }
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return lines;
}

}  // namespace rulec::diag
