// Which expressions read a path that is written down: what cut points and flips go by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/ast.h"

namespace rulec::tooling {

using Path = std::vector<std::string>;

[[nodiscard]] Path split_path(std::string_view dotted);
[[nodiscard]] std::string path_text(const Path& path);
// `var` with a literal text, `val` and `exists` with literal texts; nothing for others.
[[nodiscard]] std::optional<Path> path_of(const parser::Expr& expr);
// some, all, none, map, filter, reduce: their second operand speaks of an item.
[[nodiscard]] bool is_iterator(const parser::Expr& expr);

}  // namespace rulec::tooling
