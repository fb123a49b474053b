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
  bool has_color = false;     // 16 ANSI colours; the part at fault of a reading is underlined
  std::uint32_t width = 100;  // columns; frames are windowed to it
  bool has_unicode = false;   // bars and arrows of frames as line drawing characters
  // Links of OSC 8: each part is one where its address is known.
  std::string folder_url;  // of the folder that source names are relative to: "file:///srv/shop/"
  std::string pages_url;   // of the explanation pages: "https://host/diagnostics/"
};

// The shape of cli.md 4.2: header, `-->` place, frame with carets, `:::` frames of other files,
// `=` facts, `help:` with a patch; ends with a newline.
[[nodiscard]] std::string render_full(const Diagnostic&, const SourceMap&, const RenderOptions&);
// FILE:LINE:COL: error[RC2003] unknown-field: MESSAGE   (one line with its newline)
[[nodiscard]] std::string render_concise(const Diagnostic&, const SourceMap&);
// LINE:COL  error[RC2003] unknown-field: MESSAGE   for a list below the name of the file
[[nodiscard]] std::string render_in_group(const Diagnostic&, const SourceMap&);
// One sentence without frames, brackets and back-ticks, to be read aloud; its names and operators
// stay as they are.
[[nodiscard]] std::string render_narrated(const Diagnostic&, const SourceMap&);
// One element of `diagnostics` in rulec.lint/1. `ordinal` is that of its fingerprint.
void write_json(JsonWriter&, const Diagnostic&, const SourceMap&, std::uint32_t ordinal = 0);
// The same with a fingerprint that is known already.
void write_json(JsonWriter&, const Diagnostic&, const SourceMap&, const std::string& fingerprint);
// 32 hex digits: survives formatting, moved lines and inserted siblings. Findings that are alike in
// all that it looks at are told apart by their number among equals.
[[nodiscard]] std::string fingerprint(const Diagnostic&, const SourceMap&,
                                      std::uint32_t ordinal = 0);

// A subject (diagnostic.h) is what fingerprints look at, a line end, and the expression at fault as
// the reading of its place says it: this. "" where there is none.
[[nodiscard]] std::string_view subject_text(const Place& place);

// Counts equals over one report: the ordinal of each finding, in the order of asking.
class FingerprintOrdinals {
 public:
  [[nodiscard]] std::uint32_t next(const Diagnostic&, const SourceMap&);

 private:
  std::map<std::string, std::uint32_t> seen_;
};

// `text` as a link of OSC 8, as terminals know it; plain without an address.
[[nodiscard]] std::string linked(std::string_view address, std::string_view text);

// `text` with control characters shown as \u001b, so that no file can drive a terminal. Newlines
// stay when `keeps_lines`.
enum class Lines : std::uint8_t { kKeep, kEscape };
[[nodiscard]] std::string printable(std::string_view text, Lines lines = Lines::kEscape);

}  // namespace rulec::diag
