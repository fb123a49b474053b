// One source in its canonical form and layout, proven before anybody sees it. Pure: bytes in, bytes
// out; which files there are and what becomes of the result is the business of others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"
#include "parser/format/format.h"

namespace rulec::tooling {

enum class SourceForm : std::uint8_t { kJson, kText };

struct SourceKind {
  parser::DocumentKind document = parser::DocumentKind::kRules;
  SourceForm form = SourceForm::kJson;
};
// By the end of the name (`.rule.json`, `.scorecard.json`, `.template.json`, `.test.json`, `.eff`,
// `.effx`); nothing for other files.
[[nodiscard]] std::optional<SourceKind> source_kind_of(std::string_view path);

struct FormatOptions {
  parser::Layout layout;
  std::size_t max_source_bytes = kMaxSourceBytes;  // of what goes in and of what comes out
  parser::TextOptions text;                        // keeps_layout is set by the formatter
};

enum class FormatFate : std::uint8_t {
  kDone,     // `text` is the result
  kFaulty,   // the source has mistakes; findings were emitted
  kSkipped,  // there is no other form of such files, and nobody named this one
  kRefused   // the proof failed (RC0032), or there is no such form (RC1023)
};

struct FormattedSource {
  FormatFate fate = FormatFate::kDone;
  std::string text;
};

// The source in its own form. What comes out reads back as the same document with all its comments,
// and formatting it again changes nothing.
[[nodiscard]] FormattedSource format_source(const SourceMap& sources, SourceId id, SourceKind kind,
                                            const FormatOptions& options, diag::Emitter& emitter);

struct ConvertedSource {
  SourceKind kind;  // of what it became
  FormattedSource source;
};

// Rules, flows or a scorecard in the other form, with comments and names of items where it has
// them; what comes out means the same, all members included. Not for templates and tests.
[[nodiscard]] ConvertedSource convert_source(const SourceMap& sources, SourceId id, SourceKind kind,
                                             SourceForm to, const FormatOptions& options,
                                             diag::Emitter& emitter);

}  // namespace rulec::tooling
