// Part: a text of a template as those see it who find out where its holes stand: a flat run of
// literal texts, holes and blocks. Internal to the compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bytecode/program.h"
#include "diag/diagnostic.h"

namespace rulec::compiler {

enum class PartKind : std::uint8_t { kText, kHole, kIf, kElse, kEach, kEnd };

// `kIf`, [`kElse`] and `kEnd`, `kEach` and `kEnd` are balanced; the parser sees to it.
struct Part {
  PartKind kind = PartKind::kText;
  std::string text;        // kText: with escapes of JSON and `\{{` already read
  std::uint32_t item = 0;  // kHole, kIf, kEach: which value it takes; kept as it is
  bytecode::HolePlace place = bytecode::HolePlace::kText;  // kHole
};

// What is wrong with a text: the part, and of a kText the bytes of it; of others everything.
struct PartFault {
  std::size_t part = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  diag::Code code = diag::Code::kUnsafeMarkup;  // or kMisplacedPlaceholder
  std::string problem;                          // the message
  std::string label;                            // short, at the place
  std::string help;                             // or ""
};
using PartReport = std::function<void(PartFault)>;

// HTML by a strict small grammar: sets the place of every hole, reports what does not fit. False
// after a report; places are of no use then.
[[nodiscard]] bool place_html(std::vector<Part>& parts, const PartReport& report);

// Markdown, read by cmark-gfm: sets the places in the source, and gives the same text as HTML with
// the places there (`rendered`; holes may stand several times in it, in any order within their
// block). False after a report.
[[nodiscard]] bool place_markdown(std::vector<Part>& parts, std::vector<Part>& rendered,
                                  const PartReport& report);

}  // namespace rulec::compiler
