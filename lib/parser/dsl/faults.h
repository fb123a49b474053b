// The words for mistakes in DSL expressions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

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
  bool is_in_expression = true;   // `found` may be an operator or keyword of expressions
  std::optional<diag::Fix> fix = std::nullopt;  // in place of the one that `found` tells
};
[[nodiscard]] diag::Diagnostic describe(const DslPlace& place, const Unexpected& fault);

// `suggested`, titled "write `text`" or as given.
[[nodiscard]] diag::Fix replacement(const DslPlace& place, DslRange range, std::string text,
                                    std::string title = {});

// What other languages write for an operator of ours; "" where it is none of theirs.
[[nodiscard]] std::string_view our_operator(const Token& token);
[[nodiscard]] bool is_curly_quote(std::string_view character);
// A text, name or comment without its end took the rest of its line with it, or more, so what is
// missing behind it says nothing.
[[nodiscard]] bool is_line_lost(const Token& taken);

// The integer or real `number`, sign included, that no number of ours can hold.
[[nodiscard]] diag::Diagnostic describe_range(const DslPlace& place, DslRange number);
[[nodiscard]] diag::Diagnostic describe_depth(const DslPlace& place, DslRange one_too_many);

}  // namespace rulec::parser
