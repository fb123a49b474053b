// A condition taken apart for coverage: its atoms, and the logic that joins them. An *atom* is a
// largest part of a condition without `and`, `or`, `!`, `!!`, `if` and `?:`; the predicate of
// `some`, `all` and `none` is divided into atoms of its own. What stands inside another operator
// belongs to the atom of that operator, and literals are no atoms: nothing can turn them round.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "compiler/compiler.h"
#include "runtime/engine.h"
#include "tooling/coverage/logic.h"

namespace rulec::tooling {

struct Atom {
  const parser::Expr* expr = nullptr;
  // Lists of the quantifiers around it, outermost first.
  std::vector<const parser::Expr*> lists;
};

// What one evaluation of a condition says of an atom; counts, since an atom of a predicate has a
// value for each element.
struct AtomSeen {
  std::uint32_t evaluated = 0;  // did not throw
  std::uint32_t shown_true = 0;
  std::uint32_t shown_false = 0;
};

// The atoms of one condition and the small programs that give their values, made on first need. The
// operators are those of lib/value, run by the engine: nothing here knows what they do.
class DividedCondition {
 public:
  // `rules` and `condition` outlive this. Null: always true.
  DividedCondition(const compiler::Input& rules, const parser::Expr* condition);
  ~DividedCondition();
  DividedCondition(DividedCondition&&) noexcept;
  DividedCondition& operator=(DividedCondition&&) noexcept;

  // In the order in which they were written.
  [[nodiscard]] const std::vector<Atom>& atoms() const;

  // By atom, for one working context. Operands that short-circuiting would skip are evaluated too;
  // one that throws shows nothing. `outcome` is what the engine made of the whole condition: should
  // the parts not add up to it (the budget of an expression or the size of a value came in
  // between), nothing is shown. The result lives until the next call; `workspace` is used for a
  // while.
  [[nodiscard]] const std::vector<AtomSeen>& evaluate(const Value& context, std::int64_t now_ms,
                                                      Truth outcome, runtime::Workspace& workspace);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rulec::tooling
