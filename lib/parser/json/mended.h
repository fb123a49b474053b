// Mended: makes of the document of a mended text the document of the text as written: places,
// findings for the edits, and marks of doubt around them, so that nobody complains about what was
// guessed.
#pragma once

#include <cstdint>
#include <vector>

#include "parser/json/document.h"
#include "parser/json/edits.h"
#include "parser/json/fault.h"

namespace rulec::json {

class Mended {
 public:
  Mended(Document& document, const std::vector<TextEdit>& edits)
      : document_(document), edits_(edits), places_(edits) {}

  // The faults of the written text, in its order, from those of the mended one. Once only.
  [[nodiscard]] std::vector<SyntaxFault> told(const std::vector<SyntaxFault>& of_mended);

 private:
  [[nodiscard]] SyntaxFault fault_of(std::size_t edit) const;
  [[nodiscard]] SyntaxFault of_lost_quote(std::size_t edit) const;
  [[nodiscard]] SyntaxFault of_bracket(std::size_t edit) const;
  void doubt(std::size_t edit);
  void doubt_text(Node& node, std::uint32_t at);
  [[nodiscard]] Span written(Span mended) const;

  Document& document_;
  const std::vector<TextEdit>& edits_;
  WrittenPlaces places_;
};

}  // namespace rulec::json
