// Diagnoser: words for the mistakes of one piece of a text file that the grammar does not accept.
// It reads the piece by recursive descent, makes no node, and goes on behind each mistake where the
// next member, action or declaration begins.
#pragma once

#include <string_view>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/dsl/pieces.h"

namespace rulec::parser {

// Findings (RC1002, and RC1006 for what nests too deep) for `piece` of `masked` (Pieces::masked),
// whose bytes lie at the same places of `text`, the bytes of `source`. At least one, at most
// kMaxDiagnosticsPerFile. Linear in the size of the piece.
// `refused` is the byte where the grammar met what it could not use: the place of the finding when
// the descent finds nothing wrong.
void diagnose(std::string_view text, std::string_view masked, const Piece& piece, SourceId source,
              std::size_t refused, diag::Emitter& emitter);

}  // namespace rulec::parser
