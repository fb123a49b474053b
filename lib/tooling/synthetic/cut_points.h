// Which values of a context matter to conditions: for each path that they read, values on both
// sides of every constant that it meets (its cut points), those that the schema lists, and nothing
// at all. Found in the written conditions; what a value does there is not looked at.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "compiler/compiler.h"
#include "parser/ast.h"

namespace rulec::tooling {

struct PathValues {
  std::vector<std::string> segments;  // at least one
  std::vector<Value> values;          // without two that are alike; absent: the path is not there
};

// For the conditions given, sorted by path. `schema` may be null. Values live in `arena` or the
// sources.
[[nodiscard]] std::vector<PathValues> cut_points(std::span<const parser::Expr* const> conditions,
                                                 const schema::ContextSchema* schema, Arena& arena);

}  // namespace rulec::tooling
