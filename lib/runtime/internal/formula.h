// A condition that is made of atoms alone, as a formula of their truth. It says what the condition
// gives where no atom of it throws.
#pragma once

#include <optional>
#include <vector>

#include "runtime/internal/code.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {

struct Formula {
  enum class Kind : std::uint8_t { kTrue, kFalse, kAtom, kAnd, kOr };
  Kind kind = Kind::kTrue;
  CodeAt atom = kNoCode;    // kAtom
  bool is_negated = false;  // kAtom
  std::vector<Formula> parts;

  // The only path that its atoms read; nothing when there are several or none.
  [[nodiscard]] std::optional<std::uint32_t> path(const LoadedRuleset& ruleset) const;
};

// Nothing when the condition does more than compare, or is longer than is worth the while.
[[nodiscard]] std::optional<Formula> formula_of(const LoadedRuleset& ruleset, CodeAt condition);

// And of ors of formulas that read one path each (kAnd), or the other way round (kOr). Nothing when
// there are more than `limit` of them.
using Clause = std::vector<Formula>;
[[nodiscard]] std::optional<std::vector<Clause>> normal_form(const LoadedRuleset& ruleset,
                                                             const Formula& formula,
                                                             Formula::Kind outer,
                                                             std::size_t limit);

}  // namespace rulec::runtime
