// Whether two expressions give the same on every context, errors and charges included. Two ways to
// show it: their normalised IR is equal (after all passes that look at one expression alone), or no
// row of the truth table of their atoms tells them apart. What cannot be shown is not known:
// `false` never says that they differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "parser/ast.h"

namespace rulec::tooling {

// Atoms of both conditions together, up to which the truth table is looked at.
inline constexpr std::size_t kMaxProofAtoms = 12;
// Nodes that are evaluated for one table, about a tenth of a second: 12 atoms that can throw make
// 531,441 rows at worst. What takes longer is not known.
inline constexpr std::size_t kMaxProofSteps = 16'000'000;

// Whether both must also read the same fields as they are written: `validate: light` checks those
// alone, so a context may be refused for a read that changes no value.
enum class Reads : std::uint8_t { kAny, kSame };

// Two conditions: only their truth is used. Null is always true. Neither holds a node that could
// not be read. An atom is true, false or, where it can throw, its own error: with another error of
// another atom a decision would be another one.
[[nodiscard]] bool is_same_condition(const parser::Expr* a, const parser::Expr* b, Reads reads);

// Pairs of arguments that are no literals: their values are used.
using ArgumentPair = std::pair<const parser::ArgumentValue*, const parser::ArgumentValue*>;
[[nodiscard]] bool are_same_arguments(std::span<const ArgumentPair> pairs, Reads reads);

}  // namespace rulec::tooling
