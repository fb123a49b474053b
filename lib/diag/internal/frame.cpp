#include "diag/internal/frame.h"

#include <algorithm>
#include <tuple>

#include "base/uri.h"
#include "diag/internal/display_line.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

// Below this many columns a label stands better on the left than beside its mark.
constexpr std::uint32_t kMinLabelRoom = 24;

// A mark on one line: bytes [begin, end) of that line.
struct LineMark {
  std::uint32_t line = 1;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_primary = false;
  std::string_view text;
};

std::size_t first_visible(std::string_view line) {
  std::size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? 0 : at;
}

std::size_t visible_end(std::string_view line) {
  std::size_t at = line.find_last_not_of(" \t");
  return at == std::string_view::npos ? 0 : at + 1;
}

// A mark over several lines becomes one on its first and one on its last line.
void append_line_marks(std::vector<LineMark>& to, const Source& source, const Mark& mark) {
  Span span = clamp_to(source, mark.span);
  Extent extent = extent_of(source, span);
  std::uint32_t line = extent.begin.line;
  LineMark first = {.line = line,
                    .begin = span.begin - source.line_begin(line),
                    .end = span.end - source.line_begin(line),
                    .is_primary = mark.is_primary,
                    .text = mark.text};
  if (extent.last_line == line) {
    first.end = std::min(first.end, source.line_text(line).size());
    to.push_back(first);
    return;
  }
  first.end = visible_end(source.line_text(line));
  first.text = {};
  to.push_back(first);
  line = extent.last_line;
  std::string_view text = source.line_text(line);
  to.push_back({.line = line,
                .begin = first_visible(text),
                .end = std::min<std::size_t>(span.end - source.line_begin(line), text.size()),
                .is_primary = mark.is_primary,
                .text = mark.text});
}

std::uint32_t text_room(const FrameStyle& style) {
  std::uint32_t gutter = style.digits + 3;
  return style.width > gutter ? style.width - gutter : 0;
}

void append_line(std::string& to, const FrameStyle& style, std::string_view number,
                 std::string_view sign, std::string_view content) {
  std::string gutter(style.digits - std::min<std::size_t>(number.size(), style.digits), ' ');
  gutter.append(number).append(" ").append(sign);
  to += style.painter(Paint::kGutter, gutter);
  if (!content.empty()) {
    to.append(" ").append(content);
  }
  to += '\n';
}

std::string_view without_trailing_blanks(std::string_view text) {
  return text.substr(0, visible_end(text));
}

// `^^^ label`; a label without room beside the mark goes below it, in as many lines as it needs.
void append_underline(std::string& to, const FrameStyle& style, const LineMark& mark,
                      std::uint32_t column, std::uint32_t length) {
  Paint paint = mark.is_primary ? style.primary : Paint::kGutter;
  std::string line(column, ' ');
  std::string underline;
  for (std::uint32_t i = 0; i < std::max<std::uint32_t>(length, 1); ++i) {
    underline += mark.is_primary ? std::string_view("^") : style.glyphs.secondary;
  }
  line += style.painter(paint, underline);
  std::string text = printable(mark.text);
  std::uint32_t room = text_room(style);
  std::uint32_t used = column + std::max<std::uint32_t>(length, 1) + 1;
  if (text.empty() || used + display_width(text) <= room) {
    line += text.empty() ? "" : " " + style.painter(paint, text);
    append_line(to, style, "", style.glyphs.bar, line);
    return;
  }
  append_line(to, style, "", style.glyphs.bar, line);
  bool fits_below = room > column && room - column >= kMinLabelRoom;
  std::uint32_t indent = fits_below ? column : 0;
  for (const std::string& part : wrap(text, room > indent ? room - indent : room)) {
    append_line(to, style, "", style.glyphs.bar,
                std::string(indent, ' ') + style.painter(paint, part));
  }
}

// One source line and the marks below it; all of them lie inside one window.
void append_marked_line(std::string& to, const FrameStyle& style, const Source& source,
                        std::span<const LineMark> marks, std::size_t begin, std::size_t end) {
  std::uint32_t number = marks.front().line;
  DisplayLine line(source.line_text(number), begin, end);
  Window window = line.window(text_room(style), line.column_of(begin), line.column_of(end));
  append_line(to, style, std::to_string(number), style.glyphs.bar,
              without_trailing_blanks(line.shown(window)));
  for (const LineMark& mark : marks) {
    std::uint32_t from = window.shown_column(line.column_of(mark.begin));
    std::uint32_t until = window.shown_column(line.column_of(mark.end));
    append_underline(to, style, mark, from, until > from ? until - from : 0);
  }
}

// Marks of one line: under one copy of the line when all can be seen at once, else one copy each.
void append_marks_of_line(std::string& to, const FrameStyle& style, const Source& source,
                          std::span<const LineMark> marks) {
  std::size_t begin = marks.front().begin;
  std::size_t end = std::ranges::max(marks, {}, &LineMark::end).end;
  bool fits = end - std::min(begin, end) <= text_room(style) / 2;
  if (fits || source.line_text(marks.front().line).size() <= text_room(style)) {
    append_marked_line(to, style, source, marks, begin, end);
    return;
  }
  for (const LineMark& mark : marks) {
    append_marked_line(to, style, source, {&mark, 1}, mark.begin, mark.end);
  }
}

// What stands between two shown lines: nothing, the one line between them, or dots.
void append_gap(std::string& to, const FrameStyle& style, const Source& source, std::uint32_t last,
                std::uint32_t next) {
  if (next == last + 2) {
    DisplayLine line(source.line_text(last + 1), 0, 0);
    append_line(to, style, std::to_string(last + 1), style.glyphs.bar,
                without_trailing_blanks(line.shown(line.window(text_room(style), 0, 0))));
  } else if (next > last + 2) {
    to += style.painter(Paint::kGutter, "...") + "\n";
  }
}

}  // namespace

Span clamp_to(const Source& source, Span span) {
  auto size = static_cast<std::uint32_t>(source.bytes().size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  return span;
}

Extent extent_of(const Source& source, Span span) {
  span = clamp_to(source, span);
  Extent extent = {.begin = source.line_column(span.begin), .end = source.line_column(span.end)};
  extent.last_line = extent.end.line;
  // A span that ends with a line end ends on that line, not on the next one.
  if (span.end > span.begin && extent.end.column == 1 && extent.last_line > extent.begin.line) {
    --extent.last_line;
  }
  return extent;
}

std::string blank_gutter(const FrameStyle& style) {
  return style.painter(Paint::kGutter, std::string(style.digits + 1, ' ').append(style.glyphs.bar));
}

std::string place_line(const FrameStyle& style, std::string_view arrow, const Source& source,
                       Span span) {
  LineColumn at = extent_of(source, span).begin;
  std::string place =
      printable(source.name()) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  std::string address = style.folder_url.empty()
                            ? std::string()
                            : std::string(style.folder_url) + uri_path(source.name());
  return style.painter(Paint::kGutter, std::string(style.digits, ' ').append(arrow)) + " " +
         linked(address, place) + "\n";
}

void append_frame(std::string& to, const FrameStyle& style, const Source& source,
                  std::span<const Mark> marks) {
  std::vector<LineMark> line_marks;
  for (const Mark& mark : marks) {
    append_line_marks(line_marks, source, mark);
  }
  std::ranges::stable_sort(line_marks, {},
                           [](const LineMark& mark) { return std::tuple(mark.line, mark.begin); });
  std::span<const LineMark> rest(line_marks);
  std::uint32_t last_line = 0;
  while (!rest.empty()) {
    std::uint32_t line = rest.front().line;
    auto behind = std::ranges::find_if(rest, [line](const LineMark& m) { return m.line != line; });
    auto count = static_cast<std::size_t>(behind - rest.begin());
    if (last_line > 0) {
      append_gap(to, style, source, last_line, line);
    }
    append_marks_of_line(to, style, source, rest.first(count));
    last_line = line;
    rest = rest.subspan(count);
  }
}

}  // namespace rulec::diag
