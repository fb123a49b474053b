// Operands that reach the interesting cases of rulec's own operators: by what an operator wants,
// and families of operators with the leaves that they are tried on in all combinations.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reference/reference.h"

namespace rulec::difftest {

using reference::Json;

// What an operand should be. Lower case: computed as well; upper case: a constant only.
//   t text  n number  l list  o object  d date or instant  u duration  k key or index  x anything
//   P pattern  S separator or part of a text  D direction of sort  R places of round  M mode of
//   round U unit  A part of a date  N count of buckets
struct OwnShape {
  const char* name;
  const char* operands;
};
[[nodiscard]] const std::vector<OwnShape>& own_shapes();

// Leaves of one of those kinds.
[[nodiscard]] const std::vector<Json>& leaves_of(char kind);

// Calls that give the kind, as their operator and its operands' kinds; empty for constants.
[[nodiscard]] const std::vector<OwnShape>& producers_of(char kind);

// Operators that are tried on every pair of `leaves`; some leaves are of the wrong type on purpose.
struct OwnFamily {
  std::vector<const char*> operators;
  std::vector<Json> leaves;
};
[[nodiscard]] std::vector<OwnFamily> own_families();

}  // namespace rulec::difftest
