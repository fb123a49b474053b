// Pieces: a text file cut at its top-level declarations before anything parses it. The cut bounds
// what the parser proper sees (no comments, few tokens, few brackets) and keeps one broken
// declaration from hiding the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::parser {

// `// …` to the end of its line, or `/* … */`, markers included. Offsets are bytes of the file.
struct TextComment {
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class PieceFault : std::uint8_t {
  kNone,
  kTooManyTokens,  // more than kMaxPieceTokens
  kTooDeep,        // brackets or prefixes nest deeper than kMaxRuleDepth
  kBadEscape       // half of a surrogate pair or `\u0000` in a text: the grammar takes both
};

// One declaration with the notes in front of it (`///` lines and annotations).
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  PieceFault fault = PieceFault::kNone;
  std::size_t fault_at = 0;  // the first byte of what is too much
};

struct Pieces {
  // The text, byte for byte at the same places, with blanks for comments (`///` lines outside of
  // declarations stay) and, inside `when { … }` of the input dialect, with `;` for each line end
  // that separates two predicates (language.md 11.1).
  std::string masked;
  std::vector<Piece> pieces;  // in order; all bytes that are not blank lie in one
  std::vector<TextComment>
      comments;  // in order, `///` lines outside of declarations not among them
};

// Cuts where a declaration's brackets close, and where a line begins with a declaration although
// brackets are still open. Never fails: what is no token belongs to the piece it stands in.
[[nodiscard]] Pieces cut(std::string_view text);

}  // namespace rulec::parser
