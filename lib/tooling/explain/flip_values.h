// Which values a field of one context is worth changing to, so that a condition may flip: both
// sides of every constant that the field meets in an atom (literals, and what the other operands
// are worth in this context), the place where an atom turns round when the field is moved, values
// that the schema lists, and nothing at all. What really flips is for the engine to say.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/arena.h"
#include "compiler/compiler.h"
#include "parser/ast.h"
#include "tooling/synthetic/path_reads.h"

namespace rulec::tooling {

struct FieldValues {
  Path path;                  // members of list items have the item's number in it
  Value current;              // absent: not there
  std::vector<Value> values;  // nearest first, then those without a distance; absent last
};

struct FlipPlace {
  const compiler::Input& rules;
  const schema::ContextSchema* schema = nullptr;  // of the entry point; may be null
  const Value& context;                           // as it came
  std::int64_t now_ms = 0;
};

// For the fields that `conditions` read, in the order of reading. Values live in `arena`, the
// sources or the context.
[[nodiscard]] std::vector<FieldValues> flip_values(std::span<const parser::Expr* const> conditions,
                                                   const FlipPlace& place, Arena& arena);

}  // namespace rulec::tooling
