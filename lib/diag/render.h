// Renderers: Diagnostics to text. They print nothing themselves; the command layer writes the text.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/json_writer.h"
#include "base/source.h"
#include "diag/diagnostic.h"

namespace rulec::diag {

struct RenderOptions {
  bool has_color = false;     // 16 ANSI colours
  std::uint32_t width = 100;  // columns; frames are windowed to it
};

// The shape of cli.md 4.2: header, `-->` place, frame with carets, `:::` frames of other files,
// `=` facts, `help:` with a patch; ends with a newline.
[[nodiscard]] std::string render_full(const Diagnostic&, const SourceMap&, const RenderOptions&);
// FILE:LINE:COL: error[RC2003] unknown-field: MESSAGE   (one line with its newline)
[[nodiscard]] std::string render_concise(const Diagnostic&, const SourceMap&);
// One element of `diagnostics` in rulec.lint/1.
void write_json(JsonWriter&, const Diagnostic&, const SourceMap&);
// 32 hex digits: survives formatting, moved lines and inserted siblings.
[[nodiscard]] std::string fingerprint(const Diagnostic&, const SourceMap&);

// `text` with control characters shown as \u001b, so that no file can drive a terminal. Newlines
// stay when `keeps_lines`.
enum class Lines : std::uint8_t { kKeep, kEscape };
[[nodiscard]] std::string printable(std::string_view text, Lines lines = Lines::kEscape);

}  // namespace rulec::diag
