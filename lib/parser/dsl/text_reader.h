// The text form of rules, flows and scorecards (`.eff`, `.effx`; language.md section 11) to its
// JSON twin. The document's nodes have their spans in the text, so builders, checks and findings
// treat both spellings alike.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"

namespace rulec::parser {

struct TextOptions {
  // Adds `x_comments` and `x_names` to the twin, from which print_text gets comments and names of
  // items back. Off where the twin is compiled.
  bool keeps_layout = false;
  // Names for the positional arguments of an effect (`x-positional` of its schema); none when
  // nobody knows, and they become the list `args`.
  std::function<std::vector<std::string>(std::string_view effect)> positional;
  // Whether the schema of one of the entry points says that a path is a list or a text, so that
  // `p.length` of the input dialect is its length and not a field.
  std::function<bool(std::string_view entry_point, std::string_view path)> has_length;
};

// Reads source `id` of `sources`, canonical or in the input dialect of section 11.1. The root is
// one definition, or {"rules": [ … ]}; members stand in canonical order. Declarations with mistakes
// are left out and `has_faults()` is true; findings go to `emitter`.
[[nodiscard]] json::Document read_text(const SourceMap& sources, SourceId id,
                                       const TextOptions& options, diag::Emitter& emitter);

}  // namespace rulec::parser
