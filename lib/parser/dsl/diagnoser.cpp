#include "parser/dsl/diagnoser.h"

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {

void diagnose(std::string_view text, std::string_view masked, const Piece& piece, SourceId source,
              std::size_t refused, diag::Emitter& emitter) {
  Descent descent(text, masked, piece, source, emitter);
  descent.run();
  if (descent.findings() == 0) {
    descent.refuse_at(refused);
  }
}

}  // namespace rulec::parser
