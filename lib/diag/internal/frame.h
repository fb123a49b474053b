// Frame: lines of one source with marks below them, and patches. Appends to a text; knows nothing
// of findings.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/diagnostic.h"
#include "diag/internal/painter.h"

namespace rulec::diag {

// What frames are drawn with; as wide as the ASCII form.
struct Glyphs {
  std::string_view bar = "|";
  std::string_view arrow = "-->";
  std::string_view elsewhere = ":::";
  std::string_view secondary = "-";  // below what a secondary label speaks of
};
inline constexpr Glyphs kLineDrawing = {
    .bar = "\u2502", .arrow = "\u2500\u2500>", .elsewhere = ":::", .secondary = "\u2500"};

// What all lines of one finding share.
struct FrameStyle {
  const Painter& painter;
  std::uint32_t width = 100;  // of the terminal
  std::uint32_t digits = 1;   // of the longest line number
  Paint primary = Paint::kError;
  Glyphs glyphs = {};
  std::string_view folder_url;  // "" for places that are no links
};

// A span kept inside its source; empty at the end for offsets behind it.
[[nodiscard]] Span clamp_to(const Source& source, Span span);

// The place where a mark begins and the line where it ends.
struct Extent {
  LineColumn begin;
  LineColumn end;  // of the first byte behind it
  std::uint32_t last_line = 1;
};
[[nodiscard]] Extent extent_of(const Source& source, Span span);

struct Mark {
  Span span;
  bool is_primary = false;
  std::string text;
};

[[nodiscard]] std::string blank_gutter(const FrameStyle& style);  // "   |"
// "  --> file:8:26"
[[nodiscard]] std::string place_line(const FrameStyle& style, std::string_view arrow,
                                     const Source& source, Span span);
// Frame lines of marks that all lie in `source`, in order of their lines.
void append_frame(std::string& to, const FrameStyle& style, const Source& source,
                  std::span<const Mark> marks);
// The lines of `source` that `edits` change, as `-` and `+` lines.
void append_patch(std::string& to, const FrameStyle& style, const Source& source,
                  std::vector<Edit> edits);

}  // namespace rulec::diag
