// How often decisions come to a term, reckoned from what conditions ask before it: whether it is
// worth an attribute, and when its value need not be known.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/index/attribute.h"
#include "runtime/index/turn_graphs.h"

namespace rulec::runtime::index {

// Classes of an attribute without which no condition comes to a term.
struct Guard {
  std::uint32_t attribute = 0;
  std::vector<std::uint64_t> classes;  // a bit each

  [[nodiscard]] bool lets_in(ClassId id) const { return (classes[id / 64] >> (id % 64) & 1U) != 0; }
  bool operator==(const Guard&) const = default;
};

// Of a term.
struct TermUse {
  // Turns of a decision that come to it, on average, for each decision in which a turn may.
  double turns = 0;
  std::vector<Guard> guards;
};

// Drops the terms that so few turns read that they cannot be worth an attribute. False: none.
bool drop_rare_terms(const TurnGraphs& graphs, TermTable& terms);

// By number of the term. `graphs` knows its attributes and sets; of attributes from `first_term` on
// no guards are made. Turns from `end` on do not count, but for the guards.
[[nodiscard]] std::vector<TermUse> uses_of(const TurnGraphs& graphs,
                                           std::span<const Attribute> attributes,
                                           std::uint32_t first_term, std::uint32_t end,
                                           Arena& arena);

// Drops the terms that are not worth an attribute. False: all are.
bool drop_needless_terms(std::span<const TermUse> uses, const TurnGraphs& graphs, TermTable& terms);

}  // namespace rulec::runtime::index
