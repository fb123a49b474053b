// Renderers: Diagnostics to text. They print nothing themselves; the command layer writes the text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

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
// One element of `diagnostics` in rulec.lint/1. `ordinal` is that of its fingerprint.
void write_json(JsonWriter&, const Diagnostic&, const SourceMap&, std::uint32_t ordinal = 0);
// 32 hex digits: survives formatting, moved lines and inserted siblings. Findings that are alike in
// all that it looks at are told apart by their number among equals.
[[nodiscard]] std::string fingerprint(const Diagnostic&, const SourceMap&,
                                      std::uint32_t ordinal = 0);

// Counts equals over one report: the ordinal of each finding, in the order of asking.
class FingerprintOrdinals {
 public:
  [[nodiscard]] std::uint32_t next(const Diagnostic&, const SourceMap&);

 private:
  std::map<std::string, std::uint32_t> seen_;
};

// `text` with control characters shown as \u001b, so that no file can drive a terminal. Newlines
// stay when `keeps_lines`.
enum class Lines : std::uint8_t { kKeep, kEscape };
[[nodiscard]] std::string printable(std::string_view text, Lines lines = Lines::kEscape);

}  // namespace rulec::diag
