// For which classes of its attribute an atom holds: found by asking lib/value about a value of each
// class that the atom tells from others.
#pragma once

#include <cstdint>
#include <span>

#include "base/arena.h"
#include "runtime/index/attribute.h"
#include "runtime/internal/code.h"

namespace rulec::runtime::index {

struct Interval {
  ClassId first = 0;
  ClassId last = 0;
  bool operator==(const Interval&) const = default;
};
// Ascending, with gaps between them.
using ClassSet = std::span<const Interval>;

[[nodiscard]] ClassSet intersection(ClassSet a, ClassSet b, Arena& arena);
// Of the classes below `count`.
[[nodiscard]] ClassSet complement(ClassSet set, ClassId count, Arena& arena);
[[nodiscard]] ClassSet union_of(ClassSet a, ClassSet b, Arena& arena);

// What an atom is for a class: besides true and false it is open when it throws, or when one value
// of the class does not stand for all.
struct AtomSets {
  ClassSet holds;
  ClassSet fails;
  GroupSet open = 0;  // groups all of whose classes are open; no others are
};

// Adds the constants of the atom to `attribute`. A kTruthy among the atoms asks for the truth of
// the value, and has no constant.
void add_constants(const Code& atom, const Value& constant, Attribute& attribute);
// `attribute` is finished. The sets live in `arena`.
[[nodiscard]] AtomSets sets_of(const Code& atom, const Value& constant, const Attribute& attribute,
                               Arena& arena);

}  // namespace rulec::runtime::index
