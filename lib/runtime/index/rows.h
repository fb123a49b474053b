// Rows: conditions as conjunctions of class sets. A condition of atoms is a graph; each way through
// it that ends with true is a row: the classes that the attributes on the way must have. A row
// that is met means that the condition holds, unless an atom of it is open. Where a way comes to an
// instruction that is no atom, or where there are too many ways, the row is only necessary: whether
// the condition holds is left to bytecode.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/arena.h"
#include "runtime/index/atom_sets.h"
#include "runtime/index/attribute.h"
#include "runtime/index/term_use.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime::index {

// The time of the decision; behind it come the paths, then the terms.
inline constexpr std::uint32_t kTimeAttribute = 0;

struct Literal {
  std::uint32_t attribute = 0;
  ClassSet classes;
};

struct Row {
  std::uint32_t turn = 0;
  std::uint32_t first_literal = 0;  // into Rows::literals, ascending by attribute
  std::uint32_t literal_count = 0;
  bool is_necessary_only = false;
};

// A turn that an atom of its condition leaves open for values of a group.
struct OpenTurn {
  std::uint32_t attribute = 0;
  std::uint32_t turn = 0;
  GroupSet groups = 0;
};

// An attribute whose value is computed.
struct DerivedAttribute {
  std::uint32_t attribute = 0;
  Term term;
  std::vector<Guard> guards;
};

struct Rows {
  std::vector<Attribute> attributes;
  std::vector<std::uint32_t> paths;  // by attribute, into LoadedRuleset::paths; unused for the time
  std::vector<DerivedAttribute> derived;
  std::vector<Row> rows;  // ascending by turn
  std::vector<Literal> literals;
  std::vector<OpenTurn> open;
  std::vector<Row> gates;  // one for each turn in `open`; not met: it is not open after all
  Arena sets;              // owns the class sets
};

// Of the turns of an entry point of a loaded ruleset. Decisions mostly end before the turn
// `end_of_most`.
[[nodiscard]] Rows rows_of(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point,
                           std::uint32_t end_of_most = UINT32_MAX);

}  // namespace rulec::runtime::index
