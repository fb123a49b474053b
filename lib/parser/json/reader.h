// The strict reader: JSON text to a Document with spans, or straight to a Value. One tokenizer and
// validator serves both, so they cannot disagree. Iterative with an explicit stack; resynchronises
// at `,` `]` `}`, so a file with several faults gives several findings. Policy: reliability.md 2.1
// (UTF-8, no byte-order mark, no NUL, no duplicate keys after unescaping, no lone surrogates, no
// \u0000, integers within int64, doubles that neither overflow nor vanish, nothing after the
// value).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"
#include "value/value.h"

namespace rulec::json {

// How faults are told: by the mistake that probably caused them (mend.h), or as they were met.
enum class FaultView : std::uint8_t { kMistakes, kAsMet };

struct ReaderLimits {
  std::size_t max_bytes = kMaxSourceBytes;
  std::uint32_t max_depth = kMaxRuleDepth;  // levels of arrays and objects
  FaultView view = FaultView::kMistakes;
};

// Reads source `id` of `sources`. Findings go to `emitter`; the document holds what could be read.
[[nodiscard]] Document parse(const SourceMap& sources, SourceId id, const ReaderLimits& limits,
                             diag::Emitter& emitter);

// First fault of a text that is not a source (a request, a context, a manifest).
struct Fault {
  diag::Code code = diag::Code::kJsonSyntax;
  std::uint32_t offset = 0;  // byte
  std::uint32_t length = 0;
  std::string message;  // as message_of would give it
};
// The fault's name in the catalogue ("trailing-bytes"). Unlike the message it holds nothing of the
// text, which may be personal data.
[[nodiscard]] std::string_view kind_of(const Fault& fault);

// Buffers kept between calls so that reading needs no heap from the second text on.
class ReaderScratch;  // reader_scratch.h

struct ValueLimits {
  std::size_t max_bytes = kMaxRequestBytes;
  std::uint32_t max_depth = kMaxRequestDepth;
  std::size_t max_keys = kMaxContextKeys;  // of all objects together
  std::size_t max_items = kMaxArrayItems;  // of one array
};

// `text` to a Value whose strings and lists live in `arena` (strings without escapes look into
// `text`, which outlives the value). False: `fault` says why, and stops at the first one.
[[nodiscard]] bool read_value(std::string_view text, const ValueLimits& limits, Arena& arena,
                              ReaderScratch& scratch, Value& value, Fault& fault);

// A node of a document as a Value in `arena`, texts included: it may outlive the document. kBad
// becomes null; of equal keys the first counts.
[[nodiscard]] Value to_value(const Document& document, NodeId node, Arena& arena);

}  // namespace rulec::json
