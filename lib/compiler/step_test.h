// The test of a step (`when`): which of its conjuncts read the context, and are evaluated when the
// step's turn comes, and which read results of earlier steps, and are carried to whoever has them
// (language.md section 10).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "parser/ast.h"

namespace rulec::compiler {

// A path that begins with the name of a result, outside of any iterator.
struct ResultRead {
  std::string_view result;
  // What follows the name; nothing where some of it is computed, then `is_whole` is false.
  std::vector<std::string_view> rest;
  bool is_whole = true;
  const parser::Expr* at = nullptr;  // the call that reads it
};

struct Reads {
  std::vector<ResultRead> results;
  // The first call that reads the context, or the clock, which is read with it; or null.
  const parser::Expr* context = nullptr;
};

// What an expression reads where the results with these names are known; "" is no name. A path that
// is computed reads the context.
[[nodiscard]] Reads reads_of(const parser::Expr& expr, std::span<const std::string_view> results);

// The operands of the `and`s at the top of a test, in order; the test itself when it is none.
[[nodiscard]] std::vector<const parser::Expr*> conjuncts_of(const parser::Expr& test);

// Those of `test` that read no result, and are evaluated with the decision.
[[nodiscard]] std::vector<const parser::Expr*> context_conjuncts(
    const parser::Expr& test, std::span<const std::string_view> results);

}  // namespace rulec::compiler
