// The words for mistakes in DSL expressions.
#pragma once

#include <string>

#include "diag/emitter.h"
#include "parser/dsl/expression.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/node_maker.h"

namespace rulec::parser {

// A token that does not fit where it stands. One of kind kBad speaks for itself.
struct Unexpected {
  std::string expected;
  Token found;
  Token before;                   // the token in front of it
  const Token* opener = nullptr;  // the bracket that is still open, if that matters
  std::string help;               // "" to leave it to what `found` and `before` tell
};
[[nodiscard]] diag::Diagnostic describe(const DslPlace& place, const Unexpected& fault);

// The integer or real `number`, sign included, that no number of ours can hold.
[[nodiscard]] diag::Diagnostic describe_range(const DslPlace& place, DslRange number);
[[nodiscard]] diag::Diagnostic describe_depth(const DslPlace& place, DslRange one_too_many);

}  // namespace rulec::parser
